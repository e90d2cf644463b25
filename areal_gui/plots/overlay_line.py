"""One of many lines in a plot, told apart from the others by colour, dash and mark."""

from __future__ import annotations

from dataclasses import dataclass

from areal_gui.plots.series import Values

COLOURS = 8
"""As many as the theme has; people with colour-blindness can tell them apart."""
DASHES: tuple[tuple[float, ...], ...] = ((), (5, 2.5), (1.2, 2.2))
"""In widths of the line: whole, dashed, dotted."""
MARKS = ("o", "s", "t1")
"""As pyqtgraph names them: disc, square, triangle. Each goes with a dash."""


@dataclass(frozen=True)
class OverlayLine:
    """A line of ascending, known positions.

    Attributes:
        place: which of the looks it has.
    """

    name: str
    place: int
    x: Values
    y: Values


def colour_of(place: int) -> int:
    """The number of a line's colour in the theme."""
    return place % COLOURS


def look_of(place: int) -> int:
    """The number of a line's dash and mark: the colours come again with another one."""
    return place // COLOURS % len(DASHES)
