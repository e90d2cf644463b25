"""Where to write the labels of points so that none covers another, and no leader runs through a name.

Labels are placed one after the other, the most important first. For each, places all around its point are
tried. A place is free if its name covers no point, nothing that is to stay free, no name and no leader placed
before, and if its own leader runs through no name placed before. Of the free places the nearest is taken; one
whose leader crosses another, runs over a point that is not its own, or leads into the crowd of the points
instead of out of it counts as farther away.
Where a label finds no free place, it is put first and all are placed anew, a few times: those before it then
make room where they can. The arrangement that has the most labels counts; what is left over is left out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF

Array = NDArray[np.float64]

_REACHES = np.array([0.0, 14.0, 30.0, 48.0, 70.0, 96.0, 126.0, 160.0])
# In this order where leaders are of one length: right, left, then more and more upright.
_ANGLES = np.radians([0, 180, -20, 20, -160, 160, -40, 40, -140, 140, -65, 65, -115, 115, -90, 90])
GAP = 8.0
POINT_DETOUR, LEADER_DETOUR = 40.0, 400.0
"""A place may be so many pixels farther away to run over one point, or cross one other leader, less."""
INWARD_DETOUR = 60.0
"""The same for the way out of the crowd instead of into its middle."""
TRIES = 4
_NEAR_POINT = 4.0
_MARGINS = np.array([-2.0, -1.0, 2.0, 1.0])
"""Around a name, free of others."""
_TINY = 1e-9


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
    dots = _edges([around(point, _NEAR_POINT) for point in points])
    taken = np.concatenate([dots, _edges(keep_free)])
    middle = np.median(dots[:, :2] + _NEAR_POINT, axis=0) if len(dots) else np.zeros(2)
    choices = []
    for at, (point, size) in enumerate(zip(points, sizes, strict=True)):
        found = _Choices.around(point, size, middle) if bounds.contains(point) else _Choices.none()
        choices.append(found.free_of(bounds, taken, np.delete(dots, at, axis=0)))
    best = _arranged(choices)
    return [None if box is None else QRectF(QPointF(*box[:2]), QPointF(*box[2:])) for box in best]


def _arranged(choices: Sequence[_Choices]) -> list[Array | None]:
    """The best of a few arrangements, see above."""
    order, most = list(range(len(choices))), -1
    best: list[Array | None] = []
    for _try in range(TRIES):
        placed = _placed(choices, order)
        found = sum(box is not None for box in placed)
        if found > most:
            best, most = placed, found
        missing = [at for at in order if placed[at] is None and len(choices[at].boxes)]
        if not missing:
            break
        order = [*missing, *(at for at in order if at not in missing)]
    return best


def _placed(choices: Sequence[_Choices], order: Sequence[int]) -> list[Array | None]:
    """One label after the other, in an order, each at the nearest place that is free then."""
    names, leaders = np.empty((0, 4)), np.empty((0, 4))
    places: list[Array | None] = [None] * len(choices)
    for at in order:
        of = choices[at]
        free: NDArray[np.bool_] = np.logical_not(_overlap(of.boxes, names).any(axis=1))
        free[free] = ~(
            crosses(of.leaders[free], names).any(axis=1) | crosses(leaders, of.boxes[free]).any(axis=0)
        )
        if not free.any():
            continue
        meets = _meet(of.leaders[free], leaders).sum(axis=1)
        best = np.flatnonzero(free)[int((of.distance[free] + LEADER_DETOUR * meets).argmin())]
        places[at] = of.boxes[best]
        names = np.vstack([names, of.boxes[best] + _MARGINS])
        leaders = np.vstack([leaders, of.leaders[best]])
    return places


@dataclass(frozen=True)
class _Choices:
    """Where the label of one point could be, the nearest first.

    Attributes:
        boxes: [n, 4], left, top, right, bottom; `leaders` [n, 4] lead there.
        distance: [n], how far away each counts as.
    """

    boxes: Array
    leaders: Array
    distance: Array

    @classmethod
    def none(cls) -> Self:
        return cls(np.empty((0, 4)), np.empty((0, 4)), np.empty(0))

    @classmethod
    def around(cls, point: QPointF, size: QSizeF, middle: Array) -> Self:
        """All about a point; better away from the middle of the crowd."""
        boxes = _candidates(point, size)
        distance = np.repeat(_REACHES, len(_ANGLES)) + INWARD_DETOUR * _inward(point, middle)
        return cls(boxes, _leaders(point, boxes), distance)

    def free_of(self, bounds: QRectF, taken: Array, others: Array) -> Self:
        """Those inside the bounds that cover nothing taken; a leader over other points counts as longer."""
        inner = _edges([bounds])[0]
        free = (self.boxes[:, :2] >= inner[:2]).all(axis=1) & (self.boxes[:, 2:] <= inner[2:]).all(axis=1)
        free[free] = ~_overlap(self.boxes[free], taken).any(axis=1)
        over = POINT_DETOUR * crosses(self.leaders[free], others).sum(axis=1)
        return type(self)(self.boxes[free], self.leaders[free], self.distance[free] + over)


def around(point: QPointF, radius: float = 4.0) -> QRectF:
    """The square about a point."""
    return QRectF(point.x() - radius, point.y() - radius, 2 * radius, 2 * radius)


def leader(point: QPointF, place: QRectF) -> QLineF:
    """The line that leads from a point to its name."""
    x0, y0, x1, y1 = _leaders(point, _edges([place]))[0].tolist()
    return QLineF(x0, y0, x1, y1)


def _candidates(point: QPointF, size: QSizeF) -> Array:
    """Boxes around a point as left, top, right, bottom, the nearest first."""
    reach, angle = np.repeat(_REACHES, len(_ANGLES)), np.tile(_ANGLES, len(_REACHES))
    across, down = np.cos(angle), np.sin(angle)
    # -1 for a box left of its point, 1 for right of it, 0 for above and below: the box touches the ray
    # with the side that faces the point.
    side = np.where(np.abs(across) < 0.1, 0.0, np.sign(across))
    left = point.x() + across * (GAP + reach) - size.width() * (0.5 - 0.5 * side)
    top = point.y() + down * (GAP + reach) - size.height() * (0.5 - 0.5 * down)
    return np.column_stack([left, top, left + size.width(), top + size.height()])


def _inward(point: QPointF, middle: Array) -> Array:
    """For each candidate, from 0 (straight away from the middle) to 1 (towards it); 0 for all right there."""
    out = np.array([point.x(), point.y()]) - middle
    length = float(np.hypot(*out))
    if length < 1:
        return np.zeros(len(_REACHES) * len(_ANGLES))
    along = (out[0] * np.cos(_ANGLES) + out[1] * np.sin(_ANGLES)) / length
    return np.tile((1 - along) / 2, len(_REACHES))


def _edges(rects: Sequence[QRectF]) -> Array:
    """[n, 4]: left, top, right, bottom."""
    edges = [(rect.left(), rect.top(), rect.right(), rect.bottom()) for rect in rects]
    return np.array(edges, dtype=np.float64).reshape(-1, 4)


def _leaders(point: QPointF, boxes: Array) -> Array:
    """[n, 4]: from the point to the nearest place of each box."""
    start = np.broadcast_to([point.x(), point.y()], (len(boxes), 2))
    return np.hstack([start, np.clip(start, boxes[:, :2], boxes[:, 2:])])


def _overlap(boxes: Array, others: Array) -> NDArray[np.bool_]:
    """[n, m]: whether each box has room in common with each other."""
    first, second = boxes[:, None], others[None]
    common: NDArray[np.bool_] = np.all(
        (first[..., :2] < second[..., 2:]) & (second[..., :2] < first[..., 2:]), axis=2
    )
    return common


def crosses(lines: Array, boxes: Array) -> NDArray[np.bool_]:
    """[n, m]: whether each line, by its ends, runs through each box: inside on both axes at once."""
    start, way = lines[:, None, :2], lines[:, None, 2:] - lines[:, None, :2]
    way = np.where(np.abs(way) < _TINY, _TINY, way)
    in_out = np.sort([(boxes[None, :, :2] - start) / way, (boxes[None, :, 2:] - start) / way], axis=0)
    enters, leaves = in_out[0].max(axis=2, initial=0.0), in_out[1].min(axis=2, initial=1.0)
    found: NDArray[np.bool_] = enters < leaves
    return found


def _meet(lines: Array, others: Array) -> NDArray[np.bool_]:
    """[n, m]: whether each line crosses each other: the ends of each lie on two sides of the other."""
    first, second = lines[:, None], others[None]

    def side(line: Array, point: Array) -> Array:
        way, off = line[..., 2:] - line[..., :2], point - line[..., :2]
        turned: Array = way[..., 0] * off[..., 1] - way[..., 1] * off[..., 0]
        return turned

    apart = side(first, second[..., :2]) * side(first, second[..., 2:]) < 0
    found: NDArray[np.bool_] = apart & (side(second, first[..., :2]) * side(second, first[..., 2:]) < 0)
    return found
