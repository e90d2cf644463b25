"""Where the names of horizontal lines stand: where they cover no curve, no other line and no other name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from areal_gui.plots.series import Values

MARGIN = 6
CHECKED = 12
"""Places along a name at which a curve must be clear of it."""


@dataclass(frozen=True)
class Place:
    """A rectangle of pixels: from `left` on, above its line or below it."""

    left: float
    top: float
    width: float
    height: float
    above: bool

    def covers(self, other: Place) -> bool:
        return (
            abs(self.left + self.width / 2 - other.left - other.width / 2) < (self.width + other.width) / 2
            and abs(self.top - other.top) < (self.height + other.height) / 2
        )


def places(
    names: Sequence[tuple[float, float]],
    height: float,
    frame: tuple[float, float],
    curves: Sequence[tuple[Values, Values]],
) -> list[Place]:
    """The best place for each name, the first of equals: at the right, the left, in the middle.

    Args:
        names: how high each line is, in pixels from the top, and how wide its name.
        height: of a name.
        frame: width and height of the plot.
        curves: x and y of their points, in pixels.
    """
    chosen: list[Place] = []
    lines = [line for line, _ in names]
    for line, width in names:
        candidates = [
            Place(left, line - height if above else line, width, height, above)
            for left in (frame[0] - width - MARGIN, MARGIN, (frame[0] - width) / 2)
            for above in (True, False)
        ]
        chosen.append(min(candidates, key=lambda place: _cost(place, chosen, lines, line, frame, curves)))
    return chosen


def _cost(
    place: Place,
    others: Sequence[Place],
    lines: Sequence[float],
    own: float,
    frame: tuple[float, float],
    curves: Sequence[tuple[Values, Values]],
) -> int:
    bottom = place.top + place.height
    cost = 20 * sum(place.covers(other) for other in others)
    cost += 10 * (place.top < 0 or bottom > frame[1])
    cost += 3 * sum(line != own and place.top < line < bottom for line in lines)
    along = np.linspace(place.left, place.left + place.width, CHECKED)
    for x, y in curves:
        if len(x):
            heights = np.interp(along, x, y, left=np.inf, right=np.inf)
            cost += 5 * bool(((heights > place.top) & (heights < bottom)).any())
    return cost
