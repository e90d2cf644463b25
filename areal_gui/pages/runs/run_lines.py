"""The runs as lines of a table: what is read from the store, and how it is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from PySide6.QtCore import QCoreApplication

from engine.models.methods import METHODS, NAMED_BY
from engine.store import run_figures, runs
from engine.store.connection import Store
from engine.store.run_figures import Figure
from engine.store.runs import RunRow

NDCG: Figure = ("test", "ndcg@20")
HR: Figure = ("test", "hr@20")


@dataclass(frozen=True)
class RunLine:
    """One run with some of its final figures and settings, as they are stored; what it has not is missing.

    Attributes:
        row: with no more of its configuration than the model's name needs: of thousands of runs all of it
            would take long.
        settings: by their path.
        seconds: of training, without pauses; None before its first epoch, and of an imported run.
    """

    row: RunRow
    figures: dict[Figure, float] = field(default_factory=dict)
    settings: dict[str, Any] = field(default_factory=dict)
    seconds: float | None = None


@dataclass(frozen=True)
class Lines:
    """What the table is made from.

    Attributes:
        runs: all of them, newest first.
        offered: the final figures that there are to choose from.
    """

    runs: list[RunLine]
    offered: tuple[Figure, ...] = ()


def read_lines(store: Store, figures: Sequence[Figure] = (NDCG, HR), settings: Sequence[str] = ()) -> Lines:
    """All runs with these figures and settings, in a few queries, however many runs there are."""
    found = run_figures.final_figures(store, figures)
    chosen = run_figures.run_settings(store, tuple(dict.fromkeys((*settings, *NAMED_BY))))
    seconds = run_figures.trained_seconds(store)
    rows = runs.list_runs(store, with_config=False)
    offered = [(split, name) for split in ("test", "val") for name in run_figures.figure_names(store, split)]
    return Lines(
        [
            RunLine(_named(row, known), found.get(row.id, {}), known, seconds.get(row.id))
            for row in rows
            for known in (chosen.get(row.id, {}),)
        ],
        tuple(offered),
    )


def _named(row: RunRow, settings: Mapping[str, Any]) -> RunRow:
    """With as much of its configuration as the name of its model depends on."""
    config: dict[str, dict[str, Any]] = {}
    for path in NAMED_BY:
        if path in settings:
            branch, _, leaf = path.partition(".")
            config.setdefault(branch, {})[leaf] = settings[path]
    return replace(row, config=config)


def status_text(status: str) -> str:
    """A status for people."""
    texts = {
        "running": _tr("running"),
        "finished": _tr("finished"),
        "stopped": _tr("stopped"),
        "failed": _tr("failed"),
        "interrupted": _tr("interrupted"),
        "imported": _tr("imported"),
    }
    return texts.get(status, status)


def status_icon(status: str) -> tuple[str, str]:
    """The name of the icon beside a status, and that of its colour."""
    icons = {
        "running": ("play", "accent"),
        "finished": ("check", "good"),
        "stopped": ("stop", "muted"),
        "failed": ("error", "danger"),
        "imported": ("import", "muted"),
    }
    return icons.get(status, ("warning", "warning"))


def status_reason(row: RunRow) -> str:
    """Why a run is as it is; empty where its status says it all."""
    if row.error:
        return row.error
    if row.status == "interrupted":
        return _tr("The program ended during this training. Its best epoch, if there was one, is kept.")
    if row.status == "stopped":
        return _tr("Stopped before its end. The best epoch was kept, and was not tested.")
    return ""


def model_text(model: str) -> str:
    """A model's name for people."""
    known = METHODS.get(model)
    return model if known is None else known.title


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_lines", text)
