"""Where to write the labels of points so that none covers another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from PySide6.QtCore import QPointF, QRectF, QSizeF

_REACHES = (0.0, 14.0, 30.0, 48.0, 70.0, 96.0, 126.0)
_DIRECTIONS = tuple(
    math.radians(angle) for angle in (0, 180, -40, 40, -140, 140, -90, 90, -65, 65, -115, 115)
)
GAP = 8.0


def place_labels(
    points: Sequence[QPointF], sizes: Sequence[QSizeF], bounds: QRectF, keep_free: Sequence[QRectF] = ()
) -> list[QRectF | None]:
    """Find a place for each label near its point, in order of importance.

    Args:
        points: what is labelled, in pixels, the most important first.
        sizes: the sizes of the texts.
        bounds: labels stay inside; points outside it get none.
        keep_free: what labels do not cover, beside the points.

    Returns:
        A rectangle for each point, None where there is no room.
    """
    taken = [*(around(point) for point in points), *keep_free]
    places: list[QRectF | None] = []
    for point, size in zip(points, sizes, strict=True):
        place = None
        if bounds.contains(point):
            fitting = (box for box in _candidates(point, size) if bounds.contains(box))
            place = next((box for box in fitting if not any(box.intersects(other) for other in taken)), None)
        places.append(place)
        if place is not None:
            taken.append(place.adjusted(-2, -1, 2, 1))
    return places


def around(point: QPointF, radius: float = 4.0) -> QRectF:
    """The square about a point."""
    return QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius)


def _candidates(point: QPointF, size: QSizeF) -> Iterator[QRectF]:
    """Boxes around a point, the nearest first; right and left before above and below."""
    for reach in _REACHES:
        for angle in _DIRECTIONS:
            across, down = math.cos(angle), math.sin(angle)
            x = point.x() + across * (GAP + reach)
            y = point.y() + down * (GAP + reach)
            # The box touches the ray with the side that faces the point.
            left = x - size.width() * (0.5 - 0.5 * _side(across))
            yield QRectF(left, y - size.height() * (0.5 - 0.5 * down), size.width(), size.height())


def _side(across: float) -> float:
    """-1 for a box left of its point, 1 for right of it, 0 for above and below."""
    return 0.0 if abs(across) < 0.1 else math.copysign(1.0, across)
