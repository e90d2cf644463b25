"""The lines of a comparison: over epochs, steps or time, smoothed as much as is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

from areal_gui.pages.runs.comparison.contents import ComparedRun, Series
from areal_gui.plots.overlay_line import Axis, OverlayLine
from areal_gui.plots.series import Values


def loss_lines(runs: Sequence[ComparedRun], axis: Axis, smoothing: float) -> list[OverlayLine]:
    """The loss of each run: per step on the axes of steps and time where that was recorded."""
    return _lines(runs, [_loss(run, axis) for run in runs], smoothing)


def metric_lines(runs: Sequence[ComparedRun], metric: str, axis: Axis, smoothing: float) -> list[OverlayLine]:
    """A validation metric of each run in percent, at the end of each epoch."""
    found = []
    for run in runs:
        series = run.validation.get(metric, Series())
        found.append(Series(_ends(run, series.x, axis), 100 * series.y))
    return _lines(runs, found, smoothing)


def without_steps(runs: Sequence[ComparedRun]) -> list[ComparedRun]:
    """The runs that an axis of steps cannot show: they were trained before steps were recorded."""
    return [run for run in runs if not len(run.steps) and len(run.loss)]


def smoothed(values: Values, share: float) -> Values:
    """Exponential moving average that remembers `share` of what was; without a pull towards its start."""
    if not share or not len(values):
        return values
    kept = np.fromiter(
        accumulate(
            values.tolist(), lambda average, value: share * average + (1 - share) * value, initial=0.0
        ),
        float,
        len(values) + 1,
    )[1:]
    weight: Values = 1.0 - np.power(share, np.arange(1, len(values) + 1, dtype=np.float64))
    return kept / weight


def _lines(runs: Sequence[ComparedRun], series: Sequence[Series], smoothing: float) -> list[OverlayLine]:
    found = []
    for run, one in zip(runs, series, strict=True):
        known = np.isfinite(one.x) & np.isfinite(one.y)  # drawing a NaN would crash Qt
        x, y = one.x[known], one.y[known]
        found.append(OverlayLine(run.name, run.place, x, smoothed(y, smoothing)))
    return found


def _loss(run: ComparedRun, axis: Axis) -> Series:
    if axis == "epoch" or (axis == "time" and not len(run.steps)):
        return Series(_ends(run, run.loss.x, axis), run.loss.y)
    return Series(run.steps.numbers if axis == "step" else run.steps.seconds, run.steps.loss)


def _ends(run: ComparedRun, epochs: Values, axis: Axis) -> Values:
    """Where the ends of epochs lie on an axis; NaN where that is not known."""
    if axis == "epoch":
        return epochs
    steps = run.steps
    if axis == "step":
        return epochs * steps.per_epoch if len(steps) else np.full(len(epochs), np.nan)
    if len(steps):
        return np.interp(epochs * steps.per_epoch, steps.numbers, steps.seconds)
    if len(run.seconds):
        return np.interp(epochs, run.seconds.x, run.seconds.y)
    return np.full(len(epochs), np.nan)
