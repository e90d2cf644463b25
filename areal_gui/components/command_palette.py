"""Type a few letters, press Enter: every command of the program in one list."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QListWidgetItem, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from areal_gui import theme
from areal_gui.commands import Command, CommandRegistry, matching
from areal_gui.components.list_ground import paint_ground
from areal_gui.components.search_popup import ROW_HEIGHT, SearchPopup

WIDTH, HEIGHT = 64 * theme.SPACING, 48 * theme.SPACING
COMMAND, KEYS = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1


class CommandPalette(SearchPopup):
    """A search field above the commands that can be used now."""

    def __init__(self, commands: CommandRegistry, parent: QWidget) -> None:
        super().__init__(parent)
        self._registry = commands
        self.setAccessibleName(self.tr("Commands"))
        self.setFixedSize(WIDTH, HEIGHT)
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("Search commands"))
        self.field.setMinimumHeight(5 * theme.SPACING)
        self.list.setAccessibleName(self.tr("Matching commands"))
        self.list.setItemDelegate(_Row(self.list))
        self.list.setMouseTracking(True)
        self.search("")

    def show_over(self, window: QWidget) -> None:
        """Open in the upper middle of the window."""
        corner = QPoint((window.width() - WIDTH) // 2, window.height() // 8)
        self.move(window.mapToGlobal(corner))
        self.show()
        self.field.setFocus()

    def search(self, text: str) -> None:
        self.list.clear()
        usable = [entry for entry in self._registry.all() if entry.palette and self._registry.enabled(entry)]
        for command in matching(usable, text):
            self.list.addItem(self._entry(command))
        self.list.setCurrentRow(0)

    def _entry(self, command: Command) -> QListWidgetItem:
        keys = QKeySequence(command.shortcut).toString(QKeySequence.SequenceFormat.NativeText)
        entry = QListWidgetItem(command.title)
        entry.setData(COMMAND, command.id)
        entry.setData(KEYS, keys)
        entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{command.title} {keys}".strip())
        return entry

    def take(self) -> None:
        entry = self.list.currentItem()
        if entry is None:
            return
        command_id = entry.data(COMMAND)
        self.close()
        self._registry.run(command_id)


class _Row(QStyledItemDelegate):
    """The command at the left, its keys at the right."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        named = theme.colours(option.widget)
        ground = QRectF(option.rect)
        painter.save()
        paint_ground(painter, option, ground, theme.CONTROL_RADIUS)
        text = ground.adjusted(theme.SPACING, 0, -theme.SPACING, 0)
        painter.setPen(QPen(named.text))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter, index.data(Qt.ItemDataRole.DisplayRole))
        painter.setPen(QPen(named.muted))
        painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, index.data(KEYS))
        painter.restore()
