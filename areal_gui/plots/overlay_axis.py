"""A bottom axis that counts epochs, steps or time."""

from __future__ import annotations

from typing import Any

from areal_gui.plots.epoch_axis import LABEL_PIXELS, EpochAxis
from areal_gui.plots.overlay_line import Axis

STEPS_OF_TIME = (1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 18000, 36000, 86400)
"""Seconds between two labels."""


class OverlayAxis(EpochAxis):
    """Whole epochs and steps; times as people write them."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.kind: Axis = "epoch"

    def tickValues(self, minVal: float, maxVal: float, size: float) -> list[tuple[float, list[float]]]:
        if self.kind != "time":
            return super().tickValues(minVal, maxVal, size)
        least = (maxVal - minVal) * 1.4 * LABEL_PIXELS / max(1.0, size)
        step = next((step for step in STEPS_OF_TIME if step >= least), least)
        first = max(0, -(-minVal // step))
        return [(step, [place * step for place in range(int(first), int(maxVal // step) + 1)])]

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        if self.kind == "time":
            return [clock(value) for value in values]
        return [f"{value:,.0f}" for value in values]


def clock(seconds: float) -> str:
    """8 s, 2:05 min, 1:02 h."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d} h"
