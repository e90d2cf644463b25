"""Choosing an item by a part of its title or id."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QLineEdit, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal

ROW_HEIGHT = 3 * theme.SPACING
WIDTH, HEIGHT = 44 * theme.SPACING, 36 * theme.SPACING
MOST = 50
STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 8, Qt.Key.Key_PageUp: -8}


class ItemNames:
    """The items of a catalogue, found by what people know of them."""

    def __init__(self, external_ids: Sequence[str], titles: Sequence[str | None]) -> None:
        self._shown = [
            f"{title} ({external_id})" if title else external_id
            for external_id, title in zip(external_ids, titles, strict=True)
        ]
        self._folded = [text.casefold() for text in self._shown]

    def shown(self, item: int) -> str:
        """An item's title with its id."""
        return self._shown[item]

    def matching(self, text: str) -> list[int]:
        """The first items that hold every word of a text; those that begin with it come first."""
        folded = text.casefold().strip()
        words = folded.split()
        found = []
        for item, name in enumerate(self._folded):
            if all(word in name for word in words):
                found.append(item)
                if len(found) == 20 * MOST:
                    break
        found.sort(key=lambda item: not self._folded[item].startswith(folded))
        return found[:MOST]


class ItemSearch(QDialog):
    """A field above the items that match it; Return or a click takes one."""

    chosen = Signal(int)

    def __init__(self, names: ItemNames, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(self.tr("Add an item to the history"))
        self.resize(WIDTH, HEIGHT)
        self._names = names
        self._items: list[int] = []
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("Title or id of an item"))
        self.field.setAccessibleName(self.tr("Find an item by its title or id"))
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Matching items"))
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.SPACING] * 4)
        column.addWidget(self.field)
        column.addWidget(self.list)
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self._search)
        self.field.returnPressed.connect(self._take)
        self.list.itemClicked.connect(self._take)
        self._search("")

    def show_under(self, widget: QWidget) -> None:
        """Open below a widget, or above it where the screen ends."""
        corner = widget.mapToGlobal(QPoint(0, widget.height()))
        room = widget.screen().availableGeometry()
        if corner.y() + HEIGHT > room.bottom():
            corner = widget.mapToGlobal(QPoint(0, -HEIGHT))
        corner.setX(max(room.left(), min(corner.x(), room.right() - WIDTH)))
        self.move(corner)
        self.show()
        self.field.setFocus()

    def paintEvent(self, _event: QPaintEvent) -> None:
        named = theme.colours(self)
        painter = QPainter(self)
        painter.fillRect(self.rect(), named.surface)
        painter.setPen(named.border)
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            step = STEPS.get(Qt.Key(event.key()))
            if step is not None:
                row = self.list.currentRow() + step
                self.list.setCurrentRow(max(0, min(row, self.list.count() - 1)))
                return True
        return False

    def _search(self, text: str) -> None:
        self._items = self._names.matching(text)
        self.list.clear()
        for item in self._items:
            row = QListWidgetItem(self._names.shown(item), self.list)
            row.setSizeHint(QSize(0, ROW_HEIGHT))
            row.setToolTip(literal(row.text()))
        self.list.setCurrentRow(0)

    def _take(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.chosen.emit(self._items[row])
            self.close()
