"""What a comparison shows of its runs, as the store and their folders have it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from areal_gui.plots.series import Values
from engine.errors import NotFound
from engine.store.compared_figures import BySlice, ByStep, by_epoch, final_figures
from engine.store.runs import RunRow, get_run
from engine.training.comparable import comparable, names_of
from engine.training.step_series import StepSeries, read_step_series

if TYPE_CHECKING:
    from engine.workspace import Workspace

SPLITS = ("test", "val")


@dataclass(frozen=True)
class Series:
    """Values with their positions, ascending."""

    x: Values = field(default_factory=lambda: np.empty(0))
    y: Values = field(default_factory=lambda: np.empty(0))

    @classmethod
    def of(cls, values: ByStep) -> Series:
        return cls(np.array(list(values), dtype=float), np.array(list(values.values()), dtype=float))

    def __len__(self) -> int:
        return len(self.x)


@dataclass(frozen=True)
class Steps:
    """The loss of every step, with its number and the seconds of work at its end."""

    numbers: Values = field(default_factory=lambda: np.empty(0))
    seconds: Values = field(default_factory=lambda: np.empty(0))
    loss: Values = field(default_factory=lambda: np.empty(0))
    per_epoch: int = 1

    @classmethod
    def of(cls, series: StepSeries) -> Steps:
        """Without the other columns: of twenty long runs they would fill the memory."""
        if "loss" not in series.values:
            return cls()
        return cls(series.steps.astype(float), series.seconds, series.values["loss"], series.steps_per_epoch)

    def __len__(self) -> int:
        return len(self.numbers)


@dataclass(frozen=True)
class ComparedRun:
    """One run of a comparison.

    Attributes:
        place: its number in the comparison, from 0: the colour, dash and mark of its line.
        name: its own among the runs of the comparison.
        loss: by epoch.
        validation: by metric, by epoch.
        seconds: of work at the end of each epoch.
        steps: what was recorded of every step; empty for runs of an earlier version.
        final: split -> slice -> name -> value.
    """

    row: RunRow
    place: int
    name: str
    loss: Series = field(default_factory=Series)
    validation: dict[str, Series] = field(default_factory=dict)
    seconds: Series = field(default_factory=Series)
    steps: Steps = field(default_factory=Steps)
    final: dict[str, BySlice] = field(default_factory=dict)

    @property
    def id(self) -> int:
        return self.row.id

    def figures(self, split: str, slice_: str = "all") -> dict[str, float]:
        """The final figures over some rows; empty where it was not judged on them."""
        return self.final.get(split, {}).get(slice_, {})


@dataclass(frozen=True)
class Contents:
    """The runs that are there, and how many are not any more."""

    runs: tuple[ComparedRun, ...] = ()
    gone: int = 0

    def left_out(self, baseline: int | None) -> dict[int, str]:
        """Why a run cannot be compared, by its number: what can be told without its ranks."""
        like = next((run.row for run in self.runs if run.id == baseline), None)
        _, left_out = comparable([run.row for run in self.runs], like)
        return {one.run_id: one.reason for one in left_out}


def read_contents(workspace: Workspace, run_ids: Sequence[int], metrics: Sequence[str]) -> Contents:
    """Read runs in the order of their numbers in `run_ids`, with the curves of some validation metrics."""
    rows = [row for run_id in dict.fromkeys(run_ids) if (row := _row(workspace, run_id)) is not None]
    ids, store = [row.id for row in rows], workspace.store
    final = {split: final_figures(store, ids, split) for split in SPLITS}
    training = by_epoch(store, ids, "train", ("loss", "seconds"))
    validation = by_epoch(store, ids, "val", metrics)
    names = names_of(rows)
    runs = [
        ComparedRun(
            row=row,
            place=place,
            name=names[row.id],
            loss=Series.of(training.get((row.id, "loss"), {})),
            validation={name: Series.of(validation.get((row.id, name), {})) for name in metrics},
            seconds=_cumulated(Series.of(training.get((row.id, "seconds"), {}))),
            steps=Steps.of(read_step_series(workspace, row.id)),
            final={split: final[split].get(row.id, {}) for split in SPLITS},
        )
        for place, row in enumerate(rows)
    ]
    return Contents(tuple(runs), len(set(run_ids)) - len(runs))


def _row(workspace: Workspace, run_id: int) -> RunRow | None:
    """A run; None where it was deleted."""
    try:
        row = get_run(workspace.store, run_id)
    except NotFound:
        return None
    return row if row.deleted_at is None else None


def _cumulated(seconds: Series) -> Series:
    return Series(seconds.x, np.cumsum(np.nan_to_num(seconds.y)))
