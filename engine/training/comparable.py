"""Which runs may be compared with each other: those that were judged on the same rows by the same rules."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from engine.errors import BadSetting
from engine.importing.filters import Filters
from engine.store.runs import RunRow
from engine.training.setting_texts import choice_title
from engine.training.settings import settings_by_path

MOST = 20
"""More lines than this nobody tells apart."""


@dataclass(frozen=True)
class LeftOut:
    """A run that no test can take in, and why."""

    run_id: int
    reason: str


def check_number(runs: Sequence[object]) -> None:
    """Raise `BadSetting` where there are too many runs to compare."""
    if len(runs) > MOST:
        raise BadSetting(
            f"{len(runs)} runs cannot be compared at once.", f"At most {MOST} can.", "Choose fewer of them."
        )


def comparable(runs: Sequence[RunRow], like: RunRow | None = None) -> tuple[list[RunRow], list[LeftOut]]:
    """Part the runs: those that may be compared, in their order, and the others with their reasons.

    Args:
        like: the run whose rows count; None for those that most of the runs were judged on.
    """
    like = like or _usual(runs)
    reasons = {run.id: "" if like is None else why_not(run, like) for run in runs}
    kept = [run for run in runs if not reasons[run.id]]
    return kept, [LeftOut(run.id, reasons[run.id]) for run in runs if reasons[run.id]]


def why_not(run: RunRow, like: RunRow) -> str:
    """Why a run cannot be compared with another one; empty where it can."""
    if run.best_epoch is None:
        return _without_model(run)
    if run.split_hash != like.split_hash:
        return _other_rows(run, like)
    if run.policy != like.policy:
        done = {"keep": "may be recommended", "exclude": "are excluded"}
        return (
            f"Another rule: items already in the history {done.get(run.policy, run.policy)} here, "
            f"and {done.get(like.policy, like.policy)} in the others."
        )
    return ""


def names_of(runs: Sequence[RunRow]) -> dict[int, str]:
    """Names of the runs by their numbers, which follow the name where several share one."""
    count = Counter(run.name for run in runs)
    return {run.id: run.name if count[run.name] == 1 else f"{run.name} ({run.id})" for run in runs}


def _usual(runs: Sequence[RunRow]) -> RunRow | None:
    """A run of the largest group; of equal groups that of the first."""
    usable = [run for run in runs if run.best_epoch is not None]
    groups = Counter((run.split_hash, run.policy) for run in usable)
    return max(usable, key=lambda run: groups[run.split_hash, run.policy], default=runs[0] if runs else None)


def _without_model(run: RunRow) -> str:
    if run.status == "running":
        return "It is in its first epoch: there is nothing to compare yet."
    if run.error:
        return f"It has no trained model: {run.error}"
    return f"It has no trained model: it was {run.status} before its first epoch ended."


def _other_rows(run: RunRow, like: RunRow) -> str:
    """Why it was judged on other rows: another log, another part of it, or another split."""
    if run.dataset_id != like.dataset_id:
        return f"Another log: “{run.dataset_name}” (data set {run.dataset_id}), not “{like.dataset_name}”."
    here, there = run.config.get("data", {}), like.config.get("data", {})
    filters = [name for name in Filters.model_fields if here.get(name) != there.get(name)]
    if filters:
        return f"Another part of the log: it was filtered otherwise ({_named(filters)})."
    if here.get("split") != there.get("split"):
        split, other = (choice_title("data.split", str(each.get("split"))) for each in (here, there))
        return f"Another split: {split}, not {other}."
    if here.get("first_item_is_target") != there.get("first_item_is_target"):
        return "Other rows: the first items of sequences are targets in only one of them."
    return "Another state of the log: it grew between the trainings."


def _named(settings: Sequence[str]) -> str:
    return ", ".join(settings_by_path()[f"data.{name}"].title for name in settings)
