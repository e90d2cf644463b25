"""The trainings of the queue, one under the other; they are moved with the mouse or the keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QDropEvent, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.list_ground import paint_ground
from areal_gui.components.tooltip import literal
from areal_gui.pages.train.queue_texts import QueueLine

ROW_HEIGHT = 6 * theme.SPACING
LINE = Qt.ItemDataRole.UserRole
SIGNS = {"running": ("play", "accent"), "waiting": ("clock", "muted"), "failed": ("error", "danger")}


class QueueList(QListWidget):
    """Shows the lines; tells where one is to go, and which is to leave."""

    moved = Signal(int, int)
    """Number of the training, and the place from 0 that it is to have."""
    remove_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Queue of trainings"))
        self.setAccessibleDescription(self.tr("Alt with the up and down keys moves one; Delete takes it out"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setItemDelegate(_Row(self))
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)

    def show_lines(self, lines: Sequence[QueueLine]) -> None:
        """Show these; the chosen training stays chosen, wherever it is now."""
        chosen = self.chosen()
        self.blockSignals(True)
        while self.count() > len(lines):
            self.takeItem(self.count() - 1)
        while self.count() < len(lines):
            self.addItem(QListWidgetItem())
        for row, line in enumerate(lines):
            self._fill(self.item(row), line)
        places = [line.number for line in lines]
        if chosen is not None and chosen.number in places:
            self.setCurrentRow(places.index(chosen.number))
        elif lines:
            self.setCurrentRow(min(max(0, self.currentRow()), len(lines) - 1))
        self.blockSignals(False)

    def chosen(self) -> QueueLine | None:
        """The line that is marked."""
        item = self.currentItem()
        line = None if item is None else item.data(LINE)
        return line if isinstance(line, QueueLine) else None

    def move_chosen(self, by: int) -> None:
        """Let the marked training come earlier or later."""
        line, to = self.chosen(), self.currentRow() + by
        if line is not None and line.status != "running" and self._first_free() <= to < self.count():
            self.moved.emit(line.number, to)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.modifiers() & Qt.KeyboardModifier.AltModifier and event.key() in steps:
            self.move_chosen(steps[Qt.Key(event.key())])
        elif event.key() == Qt.Key.Key_Delete:
            self.remove_wanted.emit()
        else:
            super().keyPressEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        """Only tell: what is shown follows the queue, not the mouse."""
        line = self.chosen()
        if line is not None and event.source() is self:
            to = self._place_of_drop(event)
            if self.currentRow() < to:
                to -= 1  # it leaves its own place first
            self.moved.emit(line.number, max(self._first_free(), to))
        event.setDropAction(Qt.DropAction.IgnoreAction)  # or Qt would remove the row that was dragged
        event.accept()

    def _place_of_drop(self, event: QDropEvent) -> int:
        row = self.indexAt(event.position().toPoint()).row()
        if row < 0:
            return self.count()
        below = self.dropIndicatorPosition() == QAbstractItemView.DropIndicatorPosition.BelowItem
        return row + 1 if below else row

    def _first_free(self) -> int:
        """The first place that can be had: what runs stays in front."""
        first = self.item(0).data(LINE) if self.count() else None
        return int(isinstance(first, QueueLine) and first.status == "running")

    def _fill(self, item: QListWidgetItem, line: QueueLine) -> None:
        if item.data(LINE) == line:
            return
        item.setData(LINE, line)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{line.title}, {line.detail}")
        item.setToolTip(literal(line.tip))
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        item.setFlags(flags if line.status == "running" else flags | Qt.ItemFlag.ItemIsDragEnabled)


class _Row(QStyledItemDelegate):
    """A sign, the name, and below it how it stands."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        line, widget = index.data(LINE), option.widget
        named = theme.colours(widget)
        ground = QRectF(option.rect).adjusted(2, 1, -2, -1)
        painter.save()
        paint_ground(painter, option, ground)
        sign, colour = SIGNS[line.status]
        size = 2 * theme.SPACING
        place = QRectF(ground.left() + theme.SPACING, ground.center().y() - size / 2, size, size)
        paint_icon(painter, sign, place, getattr(named, colour))
        text = ground.adjusted(size + 2 * theme.SPACING + 4, 4, -theme.SPACING, -4)
        upper = QRectF(text.left(), text.top(), text.width(), text.height() / 2)
        painter.setFont(theme.scaled_font(widget, strong=True))
        painter.setPen(named.text)
        _write(painter, upper, line.title, Qt.TextElideMode.ElideMiddle)
        painter.setFont(theme.scaled_font(widget, 0.9))
        painter.setPen(named.danger if line.status == "failed" else named.muted)
        _write(painter, upper.translated(0, upper.height()), line.detail, Qt.TextElideMode.ElideRight)
        painter.restore()


def _write(painter: QPainter, room: QRectF, text: str, mode: Qt.TextElideMode) -> None:
    elided = painter.fontMetrics().elidedText(text, mode, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
