"""Tables in which rows are what is chosen and walked through, not cells."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from areal_gui import theme


class CellOfRow(QStyledItemDelegate):
    """Paints no focus ring of its own: the table draws it around the whole row."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus


def walks_rows(view: QTableView, event: QKeyEvent, column: int) -> bool:
    """Handle the keys that would walk along a row; says whether the key was one of them.

    Home and End go to the first and the last row, in `column`; Left and Right do nothing.
    """
    rows, key = view.model().rowCount(), event.key()
    if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and rows:
        view.setCurrentIndex(view.model().index(0 if key == Qt.Key.Key_Home else rows - 1, column))
        return True
    return key in (Qt.Key.Key_Left, Qt.Key.Key_Right)


def paint_row_focus(view: QTableView) -> None:
    """Draw the focus ring around the current row; call it at the end of the view's paint event."""
    current = view.currentIndex()
    if not view.hasFocus() or not current.isValid():
        return
    painter = QPainter(view.viewport())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colours(view).accent, 2))
    top, height = view.rowViewportPosition(current.row()), view.rowHeight(current.row())
    row = QRectF(1, top + 1, view.viewport().width() - 2, height - 2)
    painter.drawRoundedRect(row, theme.CONTROL_RADIUS, theme.CONTROL_RADIUS)
