"""The lines above a plot: its title, each curve with its colour and value, and where they are read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from areal_gui import theme

GAP = 2 * theme.SPACING
DOT = 7


@dataclass(frozen=True)
class Entry:
    """A piece of the legend.

    Attributes:
        series: index of the series colour of its dot; None for none.
        role: "title", "value" or "muted".
    """

    text: str
    series: int | None = None
    role: str = "value"


class Legend(QWidget):
    """Paints its pieces from left to right, on as many lines as they need.

    A label of rich text would have the whole page laid out anew at each of its ten changes a second.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[Entry, ...] = ()
        self._lines = 1
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """All of it, for a screen reader."""
        return "  ".join(entry.text for entry in self._entries)

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Show these instead."""
        if tuple(entries) == self._entries:
            return
        others = len(entries) != len(self._entries)
        self._entries = tuple(entries)
        # With the same pieces it only grows: a value with a digit less must not make the plot jump.
        self._set_lines(self._needed() if others else max(self._lines, self._needed()))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(10 * theme.SPACING, self._lines * self._line_height())

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._set_lines(self._needed())

    def paintEvent(self, _event: QPaintEvent) -> None:
        colours, height = theme.colours(self), self._line_height()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for entry, left, line in self._places():
            x = left
            middle = (line + 0.5) * height
            if entry.series is not None:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(colours.series[entry.series % len(colours.series)])
                painter.drawEllipse(QPointF(x + DOT / 2, middle), DOT / 2, DOT / 2)
                x += DOT + theme.SPACING // 2
            painter.setFont(self._font(entry))
            painter.setPen(self._colour(entry, colours))
            room = int(self.width() - x)
            text = QFontMetrics(self._font(entry)).elidedText(entry.text, Qt.TextElideMode.ElideRight, room)
            painter.drawText(
                int(x), int(line * height), room, int(height), Qt.AlignmentFlag.AlignVCenter, text
            )

    def _places(self) -> list[tuple[Entry, float, int]]:
        """Each piece with its x and its line."""
        places, x, line = [], 0.0, 0
        for entry in self._entries:
            width = QFontMetrics(self._font(entry)).horizontalAdvance(entry.text)
            width += 0 if entry.series is None else DOT + theme.SPACING // 2
            if x and x + width > self.width():
                x, line = 0.0, line + 1
            places.append((entry, x, line))
            x += width + GAP
        return places

    def _needed(self) -> int:
        places = self._places()
        return places[-1][2] + 1 if places else 1

    def _set_lines(self, lines: int) -> None:
        if lines != self._lines:
            self._lines = lines
            self.updateGeometry()

    def _line_height(self) -> int:
        return QFontMetrics(theme.scaled_font(self)).height() + 2

    def _font(self, entry: Entry) -> QFont:
        return theme.scaled_font(self, 0.95 if entry.role != "title" else 1.0, strong=entry.role == "title")

    def _colour(self, entry: Entry, colours: theme.Colours) -> QColor:
        return {"muted": colours.muted, "warning": colours.warning}.get(entry.role, colours.text)
