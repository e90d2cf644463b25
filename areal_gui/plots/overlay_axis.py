"""A bottom axis that counts epochs, steps or time."""

from __future__ import annotations

from areal_gui.plots.axes import RunAxis


class OverlayAxis(RunAxis):
    """The axis of a run's curves; times as people write them in running text."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.kind == "time":
            return [clock(value) for value in values]
        return super().tickStrings(values, scale, spacing)


def clock(seconds: float) -> str:
    """8 s, 2:05 min, 1:02 h."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60}:{whole % 60:02d} min"
    return f"{whole // 3600}:{whole % 3600 // 60:02d} h"
