"""The lines of a comparison: over epochs, steps or time, averaged over as many values as is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from areal_gui.pages.runs.comparison.contents import ComparedRun, Series
from areal_gui.plots.overlay_line import OverlayLine
from areal_gui.plots.series import Values
from areal_gui.plots.smoothing import smoothed
from areal_gui.plots.ticks import AxisKind
from engine.models.methods import loss_kind

POINTS = 2_000
"""Of a smoothed line, at most."""


def loss_lines(runs: Sequence[ComparedRun], axis: AxisKind, memory: int) -> list[OverlayLine]:
    """The loss of each run: per step on the axes of steps and time where that was recorded.

    Args:
        memory: how many steps a line averages; on the axis of epochs, how many epochs.
    """
    by_step = axis != "epoch"
    memories = [1 if by_step and not len(run.steps) else memory for run in runs]
    return _lines(runs, [_loss(run, axis) for run in runs], memories)


def by_loss_kind(runs: Sequence[ComparedRun]) -> dict[str, list[ComparedRun]]:
    """The runs by what their losses are, the largest group first: losses of two kinds share no axis."""
    groups: dict[str, list[ComparedRun]] = {}
    for run in runs:
        groups.setdefault(loss_kind(run.row.model, run.row.config), []).append(run)
    return dict(sorted(groups.items(), key=lambda group: -len(group[1])))


def metric_lines(runs: Sequence[ComparedRun], metric: str, axis: AxisKind, memory: int) -> list[OverlayLine]:
    """A validation metric of each run in percent, at the end of each epoch."""
    found = []
    for run in runs:
        series = run.validation.get(metric, Series())
        found.append(Series(_ends(run, series.x, axis), 100 * series.y))
    return _lines(runs, found, [memory] * len(runs))


def without_steps(runs: Sequence[ComparedRun]) -> list[ComparedRun]:
    """The runs that an axis of steps cannot show: they were trained before steps were recorded."""
    return [run for run in runs if not len(run.steps) and len(run.loss)]


def _lines(
    runs: Sequence[ComparedRun], series: Sequence[Series], memories: Sequence[int]
) -> list[OverlayLine]:
    found = []
    for run, one, memory in zip(runs, series, memories, strict=True):
        known = np.isfinite(one.x) & np.isfinite(one.y)  # drawing a NaN would crash Qt
        x, y = one.x[known], one.y[known]
        if memory > 1:
            x, y = smoothed(x, y, memory, POINTS)
        found.append(OverlayLine(run.name, run.place, x, y))
    return found


def _loss(run: ComparedRun, axis: AxisKind) -> Series:
    if axis == "epoch" or (axis == "time" and not len(run.steps)):
        return Series(_ends(run, run.loss.x, axis), run.loss.y)
    return Series(run.steps.numbers if axis == "step" else run.steps.seconds, run.steps.loss)


def _ends(run: ComparedRun, epochs: Values, axis: AxisKind) -> Values:
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
