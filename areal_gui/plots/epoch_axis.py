"""An axis of epochs: they are counted from 1, and there is nothing between two of them to name."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg

LABEL_PIXELS = 50
"""The least distance between two labels."""


class EpochAxis(pg.AxisItem):
    """The bottom axis of a plot over epochs: whole numbers only, the first epoch always named."""

    def __init__(self, **options: Any) -> None:
        super().__init__("bottom", **options)

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        step = whole_step((maxVal - minVal) * LABEL_PIXELS / max(1.0, size))
        return [(step, epoch_ticks(minVal, maxVal, step))]


def whole_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that is at least `least`."""
    decade = 1
    while 5 * decade < least:
        decade *= 10
    return next(step for step in (decade, 2 * decade, 5 * decade) if step >= least)


def epoch_ticks(low: float, high: float, step: int) -> list[float]:
    """The multiples of `step` from `low` to `high` after epoch 1, and epoch 1 where it is in view."""
    first = max(1, math.ceil(low / step)) * step
    ticks = [float(epoch) for epoch in range(first, math.floor(high) + 1, step)]
    if not low <= 1 <= high:
        return ticks
    return [1.0, *(epoch for epoch in ticks if epoch - 1 >= 0.75 * step)]
