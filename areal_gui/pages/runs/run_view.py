"""The table of runs: sortable, one chosen, never wider than its page."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from areal_gui import theme
from areal_gui.components.row_focus import paint_row_focus, walks_rows
from areal_gui.pages.runs.run_lines import COLUMNS
from areal_gui.pages.runs.run_table import RunModel

NAME = COLUMNS.index("name")
NAME_LETTERS = 24
"""The least the name keeps before a column gives way; it takes all the room that is left."""
LETTERS = {"number": 6, "status": 13, "ndcg": 13, "hr": 11, "epochs": 9, "dataset": 22, "created": 18}
OTHER_LETTERS = 14
GIVE_WAY = ("model", "device", "preset", "created", "dataset", "epochs", "hr")
"""Columns that are hidden while there is no room, the first first; the view of the chosen run tells them."""


class RunTable(QTableView):
    """The view of the model, newest first until the user sorts it."""

    def __init__(self, model: RunModel, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.setAccessibleName(name)
        self.setItemDelegate(_Cell(self))
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # names often differ at their end
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 2 * theme.SPACING)
        self._set_up_header()
        self.setSortingEnabled(True)
        self.sortByColumn(COLUMNS.index("created"), Qt.SortOrder.DescendingOrder)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not walks_rows(self, event, NAME):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._show_columns()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        paint_row_focus(self)

    def _set_up_header(self) -> None:
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, self._width(column))

    def _width(self, column: str) -> int:
        letters = NAME_LETTERS if column == "name" else LETTERS.get(column, OTHER_LETTERS)
        return self.fontMetrics().averageCharWidth() * letters + 2 * theme.SPACING

    def _show_columns(self) -> None:
        needed, room = sum(self._width(column) for column in COLUMNS), self.viewport().width()
        for column in GIVE_WAY:
            self.setColumnHidden(COLUMNS.index(column), needed > room)
            needed -= self._width(column) if needed > room else 0


class _Cell(QStyledItemDelegate):
    """A cell without a focus ring of its own."""

    def initStyleOption(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
