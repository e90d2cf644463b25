"""A finished or interrupted run as the store has it: its curves, its metrics, its settings."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from areal_gui.pages.train.history import LOSS, RunHistory
from areal_gui.pages.train.pictures import drawings
from areal_gui.pages.train.values_table import values_table
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.ticks import AxisKind
from areal_gui.plots.training_curves import Drawing
from areal_gui.run_folder import CUT_SHORT, warnings_of, why_not_resume
from engine.store import runs
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.imported import origin_of
from engine.store.rivals import Rival, best_earlier
from engine.store.runs import BEFORE_TRAINING, FINAL, IMPORTED, Metric, RunRow
from engine.training.step_series import StepSeries, read_step_series

if TYPE_CHECKING:
    from engine.workspace import Workspace

MODEL = "model"
ByName = dict[str, float]


@dataclass(frozen=True)
class StoredRun:
    """What the detail view shows of a run.

    Attributes:
        losses: term -> epoch -> mean loss.
        seconds: epoch -> how long it took.
        validation: metric -> epoch -> value.
        levels: reference row -> metrics on the rows that every epoch was judged on; older runs have none.
        final: (split, slice) -> subject -> metrics of the best epoch and of the reference rows.
        dataset: what it was trained on, where it was asked for.
        figures: name -> epoch -> other figures of the training: "gradient_norm", "learning_rate", ...
        first_spread: of the embeddings before the training, where it was recorded.
        series: the figures of its steps; empty for older runs.
        rival: the best earlier run on the same split.
        warnings: what it warned of, oldest first.
        why_not_resume: why a run that was cut short is better not gone on with.
        origin: where an imported run comes from.
    """

    row: RunRow
    losses: dict[str, dict[int, float]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    validation: dict[str, dict[int, float]] = field(default_factory=dict)
    levels: dict[str, ByName] = field(default_factory=dict)
    final: dict[tuple[str, str], dict[str, ByName]] = field(default_factory=dict)
    figures: dict[str, dict[int, float]] = field(default_factory=dict)
    first_spread: float | None = None
    series: StepSeries = field(default_factory=StepSeries)
    rival: Rival | None = None
    dataset: DatasetRow | None = None
    warnings: tuple[str, ...] = ()
    why_not_resume: str = ""
    origin: dict[str, Any] | None = None

    def table(self, split: str, slice_: str) -> tuple[ByName, dict[str, ByName]]:
        """The metrics of the model and of the reference rows."""
        found = dict(self.final.get((split, slice_), {}))
        return found.pop(MODEL, {}), found

    @property
    def cut_short(self) -> bool:
        """Whether it ended before its time."""
        return self.row.status in CUT_SHORT

    @property
    def tested(self) -> bool:
        return bool(self.table("test", "all")[0])


class StoredCurves:
    """The curves of a stored run; they come once."""

    version = 0
    busy = False

    def __init__(self, run: StoredRun) -> None:
        self._history = history_of(run)

    def picture(self, axis: AxisKind, names: Sequence[str]) -> dict[str, Drawing]:
        """The same curves as when it was trained."""
        return drawings(self._history, axis, names)

    def table(self) -> FigureTable:
        return values_table(self._history)


def history_of(run: StoredRun) -> RunHistory:
    """What the curves of a stored run are drawn from."""
    losses = {LOSS if term == "total" else f"{LOSS}.{term}": by for term, by in run.losses.items()}
    history = RunHistory(
        epochs={**losses, **run.validation, **run.figures, "seconds": dict(run.seconds)},
        levels=dict(run.levels or run.table("val", "all")[1]),
        best_epoch=run.row.best_epoch,
        first_spread=run.first_spread,
        rival=run.rival,
    )
    history.take(run.series)
    return history


def read_run(workspace: Workspace, run_id: int) -> StoredRun:
    """A run with everything the detail view shows."""
    row = runs.get_run(workspace.store, run_id)
    run = arranged(row, runs.metrics(workspace.store, run_id))
    return replace(
        run,
        dataset=get_dataset(workspace.store, row.dataset_id),
        series=read_step_series(workspace, run_id),
        rival=best_earlier(workspace.store, row),
        warnings=warnings_of(workspace, run_id),
        why_not_resume=why_not_resume(workspace, row),
        origin=origin_of(workspace.store, row.id) if row.status == IMPORTED else None,
    )


def arranged(row: RunRow, metrics: Iterable[Metric]) -> StoredRun:
    """The metrics of a run by what they are shown as."""
    run, first_spread = StoredRun(row), None
    for metric in sorted(metrics, key=lambda one: one.step):
        if metric.step == FINAL:
            by_subject = run.final.setdefault((metric.split, metric.slice), {})
            by_subject.setdefault(metric.subject, {})[metric.name] = metric.value
        elif metric.subject != MODEL:
            if (metric.split, metric.slice, metric.step) == ("val", "all", BEFORE_TRAINING):
                run.levels.setdefault(metric.subject, {})[metric.name] = metric.value
        elif metric.split == "val":
            run.validation.setdefault(metric.name, {})[metric.step] = metric.value
        elif metric.step == BEFORE_TRAINING:
            if metric.name == "embedding_spread":
                first_spread = metric.value
        elif metric.name == "seconds":
            run.seconds[metric.step] = metric.value
        elif metric.name == "loss" or metric.name.startswith("loss."):
            term = "total" if metric.name == "loss" else metric.name.removeprefix("loss.")
            run.losses.setdefault(term, {})[metric.step] = metric.value
        else:
            run.figures.setdefault(metric.name, {})[metric.step] = metric.value
    return replace(run, first_spread=first_spread)
