"""The line through a noisy curve: an average of its latest values, at few enough points to draw at once."""

from __future__ import annotations

import numpy as np

from areal_gui.plots.series import Values

GROWTH = 0.2
"""Of the values so far, the share that an average remembers until its memory is full."""


def smoothed(x: Values, y: Values, memory: float, points: int) -> tuple[Values, Values]:
    """An exponential moving average.

    It starts with a short memory that grows: the first steep fall of a loss is followed closely. A long
    curve is first averaged over runs of steps as long as a power of two, so that the line hardly moves when
    the curve grows.

    Args:
        memory: how many of the latest values weigh in the average, at most.
        points: at most so many come back; each stands at the last value that it knows.
    """
    if not len(y):
        return x, y
    size = 1
    while len(y) > points * size:
        size *= 2
    starts = np.arange(0, len(y), size)
    ends = np.minimum(starts + size, len(y))
    means = np.add.reduceat(y, starts) / (ends - starts)
    remembered = np.minimum(memory, 1.0 + GROWTH * starts)
    weights = 1.0 - (1.0 - 1.0 / remembered) ** (ends - starts)
    return x[ends - 1], _averaged(means, weights)


def _averaged(values: Values, weights: Values) -> Values:
    averages, average = [], 0.0
    for value, weight in zip(values.tolist(), weights.tolist(), strict=True):
        average += weight * (value - average)
        averages.append(average)
    return np.array(averages)
