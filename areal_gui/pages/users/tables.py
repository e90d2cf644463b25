"""The tables of the page: calm, readable by keyboard, with a bar behind a probability."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent, QPalette, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QApplication,
    QHeaderView,
    QStyle,
    QStyleOptionViewItem,
)

from areal_gui import theme
from areal_gui.components.icons import paint_icon
from areal_gui.components.row_focus import CellOfRow, paint_row_focus, walks_rows
from areal_gui.components.table import DataTable
from areal_gui.pages.users.list_models import (
    CHANGE_ROLE,
    EFFECT_ROLE,
    MUTED_ROLE,
    SEEN_ROLE,
    SHARE_ROLE,
    STRIP_ROLE,
)

ROW_HEIGHT = 28
HEAD_HEIGHT = 4 * theme.SPACING
"""Of the row above a table, with buttons in it or without, so that neighbours line up."""
BAR_HEIGHT = 6.0
EFFECT_WIDTH = 7 * theme.SPACING
STRIP_GAP = 3
ARROW = 12
_Index = QModelIndex | QPersistentModelIndex


class Table(DataTable):
    """A dense list of rows; one column takes the room that is left."""

    def __init__(self, model: QAbstractItemModel, name: str, *, stretch: int) -> None:
        super().__init__(name)
        self._optional: dict[int, tuple[int, bool]] = {}
        self.setHorizontalHeader(Header())
        self.setModel(model)
        self.setItemDelegate(Cell(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().setDefaultSectionSize(max(ROW_HEIGHT, self.fontMetrics().height() + 10))
        self.horizontalHeader().setSectionResizeMode(stretch, QHeaderView.ResizeMode.Stretch)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not walks_rows(self, event, self.horizontalHeader().logicalIndex(0)):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_row_focus(self)

    def fit_column(self, column: int, sample: str, *, at_most: str = "") -> None:
        """Make a column as wide as a sample text, and its title, need; no row is measured.

        Args:
            column: which.
            sample: a text that it has room for.
            at_most: a text that it need not be wider than, however wide the sample is.
        """
        self.setColumnWidth(column, self.width_for(column, sample, at_most))

    def width_for(self, column: int, sample: str, at_most: str = "") -> int:
        """How wide a column with this text must be; the arguments are those of `fit_column`."""
        measure = self.fontMetrics().horizontalAdvance
        title = measure(str(self.model().headerData(column, Qt.Orientation.Horizontal) or ""))
        text = max(title, min(measure(sample), measure(at_most)) if at_most else measure(sample))
        arrow = ARROW if self.isSortingEnabled() else 0
        # A pixel at each side: widths are rounded, and a text that lacks one is cut short.
        return text + 2 * theme.SPACING + 2 + arrow

    def show_if_room(self, column: int, least_width: int) -> None:
        """Hide a column while the table is narrower than that; a tool tip then tells it."""
        self._optional[column] = (least_width, self._optional.get(column, (0, True))[1])
        self._show_columns()

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
        self.setSectionsClickable(True)  # as the header that a table makes itself; else no click sorts
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
        room = padded(rect)
        sorted_by = self.isSortIndicatorShown() and self.sortIndicatorSection() == section
        painter.setPen(colours.text if sorted_by else colours.muted)
        if sorted_by:
            room = self._draw_arrow(
                painter, room, text, at_right=bool(alignment & Qt.AlignmentFlag.AlignRight)
            )
        painter.drawText(room, alignment, text)
        painter.restore()

    def _draw_arrow(self, painter: QPainter, room: QRect, text: str, *, at_right: bool) -> QRect:
        """The direction of sorting, after a text at the left; returns the room for the text."""
        width = self.fontMetrics().horizontalAdvance(text)
        left = room.right() - ARROW + 3 if at_right else room.left() + width + 2
        name = "chevron-up" if self.sortIndicatorOrder() == Qt.SortOrder.AscendingOrder else "chevron-down"
        where = QRectF(left, room.center().y() - ARROW / 2, ARROW, ARROW)
        paint_icon(painter, name, where, theme.colours(self).text)
        return room.adjusted(0, 0, -ARROW, 0) if at_right else room


class Cell(CellOfRow):
    """A text with room around it."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        self.initStyleOption(option, index)
        text, option.text = option.text, ""
        style = option.widget.style() if option.widget else QApplication.style()
        style.drawControl(QStyle.ControlElement.CE_ItemViewItem, option, painter, option.widget)
        room = padded(option.rect)
        painter.save()
        self.decorate(painter, room, index)
        painter.setPen(option.palette.color(QPalette.ColorRole.Text))
        shown = option.fontMetrics.elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, option.displayAlignment, shown)
        painter.restore()

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        if index.data(MUTED_ROLE):
            option.palette.setColor(QPalette.ColorRole.Text, theme.colours().muted)

    def decorate(self, painter: QPainter, room: QRect, index: _Index) -> None:
        """Draw what belongs under the text."""


