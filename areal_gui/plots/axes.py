"""The two axes of a plot of curves."""

from __future__ import annotations

import math
from typing import Any

import pyqtgraph as pg

from areal_gui.plots.ticks import (
    AxisKind,
    clock,
    epoch_ticks,
    fine_step,
    log_ticks,
    multiples,
    time_step,
    value_text,
    whole_step,
)

LABEL_PIXELS = 50
"""The least distance between two labels side by side."""
LINE_PIXELS = 30
"""The same, one above the other."""


def put_grid_behind(plot_item: Any) -> None:
    """Draw the lines of the grid, which belong to the axes, under curves and names instead of over them."""
    for side in ("left", "bottom"):
        plot_item.getAxis(side).setZValue(plot_item.getViewBox().zValue() - 1)


class RunAxis(pg.AxisItem):
    """The bottom axis: epochs, steps or the time of work, with as many labels as there is room for."""

    def __init__(self, **options: Any) -> None:
        super().__init__("bottom", **options)
        self.kind: AxisKind = "epoch"

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        least = (maxVal - minVal) * LABEL_PIXELS / max(1.0, size)
        if self.kind == "time":
            step = time_step(least)
            return [(step, [place for place in multiples(minVal, maxVal, step) if place >= 0])]
        if self.kind == "step":
            whole = whole_step(1.4 * least)
            return [(whole, [place for place in multiples(minVal, maxVal, whole) if place >= 0])]
        whole = whole_step(least)
        return [(whole, epoch_ticks(minVal, maxVal, whole))]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        if self.kind == "time":
            return [clock(value) for value in values]
        return [value_text(round(value, 10)) for value in values]


class ValueAxis(pg.AxisItem):
    """The left axis; where it is logarithmic, its places are the logarithms of the values."""

    def __init__(self, **options: Any) -> None:
        super().__init__("left", **options)
        self.logarithmic = False

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        room = max(1, int(size / LINE_PIXELS))
        if not self.logarithmic:
            step = fine_step((maxVal - minVal) / room)
            return [(step, multiples(minVal, maxVal, step))]
        if not -300 < minVal <= maxVal < 300:
            return []
        ticks = log_ticks(10**minVal, 10**maxVal, room)
        return [(1.0, [math.log10(tick) for tick in ticks])]

    def tickStrings(self, values: list[float], _scale: float, spacing: float) -> list[str]:
        if self.logarithmic:
            return [value_text(float(f"{10**value:.6g}")) for value in values]
        return [value_text(0.0 if abs(value) < 1e-9 * spacing else float(f"{value:.9g}")) for value in values]
