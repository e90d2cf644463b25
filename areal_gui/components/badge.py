"""A word in a soft pill: what kind of thing this is."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from areal_gui import theme
from areal_gui.components.labels import TextLabel


class Badge(TextLabel):
    """Small, quiet text on a soft ground; "warning" is for what must not be overlooked."""

    factor = 0.85
    strong = True
    colour = "accent"

    def __init__(self, text: str, colour: str = "accent", parent: QWidget | None = None) -> None:
        self.colour = colour
        super().__init__(text, parent)
        self.setContentsMargins(theme.SPACING, 2, theme.SPACING, 2)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_badge_ground(painter, QRectF(self.rect()), self.colour, self)
        painter.end()
        super().paintEvent(event)


def paint_badge_ground(painter: QPainter, rect: QRectF, colour_name: str, widget: QWidget | None) -> None:
    """The pill behind the word, also for delegates."""
    ground = getattr(theme.colours(widget), colour_name).toRgb()
    ground.setAlphaF(0.16)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ground)
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2)
