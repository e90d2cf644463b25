"""One line of a plot, and what is asked of its values."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from areal_gui.plots.series import Values


@dataclass(frozen=True)
class Curve:
    """One line of a plot.

    Attributes:
        label: its name in the legend.
        colour: index in the series colours of the theme.
        noisy: values of single steps: drawn thin and faint behind their smoothed line (a wide noisy line
            costs a hundred times as much).
        marked: the x of a point that is shown as the best, if any.
    """

    label: str
    x: Values
    y: Values
    colour: int = 0
    noisy: bool = False
    marked: float | None = None

    @property
    def stamp(self) -> tuple[object, ...]:
        """Changes when the curve does: curves only grow."""
        ends = (float(self.x[-1]), float(self.y[-1])) if len(self.x) else ()
        return (self.label, len(self.x), ends, self.colour, self.noisy, self.marked)


def extremes(values: Values) -> list[float]:
    """The lowest and highest known value; nothing where none is known."""
    known = values[np.isfinite(values)]
    return [float(known.min()), float(known.max())] if len(known) else []


def index_near(x: Values, place: float) -> int:
    """The index of the value nearest to `place` in ascending values."""
    after = int(np.searchsorted(x, place))
    if after == 0:
        return 0
    if after == len(x):
        return len(x) - 1
    return after if x[after] - place < place - x[after - 1] else after - 1
