"""A table that is never wider than its page: its first column takes what is left, others give way."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView

from areal_gui import theme
from areal_gui.components import DataTable
from areal_gui.components.row_focus import CellOfRow, paint_row_focus, walks_rows

FIRST_LETTERS = 26
"""What the first column keeps before another one gives way."""


class FittingTable(DataTable):
    """Rows are what is chosen; a double click or Enter opens one."""

    opened = Signal(int)

    def __init__(self, name: str, give_way: Sequence[int]) -> None:
        """Args: give_way: columns that are hidden while there is no room, the first first."""
        super().__init__(name)
        self._give_way = give_way
        self.setItemDelegate(CellOfRow(self))
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeader().setStretchLastSection(False)
        self.doubleClicked.connect(self._open)

    def fit(self) -> None:
        """Give every column its room; after other rows were set."""
        columns = self.model().columnCount()
        widths = [self._width(column) for column in range(columns)]
        room = self.viewport().width() - FIRST_LETTERS * self.fontMetrics().averageCharWidth()
        hidden: set[int] = set()
        for column in self._give_way:
            if sum(width for at, width in enumerate(widths) if at and at not in hidden) <= room:
                break
            hidden.add(column)
        header = self.horizontalHeader()
        for column in range(columns):
            self.setColumnHidden(column, column in hidden)
            if column:
                self.setColumnWidth(column, widths[column])
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.show_every_row()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentIndex())
        elif not walks_rows(self, event, 0):
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_row_focus(self)

    def _width(self, column: int) -> int:
        needed = max(
            self.sizeHintForColumn(column),
            self.horizontalHeader().sectionSizeFromContents(column).width(),
        )
        return min(needed, 26 * theme.SPACING) + theme.SPACING

    def _open(self, index: QModelIndex) -> None:
        if index.isValid():
            self.opened.emit(index.row())
