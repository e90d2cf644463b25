"""A finished or interrupted run as the store has it: its curves, its metrics, its settings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from areal_gui.pages.train.pictures import TERM_TITLES, in_order, metric_curve, reference_levels
from areal_gui.pages.train.session import CURVE_METRICS
from areal_gui.plots.curve import Curve
from areal_gui.plots.training_curves import Picture
from areal_gui.run_folder import can_resume, warnings_of
from engine.store import runs
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import BEFORE_TRAINING, FINAL, Metric, RunRow

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
        warnings: what it warned of, oldest first.
        resumable: it was cut short, and can go on.
    """

    row: RunRow
    losses: dict[str, dict[int, float]] = field(default_factory=dict)
    seconds: dict[int, float] = field(default_factory=dict)
    validation: dict[str, dict[int, float]] = field(default_factory=dict)
    levels: dict[str, ByName] = field(default_factory=dict)
    final: dict[tuple[str, str], dict[str, ByName]] = field(default_factory=dict)
    dataset: DatasetRow | None = None
    warnings: tuple[str, ...] = ()
    resumable: bool = False

    def table(self, split: str, slice_: str) -> tuple[ByName, dict[str, ByName]]:
        """The metrics of the model and of the reference rows."""
        found = dict(self.final.get((split, slice_), {}))
        return found.pop(MODEL, {}), found

    @property
    def tested(self) -> bool:
        return bool(self.table("test", "all")[0])


class StoredCurves:
    """The curves of a stored run; they come once."""

    version = 0
    busy = False

    def __init__(self, run: StoredRun) -> None:
        self._run = run

    def picture(self) -> Picture:
        """Mean losses and validation metrics by epoch."""
        run = self._run
        loss = [
            Curve(TERM_TITLES.get(term, term), _positions(values), np.array(list(values.values())), place)
            for place, (term, values) in enumerate(in_order(run.losses))
        ]
        metrics = {
            name: metric_curve(
                list(run.validation[name]), list(run.validation[name].values()), run.row.best_epoch
            )
            for name in CURVE_METRICS
            if name in run.validation
        }
        return Picture(loss, metrics, reference_levels(run.levels or run.table("val", "all")[1]))


def read_run(workspace: Workspace, run_id: int) -> StoredRun:
    """A run with everything the detail view shows."""
    row = runs.get_run(workspace.store, run_id)
    run = arranged(row, runs.metrics(workspace.store, run_id))
    return replace(
        run,
        dataset=get_dataset(workspace.store, row.dataset_id),
        warnings=warnings_of(workspace, run_id),
        resumable=can_resume(workspace, row),
    )


def arranged(row: RunRow, metrics: Iterable[Metric]) -> StoredRun:
    """The metrics of a run by what they are shown as."""
    run = StoredRun(row)
    for metric in sorted(metrics, key=lambda one: one.step):
        if metric.step == FINAL:
            by_subject = run.final.setdefault((metric.split, metric.slice), {})
            by_subject.setdefault(metric.subject, {})[metric.name] = metric.value
        elif metric.subject != MODEL:
            if (metric.split, metric.slice, metric.step) == ("val", "all", BEFORE_TRAINING):
                run.levels.setdefault(metric.subject, {})[metric.name] = metric.value
        elif metric.split == "val":
            run.validation.setdefault(metric.name, {})[metric.step] = metric.value
        elif metric.name == "seconds":
            run.seconds[metric.step] = metric.value
        elif metric.name == "loss" or metric.name.startswith("loss."):
            term = "total" if metric.name == "loss" else metric.name.removeprefix("loss.")
            run.losses.setdefault(term, {})[metric.step] = metric.value
    return run


def _positions(values: dict[int, float]) -> np.ndarray:
    return np.array(list(values), dtype=float)