class ShareBar(Cell):
    """A number at the right of its cell, its share as a bar at the left."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index) -> None:
        number = painter.fontMetrics().horizontalAdvance("100.00%")
        length = max(2.0, (room.width() - number) * float(index.data(SHARE_ROLE)))
        top = room.center().y() - BAR_HEIGHT / 2 + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours().accent)
        painter.drawRoundedRect(QRectF(room.x(), top, length, BAR_HEIGHT), 2, 2)


class SeenMark(Cell):
    """Marks the rows the model is given with an edge."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index) -> None:
        if index.column() != 0 or not index.data(SEEN_ROLE):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours().accent)
        edge = QRectF(room.x() - theme.SPACING + 1, room.y() + 4, 3, room.height() - 8)
        painter.drawRoundedRect(edge, 1.5, 1.5)


class WeightStrip(Cell):
    """Shares of 1 side by side: the deeper the colour, the larger the share."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index) -> None:
        shares = index.data(STRIP_ROLE)
        if not shares:
            return
        width = (room.width() + STRIP_GAP) / len(shares)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme.colours().border)
        for at, share in enumerate(shares):
            colour = QColor(theme.colours().accent)
            colour.setAlphaF(min(1.0, float(share)))
            painter.setBrush(colour)
            left = room.x() + at * width
            painter.drawRoundedRect(QRectF(left, room.y() + 7, width - STRIP_GAP, room.height() - 14), 2, 2)


class EffectBar(Cell):
    """A short bar from the middle: to the right for what speaks for a recommendation, left for against."""

    def decorate(self, painter: QPainter, room: QRect, index: _Index) -> None:
        effect = index.data(EFFECT_ROLE)
        if effect is None:
            return
        middle = room.x() + EFFECT_WIDTH / 2
        length = float(effect) * EFFECT_WIDTH / 2
        top = room.center().y() - BAR_HEIGHT / 2 + 0.5
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colours().accent if effect >= 0 else theme.colours().warning)
        painter.drawRoundedRect(QRectF(middle, top, length, BAR_HEIGHT).normalized(), 2, 2)
        painter.fillRect(QRectF(middle - 0.5, room.y() + 5, 1, room.height() - 10), theme.colours().border)


class ChangeMark(Cell):
    """Where a line was before: what rose and what is new stands out, what fell steps back."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: _Index) -> None:
        super().initStyleOption(option, index)
        named = theme.colours()
        colour = {"up": named.good, "new": named.accent, "down": named.warning}.get(
            index.data(CHANGE_ROLE), named.muted
        )
        option.palette.setColor(QPalette.ColorRole.Text, colour)


def padded(rect: QRect) -> QRect:
    """The room for the text in a cell or a column's title."""
    return rect.adjusted(theme.SPACING, 0, -theme.SPACING, 0)
