"""The data sets of the workspace, one under the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from areal_gui import formats, theme
from areal_gui.components.badge import paint_badge_ground
from areal_gui.components.list_ground import paint_ground
from areal_gui.components.tooltip import literal
from areal_gui.pages.data import facts

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

ROW_HEIGHT = 7 * theme.SPACING
NAME, COUNTS, SYNTHETIC, ID = (Qt.ItemDataRole.UserRole + offset for offset in range(4))


class DatasetList(QListWidget):
    """Names with their counts; tells which one the user chose."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Data sets"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_Row(self.tr("synthetic"), self))
        self.viewport().setAutoFillBackground(False)
        self.setMouseTracking(True)
        self.currentItemChanged.connect(self._tell)

    def show_rows(self, rows: Sequence[DatasetRow], current: int | None) -> None:
        """Show these sets and mark one, without telling that it was chosen."""
        self.blockSignals(True)
        self.clear()
        for row in rows:
            entry = QListWidgetItem(row.name)
            counts = self.tr("{0} sequences · {1} items").format(
                formats.count(row.n_users), formats.count(row.n_items)
            )
            with_badge = facts.wants_badge(row, self.tr("synthetic"))
            entry.setData(NAME, row.name)
            entry.setData(COUNTS, counts)
            entry.setData(SYNTHETIC, with_badge)
            entry.setData(ID, row.id)
            badge = f", {self.tr('synthetic')}" if with_badge else ""
            entry.setData(Qt.ItemDataRole.AccessibleTextRole, f"{row.name}, {counts}{badge}")
            entry.setToolTip(literal(row.name))
            self.addItem(entry)
            if row.id == current:
                self.setCurrentItem(entry)
        self.blockSignals(False)

    def _tell(self, entry: QListWidgetItem | None, _before: Any) -> None:
        if entry is not None:
            self.chosen.emit(entry.data(ID))


class _Row(QStyledItemDelegate):
    """Two lines: the name (with a badge), and the counts in a quieter colour."""

    def __init__(self, badge: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._badge = badge

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(0, ROW_HEIGHT)

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        widget = option.widget
        named = theme.colours(widget)
        painter.save()
        ground = QRectF(option.rect).adjusted(2, 2, -2, -2)
        paint_ground(painter, option, ground)
        text = ground.adjusted(12, theme.SPACING, -12, -theme.SPACING)
        name_room = QRectF(text.left(), text.top(), text.width(), text.height() / 2)
        if index.data(SYNTHETIC):
            name_room.setRight(self._paint_badge(painter, name_room, widget) - theme.SPACING)
        painter.setFont(theme.scaled_font(widget, strong=True))
        painter.setPen(named.text)
        _line(painter, name_room, index.data(NAME))
        painter.setFont(theme.scaled_font(widget, 0.9))
        painter.setPen(named.muted)
        _line(
            painter,
            QRectF(text.left(), text.center().y(), text.width(), text.height() / 2),
            index.data(COUNTS),
            Qt.TextElideMode.ElideRight,
        )
        painter.restore()

    def _paint_badge(self, painter: QPainter, room: QRectF, widget: QWidget) -> float:
        """Draw the badge at the right; gives its left edge."""
        font = theme.scaled_font(widget, 0.8, strong=True)
        width = QFontMetrics(font).horizontalAdvance(self._badge) + 2 * theme.SPACING
        pill = QRectF(room.right() - width, room.top(), width, room.height())
        paint_badge_ground(painter, pill, "warning", widget)
        painter.setFont(font)
        painter.setPen(theme.colours(widget).warning)
        painter.drawText(pill, Qt.AlignmentFlag.AlignCenter, self._badge)
        return pill.left()


def _line(
    painter: QPainter, room: QRectF, text: str, mode: Qt.TextElideMode = Qt.TextElideMode.ElideMiddle
) -> None:
    elided = painter.fontMetrics().elidedText(text, mode, int(room.width()))
    painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, elided)
