"""The path of a trajectory, the chosen step on it, and the labels of the final items, drawn over the map."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QWidget

from areal_gui.plots.item_scatter import to_pixels
from areal_gui.plots.label_layout import place_labels
from areal_gui.theme import Colours

Array = NDArray[np.float64]

DRAWN_POINTS = 250
BANDS = 48
BEADS_UP_TO = 60
LABEL_WIDTH = 190.0


class PathOverlay(pg.GraphicsObject):
    """Drawn in pixels, above the dots: only this is painted anew while the step moves."""

    def __init__(self, colours: Colours) -> None:
        super().__init__()
        self.setZValue(10)
        self._colours = colours
        self._path: Array = np.empty((0, 2))
        self._step = 0
        self._near: Array = np.empty((0, 2))
        self._final: Array = np.empty((0, 2))
        self._labels: list[str] = []
        self._font = QFont()
        self._places: list[QRectF | None] = []
        self._placed_for: tuple[object, ...] = ()

    def set_look(self, colours: Colours, font: QFont) -> None:
        """Take other colours and another font."""
        self._colours, self._font = colours, font
        self._changed()

    def set_path(self, path: Array, final: Array, labels: Sequence[str]) -> None:
        """Show another path [steps, 2] and the labelled items it ends at, [n, 2]."""
        self._path, self._final, self._labels = path, final, list(labels)
        self._step = min(self._step, max(0, len(path) - 1))
        self._changed()

    def set_step(self, step: int, near: Array) -> None:
        """Mark a step, and the items nearest to the model's prediction there."""
        self._step, self._near = step, near
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
        self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None
    ) -> None:
        if len(self._path) == 0:
            return
        transform = painter.worldTransform()
        frame = transform.mapRect(self.viewRect())
        path, near, final = (to_pixels(points, transform) for points in (self._path, self._near, self._final))
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw_rings(painter, near)
        self._draw_path(painter, path)
        self._draw_final(painter, final)
        self._draw_marker(painter, path)
        self._draw_labels(painter, final, frame)

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
        painter.drawEllipse(here, 7.0, 7.0)

    def _draw_labels(self, painter: QPainter, final: Array, frame: QRectF) -> None:
        metrics = QFontMetricsF(self._font)
        texts = [metrics.elidedText(text, Qt.TextElideMode.ElideRight, LABEL_WIDTH) for text in self._labels]
        self._place(texts, final, frame, metrics)
        painter.setFont(self._font)
        for text, point, place in zip(texts, final, self._places, strict=True):
            if place is not None:
                self._draw_label(painter, text, QPointF(*point), place)

    def _place(self, texts: list[str], final: Array, frame: QRectF, metrics: QFontMetricsF) -> None:
        """Find room for the labels, once for each zoom."""
        state = (final.tobytes(), frame.getRect())
        if state == self._placed_for:
            return
        sizes = [QSizeF(metrics.horizontalAdvance(text) + 8, metrics.height() + 2) for text in texts]
        inner = frame.adjusted(6, 6, -6, -6)
        self._places = place_labels([QPointF(*point) for point in final], sizes, inner)
        self._placed_for = state

    def _draw_label(self, painter: QPainter, text: str, point: QPointF, place: QRectF) -> None:
        nearest = QPointF(
            min(max(point.x(), place.left()), place.right()), min(max(point.y(), place.top()), place.bottom())
        )
        painter.setPen(QPen(self._colours.muted, 1.0))
        painter.drawLine(point, nearest)
        ground = QColor(self._colours.surface)
        ground.setAlphaF(0.88)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ground)
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(self._colours.text)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def step_colour(self, share: float) -> QColor:
        """From noise (0) to clear (1)."""
        return blend(self._colours.series[1], self._colours.accent, share)


def blend(start: QColor, end: QColor, share: float) -> QColor:
    """A colour between two."""
    first, last = start.getRgbF(), end.getRgbF()
    return QColor.fromRgbF(*(a + (b - a) * share for a, b in zip(first, last, strict=True)))


def _bands(points: int) -> list[tuple[int, int]]:
    """Stretches of the path that are drawn in one colour, as first and last point."""
    edges = sorted({round(edge) for edge in np.linspace(0, points - 1, min(points, BANDS + 1))})
    return list(zip(edges, edges[1:], strict=False))
