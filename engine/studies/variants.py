"""The rows of a study: what each changes, what it is called, and what became of its trainings."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.store.queue import QueuedRun
from engine.store.runs import RunRow
from engine.studies.plan import SweepPlan
from engine.training.config import RunConfig
from engine.training.no_use import PRUNED
from engine.training.setting_texts import in_sentence, spoken
from engine.training.settings import Value, as_text, as_value, settings_by_path, with_settings

State = Literal["open", "waiting", "running", "finished", "stopped", "failed", "pruned", "deleted"]

_FORMS = {"diffusion.schedule": "{}", "model.branches": "{}", "model.embedding_size": "d = {}"}
_FORMS |= {"diffusion.steps": "T = {}", "method": "{}", "baseline.embedding_size": "d = {}"}
_FORMS |= {"model.layers": "L = {}", "guidance.strength": "w = {}", "diffrec.steps": "T = {}"}

_QUEUED: dict[str, State] = {"waiting": "waiting", "running": "running"}
_RUN: dict[str, State] = {"finished": "finished", "failed": "failed", "running": "running"}

EXACT, DRAWN = 12, 4
"""Digits of numbers that people typed, and of those that a search has drawn."""

Key = tuple[Value, ...]


@dataclass(frozen=True)
class Variant:
    """One row of a study's table: the settings it changes, in the order of the axes."""

    label: str
    changes: dict[str, Value]


@dataclass(frozen=True)
class Cell:
    """One training of a study: a variant with a seed.

    Attributes:
        state: open: not in the queue; stopped: cut off, and can go on; deleted: of a tuning whose choice is
            known without it.
        run: the run that it became; `queued` its place in the queue.
        reason: why it failed or was stopped.
    """

    variant: Variant
    seed: int
    state: State = "open"
    run: RunRow | None = None
    queued: QueuedRun | None = None
    reason: str = ""


def variants(plan: SweepPlan) -> list[Variant]:
    """Every combination, the last axis fastest."""
    paths = [axis.path for axis in plan.axes]
    return [
        Variant(label(changes), changes)
        for values in itertools.product(*(axis.values for axis in plan.axes))
        for changes in (dict(zip(paths, values, strict=True)),)
    ]


def label(changes: Mapping[str, Value], digits: int = EXACT) -> str:
    """What some changed settings are called: “T = 100”, “learning rate = 0.001, dropout = 0.1”."""
    return ", ".join(_label(path, value, digits) for path, value in changes.items())


def value_text(path: str, value: Value, digits: int = EXACT) -> str:
    """A value on an axis."""
    if path == "model.fusion_weight":
        return "attention" if value is None else f"{value} : {round(1 - float(value), 4):g}"
    if isinstance(value, float):
        return f"{value:.{digits}g}"
    known = settings_by_path().get(path)  # none in the plan of another version
    return as_text(value) if known is None else spoken(known, value)


def config_of(plan: SweepPlan, variant: Variant, seed: int) -> RunConfig:
    """The configuration of one training; raises `BadSetting` where the combination is not possible."""
    return with_settings(plan.base, {**variant.changes, "seed": seed})


def cells(plan: SweepPlan, runs: Sequence[RunRow], queue: Sequence[QueuedRun]) -> list[Cell]:
    """Every training of the plan with what became of it.

    Args:
        runs: those of the study, oldest first; of several of a cell a finished one counts, else the last.
        queue: what of the study is in the queue.
    """
    paths = [axis.path for axis in plan.axes]
    by_key: dict[Key, RunRow] = {}
    for run in runs:
        key = _key(run.config, paths)
        before = by_key.get(key)
        if before is None or before.status != "finished" or run.status == "finished":
            by_key[key] = run
    queued = {_key(each.config, paths): each for each in queue}
    found = []
    for variant, seed in itertools.product(variants(plan), plan.seeds):
        key = (*variant.changes.values(), seed)
        found.append(cell_of(variant, seed, by_key.get(key), queued.get(key)))
    return found


def trial_state(run: RunRow) -> State:
    """Where a trial of a search is."""
    return "pruned" if (run.error or "").startswith(PRUNED) else _RUN.get(run.status, "stopped")


def is_cut_off(run: RunRow) -> bool:
    """Whether a trial can go on: it was neither brought to its end nor pruned."""
    return trial_state(run) == "stopped"


def cell_of(variant: Variant, seed: int, run: RunRow | None, queued: QueuedRun | None) -> Cell:
    """A training, given the run that it became and its place in the queue, where it has them."""
    state: State = "open"
    reason = ""
    if queued is not None:
        state = _QUEUED.get(queued.status, "failed")
        reason = queued.error or ""
    elif run is not None:
        state = _RUN.get(run.status, "stopped")
        reason = run.error or ""
    return Cell(variant, seed, state, run, queued, reason)


def _label(path: str, value: Value, digits: int) -> str:
    text = value_text(path, value, digits)
    if path == "model.fusion_weight":
        return text
    if path in _FORMS:
        return _FORMS[path].format(text)
    return f"{in_sentence(path) if path in settings_by_path() else path} = {text}"


def _key(config: Mapping[str, Any], paths: Sequence[str]) -> Key:
    return (*(setting_of(config, path) for path in paths), setting_of(config, "seed"))


def setting_of(config: Mapping[str, Any], path: str) -> Value:
    value: Any = config
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return as_value(value)
