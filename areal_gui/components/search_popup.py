"""Type a few letters, choose with the arrow keys, press Return: a field above the entries that match."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QVBoxLayout, QWidget

from areal_gui import theme

ROW_HEIGHT = 4 * theme.SPACING
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class SearchPopup(QDialog):
    """Closes where something else is clicked; a subclass says what matches, and what an entry does.

    Attributes:
        field: what is searched for.
        list: the entries that match; the field keeps the keyboard and leads through them.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit()
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACING] * 4)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.search)
        self.field.returnPressed.connect(self.take)
        self.list.itemClicked.connect(self.take)

    def search(self, text: str) -> None:
        """List what matches a text, the first entry current."""
        raise NotImplementedError

    def take(self) -> None:
        """Do what the current entry is for, and close."""
        raise NotImplementedError

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEPS.get(Qt.Key(event.key()))
            if step is not None:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
        return False

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), named.surface)
        painter.setPen(named.border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))
