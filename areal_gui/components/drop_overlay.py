"""What the window shows while a file is held over it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon

INSET = 12
ICON_SIZE = 6 * theme.SPACING


class DropOverlay(QWidget):
    """A veil with an invitation; the mouse goes through it, so the window keeps getting the drag."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def show_over(self, room: QWidget) -> None:
        """Cover a part of the window."""
        corner = room.mapTo(self.window(), room.rect().topLeft())
        self.setGeometry(corner.x(), corner.y(), room.width(), room.height())
        self.raise_()
        self.show()

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        veil = QColor(named.window)
        veil.setAlphaF(0.95)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), veil)
        painter.setPen(QPen(named.accent, 2, Qt.PenStyle.DashLine))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        frame = QRectF(self.rect()).adjusted(INSET, INSET, -INSET, -INSET)
        painter.drawRoundedRect(frame, 2 * theme.RADIUS, 2 * theme.RADIUS)
        place = QRectF(0, 0, ICON_SIZE, ICON_SIZE)
        place.moveCenter(frame.center())
        paint_icon(painter, "import", place, named.accent)
        painter.setPen(named.text)
        painter.setFont(theme.scaled_font(self, 1.2, strong=True))
        below = frame.adjusted(0, frame.height() / 2 + ICON_SIZE / 2 + theme.SPACING, 0, 0)
        painter.drawText(
            below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, self.tr("Drop to import")
        )
