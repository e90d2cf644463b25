"""The look of a line as a small icon: its colour, dash and mark, as in the plot."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QBrush, QIcon, QIconEngine, QPainter, QPen, QPixmap, QPolygonF

from areal_gui import theme
from areal_gui.plots.overlay_line import DASHES, colour_of, look_of

SIZE = QSize(30, 12)
MARK = 3.5


def swatch(place: int) -> QIcon:
    """The icon of one look; it follows the theme by itself."""
    return QIcon(_Engine(place))


class _Engine(QIconEngine):
    def __init__(self, place: int) -> None:
        super().__init__()
        self._place = place

    def paint(self, painter: QPainter, rect: QRect, _mode: QIcon.Mode, _state: QIcon.State) -> None:
        colours = theme.colours()
        colour = colours.series[colour_of(self._place) % len(colours.series)]
        middle = rect.center().y() + 0.5
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if dash := DASHES[look_of(self._place)]:
            pen.setDashPattern(list(dash))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right() + 1, middle))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QBrush(colour))
        _draw_mark(painter, look_of(self._place), QPointF(rect.center().x() + 0.5, middle))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        pixmap = QPixmap(size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return pixmap

    def clone(self) -> QIconEngine:
        return _Engine(self._place)

    def key(self) -> str:
        return "areal-line"


def _draw_mark(painter: QPainter, look: int, at: QPointF) -> None:
    if look == 0:
        painter.drawEllipse(at, MARK, MARK)
    elif look == 1:
        painter.drawRect(QRect(round(at.x() - MARK), round(at.y() - MARK), round(2 * MARK), round(2 * MARK)))
    else:
        corners = [(0, -MARK), (MARK, MARK), (-MARK, MARK)]
        painter.drawPolygon(QPolygonF([at + QPointF(x, y) for x, y in corners]))
