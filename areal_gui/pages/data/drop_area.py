"""What the page shows before the first log: a place to drop one, and two buttons."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.commands import CommandRegistry
from areal_gui.components import Button, EmptyState

LARGEST = (96 * theme.SPACING, 56 * theme.SPACING)


class DropArea(QWidget):
    """A dashed frame around the invitation; the whole window takes drops, this only says so."""

    def __init__(self, commands: CommandRegistry, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.open = Button(
            self.tr("Open a log…"), lambda: commands.run("file.open"), kind="primary", icon_name="open"
        )
        self.demo = Button(self.tr("Try the demo log"), lambda: commands.run("file.demo"), icon_name="demo")
        state = EmptyState(
            "import",
            self.tr("Drop an interaction log here"),
            self.tr(
                "A file, a zip or a folder: text in columns, JSON, Parquet, Excel or SQLite, in which each "
                "row says which user or session met which item. It stays on this computer."
            ),
            [self.open, self.demo],
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.addWidget(state)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        pen = QPen(theme.colours(self).border, 2)
        pen.setDashPattern([4, 4])
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        frame = QRectF(self.rect()).adjusted(*[theme.MARGIN] * 2, *[-theme.MARGIN] * 2)
        painter.drawRoundedRect(frame, 2 * theme.RADIUS, 2 * theme.RADIUS)
