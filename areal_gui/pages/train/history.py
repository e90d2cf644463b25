"""What the curves of a run are drawn from: the figures of its steps and epochs, so far or for good."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from areal_gui.plots.series import GrowingSeries, Values
from areal_gui.plots.ticks import AxisKind

if TYPE_CHECKING:
    from engine.store.rivals import Rival
    from engine.training.events import EpochFinished, EvaluatedBetween, StepsDone
    from engine.training.step_series import StepSeries

ByEpoch = dict[int, float]
LOSS = "loss"


@dataclass
class RunHistory:
    """Grows while a run trains; figures are named as the store and the series of steps name them.

    Attributes:
        steps, seconds, values: of every step that is known, in ascending order.
        epochs: name -> epoch -> figure: mean losses, validation metrics, "embedding_spread", "seconds".
        between: step -> validation metrics that were asked for in the middle of an epoch.
        levels: reference row -> metrics on the validation rows that every epoch is judged on.
        first_spread: of the embeddings before the training.
        rival: the best earlier run on the same split.
    """

    steps_per_epoch: int = 1
    steps: GrowingSeries = field(default_factory=GrowingSeries)
    seconds: GrowingSeries = field(default_factory=GrowingSeries)
    values: dict[str, GrowingSeries] = field(default_factory=dict)
    epochs: dict[str, ByEpoch] = field(default_factory=dict)
    between: dict[int, dict[str, float]] = field(default_factory=dict)
    levels: dict[str, dict[str, float]] = field(default_factory=dict)
    best_epoch: int | None = None
    first_spread: float | None = None
    rival: Rival | None = None

    @property
    def last_step(self) -> int:
        """The last step that is known; 0 before the first."""
        return int(self.steps.values[-1]) if len(self.steps) else 0

    def take(self, series: StepSeries) -> None:
        """Begin with what was recorded of the steps."""
        if len(series):
            self.steps_per_epoch = series.steps_per_epoch
        self._append(series.steps.astype(float), series.seconds, series.values)

    def cut(self, step: int) -> None:
        """Forget the steps after this one: they are done again."""
        kept = int(np.searchsorted(self.steps.values, step, side="right"))
        for series in (self.steps, self.seconds, *self.values.values()):
            series.cut(kept)

    def add_steps(self, event: StepsDone) -> None:
        """Append what a training tells of its steps."""
        count = len(event.seconds)
        values = {
            name: found if isinstance(found, Sequence) else [found] * count
            for name, found in event.by_name.items()
        }
        self._append(event.steps, event.seconds, values)

    def add_epoch(self, event: EpochFinished) -> None:
        """Take in an epoch; one that was trained again counts as it is now."""
        losses = {
            LOSS if term == "total" else f"{LOSS}.{term}": value for term, value in event.losses.items()
        }
        figures = losses | event.metrics
        figures |= {"embedding_spread": event.embedding_spread, "seconds": event.seconds}
        figures |= {"learning_rate": event.learning_rate, "gradient_norm": event.gradient_norm}
        for name, value in figures.items():
            self.epochs.setdefault(name, {})[event.epoch] = value
        if event.best:
            self.best_epoch = event.epoch
        self.first_spread = event.first_spread or self.first_spread

    def add_between(self, event: EvaluatedBetween) -> None:
        """Take in an evaluation that was asked for."""
        self.between[event.step] = event.metrics

    def at(self, steps: Iterable[float] | Values, axis: AxisKind) -> Values:
        """Where the ends of these steps lie on an axis; steps may be fractions."""
        wanted = np.asarray(steps, dtype=float)
        if axis == "step":
            return wanted
        if axis == "epoch":
            return wanted / self.steps_per_epoch
        known, seconds = self._timetable()
        return np.interp(wanted, known, seconds)

    def places(self, axis: AxisKind) -> Values:
        """Where all known steps lie on an axis."""
        return self.seconds.values if axis == "time" else self.at(self.steps.values, axis)

    def _timetable(self) -> tuple[Values, Values]:
        """Steps and when they ended; for epochs whose steps are not known, by how long they took."""
        first = float(self.steps.values[0]) if len(self.steps) else np.inf
        took = sorted(self.epochs.get("seconds", {}).items())
        ends = np.array([0.0, *(epoch * self.steps_per_epoch for epoch, _ in took)])
        times = np.cumsum([0.0, *(np.nan_to_num(seconds) for _, seconds in took)])
        before = ends < first
        known = np.concatenate([ends[before], self.steps.values])
        seconds = np.concatenate([times[before], self.seconds.values])
        return known, np.maximum.accumulate(seconds)

    def _append(
        self,
        steps: Sequence[float] | Values,
        seconds: Sequence[float] | Values,
        values: Mapping[str, Sequence[float] | Values],
    ) -> None:
        before = len(self.steps)
        self.steps.extend(steps)
        self.seconds.extend(seconds)
        for name, found in values.items():
            series = self.values.setdefault(name, GrowingSeries())
            series.extend([np.nan] * (before - len(series)))
            series.extend(found)
