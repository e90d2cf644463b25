"""The path of a trajectory, the chosen step on it, and the labels of the final items, drawn over the map."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from areal_gui.plots.item_scatter import to_pixels
from areal_gui.plots.label_layout import around, leader, place_labels
from areal_gui.theme import Colours

Array = NDArray[np.float64]

DRAWN_POINTS = 250
BANDS = 48
BEADS_UP_TO = 60
LABEL_WIDTH = 190.0
LABEL_ROOM = 14_000.0
"""Square pixels of the frame for each label."""


NAME_TO_CIRCLE = 6.0
"""Pixels from the middle of a circle that no name comes nearer."""
MARKER = 7.0
"""Radius of the mark of the chosen step."""


class PathOverlay(pg.GraphicsObject):
    """Drawn in pixels, above the dots: only this is painted anew while the step moves."""

    def __init__(self, colours: Colours, legend: tuple[str, str]) -> None:
        """Args: the colours, and what the highlighted items and the rings stand for."""
        super().__init__()
        self.setZValue(10)
        self._colours = colours
        self._path: Array = np.empty((0, 2))
        self._step = 0
        self._near: Array = np.empty((0, 2))
        self._final: Array = np.empty((0, 2))
        self._fan: Array = np.empty((0, 0, 2))
        self._items: Array = np.empty((0, 2))
        self._labels: list[str] = []
        self._near_end: Array = np.empty((0, 2))
        self._meanings = legend
        self._groups: list[tuple[str, QColor]] = []
        self._font = QFont()
        self._shown: list[str] = []
        self._places: list[QRectF | None] = []
        self._legend_place = QRectF()
        self._placed_for: tuple[object, ...] = ()

    def set_look(self, colours: Colours, font: QFont) -> None:
        """Take other colours and another font."""
        self._colours, self._font = colours, font
        self._changed()

    def set_path(self, path: Array, final: Array, labels: Sequence[str]) -> None:
        """Show another path [steps, 2] and the labelled items it ends at, [n, 2]."""
        self._path, self._final, self._labels = path, final, list(labels)
        self._near_end = np.empty((0, 2))
        self._step = min(self._step, max(0, len(path) - 1))
        self._changed()

    def set_fan(self, fan: Array) -> None:
        """Show other draws of the noise beside the path, [steps, draws, 2]."""
        self._fan = fan
        self.update()

    def set_ground(self, items: Array) -> None:
        """Some of the items below, [n, 2], that the legend had better not cover."""
        self._items = items
        self._changed()

    def set_groups(self, groups: Sequence[tuple[str, QColor]]) -> None:
        """Explain the colours of the dots below; nothing where they have but one."""
        self._groups = list(groups)
        self._changed()

    @property
    def _legend(self) -> list[str]:
        return [*self._meanings, *(text for text, _colour in self._groups)]

    def set_step(self, step: int, near: Array) -> None:
        """Mark a step, and the items nearest to the model's prediction there."""
        self._step, self._near = step, near
        if step == len(self._path) - 1:
            self._near_end = near
        self.update()

    def _changed(self) -> None:
        self._placed_for = ()
        self.update()

    def viewTransformChanged(self) -> None:
        super().viewTransformChanged()
        self.prepareGeometryChange()

    def boundingRect(self) -> QRectF:
        return QRectF(self.viewRect())

    def paint(
        self, painter: QPainter, _option: QStyleOptionGraphicsItem, _widget: QWidget | None = None
    ) -> None:
        if len(self._path) == 0:
            return
        transform = painter.worldTransform()
        frame = transform.mapRect(self.viewRect())
        path, near, final = (to_pixels(points, transform) for points in (self._path, self._near, self._final))
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_fan(painter, transform)
        self._draw_path(painter, path)
        self._draw_final(painter, final)
        self._draw_marker(painter, path)
        circles = np.concatenate([final, to_pixels(self._near_end, transform)])
        self._place(path, final, circles, to_pixels(self._items, transform), frame)
        self._draw_labels(painter, final)
        self._draw_rings(painter, near)  # over the names: they move with the step, the names stay
        self._draw_legend(painter)

    def _draw_fan(self, painter: QPainter, transform: QTransform) -> None:
        """Other draws, faint, up to the chosen step; a dot where each is then."""
        last = max(len(self._fan) - 1, 1)
        stride = max(1, len(self._fan) // DRAWN_POINTS)
        steps = sorted({*range(0, min(self._step, last), stride), min(self._step, last)})
        faint = self.step_colour(self._step / last)
        faint.setAlphaF(0.35)
        for draw in range(self._fan.shape[1] if len(self._fan) else 0):
            path = to_pixels(self._fan[steps, draw], transform)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(faint, 1.0))
            painter.drawPolyline(QPolygonF([QPointF(*point) for point in path]))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(faint)
            painter.drawEllipse(QPointF(*path[-1]), 4.0, 4.0)

    def _draw_path(self, painter: QPainter, path: Array) -> None:
        """What is behind the chosen step in full colour, what is ahead faint."""
        last = len(path) - 1
        stride = max(1, -(-len(path) // DRAWN_POINTS))
        # Wide lines cost several times more, and a long path is a scribble that reads better thin.
        wide = 2.2 if len(path) <= BEADS_UP_TO else 1.2
        for first, end in _bands(len(path)):
            tint = self.step_colour((first + end) / 2 / max(last, 1))
            ahead = end > self._step
            tint.setAlphaF(0.28 if ahead else 0.95)
            painter.setPen(QPen(tint, 1.0 if ahead else wide, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            chosen = sorted({*range(first, end, stride), end})
            painter.drawPolyline(QPolygonF([QPointF(*path[i]) for i in chosen]))
        if len(path) <= BEADS_UP_TO:
            self._draw_beads(painter, path)

    def _draw_beads(self, painter: QPainter, path: Array) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        for step, point in enumerate(path):
            tint = self.step_colour(step / max(len(path) - 1, 1))
            tint.setAlphaF(0.95 if step <= self._step else 0.35)
            painter.setBrush(tint)
            painter.drawEllipse(QPointF(*point), 2.6, 2.6)

    def _draw_rings(self, painter: QPainter, near: Array) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._colours.text, 1.0))
        for point in near:
            painter.drawEllipse(QPointF(*point), 5.5, 5.5)

    def _draw_final(self, painter: QPainter, final: Array) -> None:
        painter.setPen(QPen(self._colours.surface, 1.0))
        painter.setBrush(self._colours.good)
        for point in final:
            painter.drawEllipse(QPointF(*point), 4.0, 4.0)

    def _draw_marker(self, painter: QPainter, path: Array) -> None:
        here = QPointF(*path[self._step])
        painter.setPen(QPen(self._colours.surface, 2.0))
        painter.setBrush(self.step_colour(self._step / max(len(path) - 1, 1)))
        painter.drawEllipse(here, MARKER, MARKER)

    def _place(self, path: Array, final: Array, circles: Array, items: Array, frame: QRectF) -> None:
        """Find room for the labels, once for each zoom; as many as the frame takes without a crowd.

        They keep clear of the circles of the last step, where the path rests.
        """
        state = (path.tobytes(), circles.tobytes(), frame.getRect())
        if state == self._placed_for:
            return
        metrics = QFontMetricsF(self._font)
        most = int(frame.width() * frame.height() / LABEL_ROOM)
        self._shown = [
            metrics.elidedText(text, Qt.TextElideMode.ElideRight, LABEL_WIDTH) for text in self._labels[:most]
        ]
        sizes = [QSizeF(metrics.horizontalAdvance(text) + 8, metrics.height() + 2) for text in self._shown]
        stride = max(1, len(path) // BEADS_UP_TO)
        kept = [around(QPointF(*point), 3.0) for point in path[::stride]]
        kept += [around(QPointF(*point), NAME_TO_CIRCLE) for point in circles]  # also without a name
        kept.append(around(QPointF(*path[-1]), MARKER + 1))
        self._legend_place = self._emptiest_corner(frame, np.concatenate([path, final, items]))
        points = [QPointF(*point) for point in final[: len(sizes)]]
        inner = frame.adjusted(6, 6, -6, -6)
        self._places = place_labels(points, sizes, inner, [*kept, self._legend_place])
        self._placed_for = state

    def _draw_labels(self, painter: QPainter, final: Array) -> None:
        """The leaders first: the names lie over them."""
        placed = [
            (text, QPointF(*point), place)
            for text, point, place in zip(self._shown, final, self._places, strict=False)
            if place is not None
        ]
        painter.setFont(self._font)
        painter.setPen(QPen(self._colours.muted, 1.0))
        for _text, point, place in placed:
            painter.drawLine(leader(point, place))
        for text, _point, place in placed:
            self._draw_name(painter, text, place)

    def _draw_name(self, painter: QPainter, text: str, place: QRectF) -> None:
        self._draw_ground(painter, place)
        painter.setPen(self._colours.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_ground(self, painter: QPainter, place: QRectF) -> None:
        """What words are read on."""
        ground = QColor(self._colours.surface)
        ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 4, 4)

    def _emptiest_corner(self, frame: QRectF, points: Array) -> QRectF:
        """Where the legend covers least; at the bottom left if that is as good as any."""
        metrics = QFontMetricsF(self._font)
        width = max(metrics.horizontalAdvance(text) for text in self._legend) + 20
        height = len(self._legend) * (metrics.height() + 2)
        bottom, right = frame.bottom() - height, frame.right() - width
        corners = [(frame.left(), bottom), (right, bottom), (frame.left(), frame.top()), (right, frame.top())]
        places = [QRectF(x, y, width, height) for x, y in corners]
        return min(places, key=lambda place: sum(place.contains(QPointF(*point)) for point in points))

    def _draw_legend(self, painter: QPainter) -> None:
        rect = self._legend_place
        self._draw_ground(painter, rect)
        line = rect.height() / len(self._legend)
        for row, text in enumerate(self._legend):
            y = rect.top() + (row + 0.5) * line
            dot = np.array([[rect.left() + 7, y]])
            if row == 0:
                self._draw_final(painter, dot)
            elif row == 1:
                self._draw_rings(painter, dot)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._groups[row - len(self._meanings)][1])
                painter.drawEllipse(QPointF(*dot[0]), 3.5, 3.5)
            painter.setPen(self._colours.muted)
            room = QRectF(rect.left() + 18, y - line / 2, rect.width() - 18, line)
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, text)

    def step_colour(self, share: float) -> QColor:
        """From noise (0) to clear (1)."""
        return blend(self._colours.series[1], self._colours.accent, share)


def blend(start: QColor, end: QColor, share: float) -> QColor:
    """A colour between two."""

    def between(first: float, last: float) -> float:
        return first + (last - first) * share

    return QColor.fromRgbF(
        between(start.redF(), end.redF()),
        between(start.greenF(), end.greenF()),
        between(start.blueF(), end.blueF()),
    )


def _bands(points: int) -> list[tuple[int, int]]:
    """Stretches of the path that are drawn in one colour, as first and last point."""
    bands = min(points - 1, BANDS)
    edges = [round(band * (points - 1) / bands) for band in range(bands + 1)] if bands else []
    return list(pairwise(edges))
