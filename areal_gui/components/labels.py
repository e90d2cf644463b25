"""Text in the few weights and colours the program uses; they follow font size and theme."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QLabel, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal


class TextLabel(QLabel):
    """A label with a size relative to the program's font, and a colour by its meaning."""

    factor = 1.0
    strong = False
    colour = "text"

    def __init__(self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False) -> None:
        super().__init__(text, parent)
        self.setWordWrap(wrap)
        self.setTextFormat(Qt.TextFormat.PlainText)
        # Qt does not tell a widget with a palette of its own that the program's has changed.
        theme.changed.connect(self._restyle)
        self._restyle()

    def set_colour(self, name: str) -> None:
        """Show the text in another named colour, "warning" for one."""
        self.colour = name
        self._restyle()

    def _restyle(self) -> None:
        self.setFont(theme.scaled_font(self, self.factor, strong=self.strong))
        named: QColor = getattr(theme.colours(), self.colour)
        palette = QPalette()
        palette.setColor(QPalette.ColorRole.WindowText, named)
        self.setPalette(palette)


class ElidedLabel(TextLabel):
    """One line that gives way where there is little room; the whole text is in its tooltip."""

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def setText(self, text: str) -> None:
        super().setText(text)
        self.setToolTip(literal(text))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setPen(self.palette().color(QPalette.ColorRole.WindowText))
        room = self.contentsRect()
        text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)


class Title(ElidedLabel):
    """The name of a page or of the thing it shows."""

    factor = 1.6
    strong = True


class Heading(TextLabel):
    """The name of a section."""

    factor = 1.1
    strong = True


class Muted(TextLabel):
    """An explanation, a unit, a hint."""

    colour = "muted"
    factor = 0.95


class MutedLine(ElidedLabel):
    """The same in one line that gives way."""

    colour = "muted"
    factor = 0.95
