"""A raised panel that groups what belongs together."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.labels import Heading


class Card(QFrame):
    """A surface with a thin border and an optional title.

    Attributes:
        header: the row of the title; add actions to its right.
        body: where the content goes.
    """

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(*[2 * theme.SPACING] * 4)
        outer.setSpacing(theme.SPACING + theme.SPACING // 2)
        self.header = QHBoxLayout()
        self.header.setSpacing(theme.SPACING)
        self.body = QVBoxLayout()
        self.body.setSpacing(theme.SPACING)
        self._title = Heading(title, self)  # shown without a parent it would be a window for a moment
        self._title.setVisible(bool(title))
        self.header.addWidget(self._title, 1)
        outer.addLayout(self.header)
        outer.addLayout(self.body, 1)

    def set_title(self, title: str) -> None:
        self._title.setText(title)
        self._title.setVisible(bool(title))

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(named.border, 1))
        painter.setBrush(named.surface)
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, theme.RADIUS, theme.RADIUS)
