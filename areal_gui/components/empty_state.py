"""What a page shows while there is nothing to show: why, and the next step."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.labels import Heading, Muted

ICON_SIZE = 5 * theme.SPACING
TEXT_WIDTH = 52 * theme.SPACING


class EmptyState(QWidget):
    """An icon, a title, a sentence and the buttons that lead on, in the middle of the room there is."""

    def __init__(
        self,
        icon_name: str,
        title: str,
        text: str,
        actions: Sequence[QWidget] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._title, self._text = Heading(title), Muted(text, wrap=True)
        for label in (self._title, self._text):
            label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setMaximumWidth(TEXT_WIDTH)
        # Between stretches and not aligned: only so does the layout ask the text for its height.
        text_row = QHBoxLayout()
        text_row.addStretch(1)
        text_row.addWidget(self._text, 100)
        text_row.addStretch(1)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addStretch(1)
        for action in actions:
            row.addWidget(action)
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setSpacing(theme.SPACING)
        column.addStretch(2)
        column.addWidget(_Emblem(icon_name), 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(theme.SPACING)
        column.addWidget(self._title)
        column.addLayout(text_row)
        column.addSpacing(theme.SPACING)
        column.addLayout(row)
        column.addStretch(3)

    def set_texts(self, title: str, text: str) -> None:
        self._title.setText(title)
        self._text.setText(text)


class _Emblem(QWidget):
    """The icon on a soft disc."""

    def __init__(self, icon_name: str) -> None:
        super().__init__()
        self._icon_name = icon_name
        self.setFixedSize(QSize(2 * ICON_SIZE, 2 * ICON_SIZE))

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(named.accent_soft)
        painter.drawEllipse(QRectF(self.rect()))
        inset = ICON_SIZE / 2
        paint_icon(painter, self._icon_name, QRectF(inset, inset, ICON_SIZE, ICON_SIZE), named.accent)
