"""Sentences to keep in mind, each with a sign before it; "point" is a list of quiet ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.labels import Muted, TextLabel

Kind = Literal["info", "warning", "point"]
ICON_SIZE = 2 * theme.SPACING
POINT_SIZE = 4


class Notes(QWidget):
    """Takes no room while there is nothing to say. The texts can be selected and copied."""

    def __init__(self, kind: Kind, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._kind: Kind = kind
        self._texts: tuple[str, ...] = ()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(theme.SPACING // 2 if kind == "point" else theme.SPACING)
        self.hide()

    @property
    def texts(self) -> tuple[str, ...]:
        return self._texts

    def show_texts(self, texts: Sequence[str]) -> None:
        """Show these and no others."""
        if tuple(texts) != self._texts:
            while (old := self._column.takeAt(0)) is not None:
                if (widget := old.widget()) is not None:
                    widget.deleteLater()
            for text in texts:
                self._column.addWidget(_Note(text, self._kind))
            self._texts = tuple(texts)
        self.setVisible(bool(texts))


class _Note(TextLabel):
    """The sign stands in the left margin, beside the first line."""

    def __init__(self, text: str, kind: Kind) -> None:
        super().__init__(text, wrap=True)
        self._kind: Kind = kind
        if kind == "point":
            self.factor = Muted.factor
            self.set_colour(Muted.colour)
        self.setContentsMargins(ICON_SIZE + (0 if kind == "point" else theme.SPACING), 0, 0, 0)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        named = theme.colours(self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._kind == "point":
            middle = QPointF(ICON_SIZE / 2, self.fontMetrics().height() / 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(named.muted)
            painter.drawEllipse(middle, POINT_SIZE / 2, POINT_SIZE / 2)
            painter.end()
            return
        colour = named.warning if self._kind == "warning" else named.accent
        first_line = max(ICON_SIZE, self.fontMetrics().height())
        place = QRectF(0, (first_line - ICON_SIZE) / 2, ICON_SIZE, ICON_SIZE)
        paint_icon(painter, self._kind, place, colour)
        painter.end()
