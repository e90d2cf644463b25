"""The tables of the page: calm, readable by keyboard, with a bar behind a probability."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
)

from areal_gui import theme
from areal_gui.pages.users.list_models import MUTED_ROLE, SEEN_ROLE, SHARE_ROLE

ROW_HEIGHT = 28
HEAD_HEIGHT = 4 * theme.SPACING
"""Of the row above a table, with buttons in it or without, so that neighbours line up."""
BAR_HEIGHT = 6.0
_Index = QModelIndex | QPersistentModelIndex


class Table(QTableView):
    """A table of whole rows; one column takes the room that is left."""

    def __init__(self, model: QAbstractItemModel, name: str, *, stretch: int) -> None:
        super().__init__()
        self._optional: dict[int, tuple[int, bool]] = {}
        self.setModel(model)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        rows = self.verticalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + 10))
        columns = Header()
        self.setHorizontalHeader(columns)
        columns.setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)
        self.setItemDelegate(Cell(self))

    def fit_column(self, column: int, sample: str) -> None:
        """Make a column as wide as a sample text, and its title, need; no row is measured."""
        title = str(self.model().headerData(column, Qt.Orientation.Horizontal) or "")
        text = max(self.fontMetrics().horizontalAdvance(part) for part in (sample, title))
        arrow = 16 if self.isSortingEnabled() else 0
        self.setColumnWidth(column, text + 2 * theme.SPACING + arrow)

    def show_if_room(self, column: int, least_width: int) -> None:
        """Hide a column while the table is narrower than that; a tool tip then tells it."""
        self._optional[column] = (least_width, True)

    def offer_column(self, column: int, offered: bool) -> None:
        """Whether there is anything in an optional column."""
        self._optional[column] = (self._optional.get(column, (0, True))[0], offered)
        self._show_columns()

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_columns()
        super().resizeEvent(event)

    def _show_columns(self) -> None:
        for column, (least_width, offered) in self._optional.items():
            self.setColumnHidden(column, not offered or self.viewport().width() < least_width)


class Header(QHeaderView):
    """Muted column titles with the same padding as the cells below them."""

    def __init__(self) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(24)
        self.setFixedHeight(ROW_HEIGHT)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        colours = theme.colours(self)
        painter.save()
        painter.fillRect(rect, colours.surface)
        painter.setPen(colours.border)
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        model, across = self.model(), Qt.Orientation.Horizontal
        text = str(model.headerData(section, across) or "")
        alignment = Qt.AlignmentFlag(model.headerData(section, across, Qt.ItemDataRole.TextAlignmentRole))
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        painter.setPen(colours.text if sorted_by else colours.muted)
        if sorted_by:
            text = self._with_arrow(text, alignment)
        painter.drawText(padded(rect), alignment, text)
        painter.restore()

    def _with_arrow(self, text: str, alignment: Qt.AlignmentFlag) -> str:
        arrow = "↑" if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else "↓"
        at_right = bool(alignment & Qt.AlignmentFlag.AlignRight)
        return f"{arrow} {text}" if at_right else f"{text} {arrow}"


class Cell(QStyledItemDelegate):
    """A text with room around it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        room = padded(option.rect)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        role = QPalette.ColorRole.HighlightedText if selected else QPalette.ColorRole.Text
        painter.save()
        self.decorate(painter, room, index, selected=selected)
        painter.setPen(option.palette.color(role))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, option.displayAlignment, shown)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if index.data(MUTED_ROLE):
            option.palette.setColor(QPalette.ColorRole.Text, theme.colours().muted)

    def decorate(self, painter: QPainter, room: QRect, index: _Index, *, selected: bool) -> None:
        """Draw what belongs under the text."""


class ShareBar(Cell):
    """A number at the right of its cell, its share as a bar at the left."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index, *, selected: bool) -> None:
        colours = theme.colours()
        number = painter.fontMetrics().horizontalAdvance("100.00 %")
        length = max(2.0, (room.width() - number) * float(index.data(SHARE_ROLE)))
        top = room.center().y() - BAR_HEIGHT / 2 + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.on_accent if selected else colours.accent)
        painter.drawRoundedRect(QRectF(room.x(), top, length, BAR_HEIGHT), 2, 2)


class SeenMark(Cell):
    """Marks the rows the model is given with an edge."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index, *, selected: bool) -> None:
        if index.column() != 0 or not index.data(SEEN_ROLE):
            return
        colours = theme.colours()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colours.on_accent if selected else colours.accent)
        edge = QRectF(room.x() - theme.SPACING + 1, room.y() + 4, 3, room.height() - 8)
        painter.drawRoundedRect(edge, 1.5, 1.5)


def padded(rect: QRect) -> QRect:
    """The room for the text in a cell or a column's title."""
    return rect.adjusted(theme.SPACING, 0, -theme.SPACING, 0)
