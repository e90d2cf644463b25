"""A cell that holds a figure and, behind it and quieter, its interval."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPalette
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from areal_gui import theme

LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
Index = QModelIndex | QPersistentModelIndex
QUIET = 0.85
"""The size of an interval beside its figure."""
USUAL = "(88.88 to 88.88)"
"""What room is kept for, so that the figures of a column stand below each other."""


class EstimateCell(QStyledItemDelegate):
    """Paints "3.98 (3.62 to 4.35)"; where there is no room for the brackets they wait in the tooltip."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The ground as the style paints it, then the two texts."""
        text, opening, rest = str(index.data() or "").partition(" (")
        if not opening or not text[:1].isdigit():  # names have brackets, too
            super().paint(painter, option, index)
            return
        cell = QStyleOptionViewItem(option)
        self.initStyleOption(cell, index)
        widget = option.widget
        style = widget.style() if widget is not None else QApplication.style()
        quiet = QFont(cell.font)
        quiet.setBold(False)
        quiet.setPointSizeF(quiet.pointSizeF() * QUIET)
        interval, room = f"({rest}", cell.rect.adjusted(theme.SPACING // 2, 0, -theme.SPACING // 2, 0)
        width = max(map(QFontMetrics(quiet).horizontalAdvance, (interval, USUAL))) + theme.SPACING
        fits = width + cell.fontMetrics.horizontalAdvance(text) <= room.width()
        cell.text = ""
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, cell, painter, widget)
        named = theme.colours(widget)
        painter.save()
        painter.setPen(cell.palette.color(QPalette.ColorRole.Text))
        painter.setFont(cell.font)
        _draw(painter, room.adjusted(0, 0, -width if fits else 0, 0), text, RIGHT)
        if fits:
            painter.setPen(named.muted)
            painter.setFont(quiet)
            _draw(painter, room.adjusted(room.width() - width + theme.SPACING, 0, 0, 0), interval, LEFT)
        painter.restore()


def _draw(painter: QPainter, room: QRect, text: str, side: Qt.AlignmentFlag) -> None:
    painter.drawText(room, side | Qt.AlignmentFlag.AlignVCenter, text)
