"""The whole log as a table, whatever its size: filtered, sorted, and gone through by row."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import formats, theme
from areal_gui.components.paged_model import MOST_ROWS
from areal_gui.context import AppContext
from areal_gui.pages.data.interaction_filters import InteractionFilters
from areal_gui.pages.data.interaction_model import (
    EVENT,
    ITEM,
    NUMBER,
    ORDERS,
    SPLIT,
    TIME,
    TITLE,
    USER,
    VALUE,
    InteractionModel,
    columns_of,
)
from areal_gui.pages.data.interaction_query import InteractionQuery, InteractionReader, Sorting
from areal_gui.pages.users.tables import Table
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow

MEASURED_ROWS = 60
LEAST_WIDTH = 16 * theme.SPACING
"""Of the column that takes the room that is left."""
WIDEST = {USER: "user-0000000000-00000", ITEM: "item-0000000000"}
"""Texts that are as wide as a column becomes by itself; the user may make it wider."""
SAMPLES = {
    NUMBER: "1,000",
    TIME: "2026-08-28 20:28:28",
    VALUE: "-1234.5678",
    EVENT: "add to basket",
    SPLIT: "validation",
}
"""Texts that the other columns have room for."""


class InteractionsView(QWidget):
    """Reads nothing until it is seen."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: DatasetRow | None = None
        self._query: InteractionQuery | None = None
        self._count: int | None = None
        self._is_fitted = False
        self.model = InteractionModel(context.tasks, self)
        self.model.failed.connect(self._fail)
        self.filters = InteractionFilters()
        self.table = Table(self.model, self.tr("Interactions"), stretch=TITLE)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(USER, Qt.SortOrder.AscendingOrder)
        self.table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        for column, sample in SAMPLES.items():
            self.table.fit_column(column, sample)
        self._connect()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2 * theme.SPACING, 0, 0)
        layout.setSpacing(2 * theme.SPACING)
        layout.addWidget(self.filters)
        layout.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.filters.changed.connect(self._ask)
        self.filters.row_wanted.connect(self.go_to)
        self.filters.sorting_wanted.connect(self._sort_by)
        self.table.horizontalHeader().sortIndicatorChanged.connect(lambda *_: self._ask())
        self.model.opened.connect(self.table.scrollToTop)
        self.model.opened.connect(self._fit)
        self.model.opened.connect(lambda: self._say_count(None))
        self.model.counted.connect(self._say_count)

    def show_row(self, row: DatasetRow) -> None:
        """Show the log of a data set; the filters stay where it is the one that was shown."""
        same = self._row is not None and (self._row.id, self._row.generation) == (row.id, row.generation)
        self._row = row
        if same:
            return
        self.filters.offer(row)
        there = columns_of(row)
        for column in range(self.model.columnCount()):
            self.table.setColumnHidden(column, column not in there)
        self._stretch()
        self._query, self._is_fitted = None, False
        self.model.close()
        if self.isVisible():
            self._ask()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._stretch()

    def _stretch(self) -> None:
        """Give what room is left to titles, or to items; where none is left they keep what they need."""
        table, header = self.table, self.table.horizontalHeader()
        column, other = (ITEM, TITLE) if table.isColumnHidden(TITLE) else (TITLE, ITEM)
        taken = sum(table.columnWidth(at) for at in range(self.model.columnCount()) if at != column)
        enough = table.viewport().width() - taken >= LEAST_WIDTH
        header.setSectionResizeMode(other, header.ResizeMode.Interactive)
        header.setSectionResizeMode(
            column, header.ResizeMode.Stretch if enough else header.ResizeMode.Interactive
        )
        if not enough:
            table.setColumnWidth(column, LEAST_WIDTH)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._query is None:
            self._ask()

    def go_to(self, number: int) -> None:
        """Make a row current and bring it into view."""
        row = max(0, min(number, self.model.rowCount() - 1))
        self.table.setCurrentIndex(self.model.index(row, self.table.horizontalHeader().logicalIndex(0)))
        self.table.scrollTo(self.table.currentIndex(), Table.ScrollHint.PositionAtCenter)
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _sort_by(self, sorting: Sorting) -> None:
        order, descending = sorting
        column = next(column for column, known in ORDERS.items() if known == order)
        direction = Qt.SortOrder.DescendingOrder if descending else Qt.SortOrder.AscendingOrder
        self.table.horizontalHeader().setSortIndicator(column, direction)

    def _fit(self) -> None:
        """Give ids the width that the first ones need, once for each log: sorting moves no column."""
        if self._is_fitted or not self.model.rowCount():
            return
        self._is_fitted = True
        for column, widest in WIDEST.items():
            rows = range(min(MEASURED_ROWS, self.model.rowCount()))
            texts = [str(self.model.index(row, column).data()) for row in rows]
            self.table.fit_column(column, max([*texts, "00000"], key=len), at_most=widest)
        self._stretch()

    def _ask(self) -> None:
        if self._row is None or not self.isVisible():
            return
        header = self.table.horizontalHeader()
        order = ORDERS.get(header.sortIndicatorSection())
        if order is None:  # nobody sorts by these: the arrow goes back
            order = self._query.order if self._query else "sequence"
            column = next(column for column, known in ORDERS.items() if known == order)
            header.setSortIndicator(column, header.sortIndicatorOrder())
            return
        descending = header.sortIndicatorOrder() == Qt.SortOrder.DescendingOrder
        query = replace(self.filters.query(self._row.id), order=order, descending=descending)
        self.filters.show_query(query)
        self.filters.show_sorting((order, descending))
        if any(query.wrong_times):
            self.filters.counted.setText(self.tr("No time: write 2014, 2014-05 or 2014-05-03 18:30"))
            return
        if query == self._query:
            self._say_count(self._count)
            return
        self._query, self._count = query, None
        self.filters.counted.setText(self.tr("Reading…"))
        self.model.open(InteractionReader(self._context.workspace.store, query))
        self._sort_for_good()

    def _fail(self, error: Exception) -> None:
        self._query = None  # so that it is read again when it is next asked for
        self.filters.counted.setText(self.tr("Not read"))
        self._context.notify.error(error, self.tr("The interactions cannot be shown"))

    def _sort_for_good(self) -> None:
        """Put a large log into every order once, in the background, so that a click on a title is quick."""
        row, store, tasks = self._row, self._context.workspace.store, self._context.tasks
        if row is None or not self._context.writable or self._sorting(row.id):
            return

        def needed() -> bool:
            from engine.store.access import SMALL, available_orders
            from engine.store.sorting import sorted_orders

            return row.n_interactions > SMALL and not available_orders(row) <= set(
                sorted_orders(store, row.id)
            )

        def sort(cancel: CancelToken) -> Iterator[Event]:
            from engine.store.sorting import sort_interactions

            return sort_interactions(store, row.id, cancel)

        def start(wanted: bool) -> None:
            if wanted and not self._sorting(row.id):
                tasks.start(self.tr("Sorting {0}").format(row.name), sort, kind=_kind(row.id))

        tasks.query(needed, start, key="data.sorted")

    def _sorting(self, dataset_id: int) -> bool:
        return any(task.kind == _kind(dataset_id) for task in self._context.tasks.active())

    def _say_count(self, count: int | None) -> None:
        shown, self._count = self.model.rowCount(), count
        if count is None:
            text = self.tr("Counting…")
        elif count > MOST_ROWS:
            text = self.tr("the first {0} of {1} rows").format(formats.count(shown), formats.count(count))
        elif count == 1:
            text = self.tr("1 row")
        elif count == 0 and self._query is not None and self._query.filtered:
            text = self.tr("No row matches; ids are compared as a whole")
        else:
            text = self.tr("{0} rows").format(formats.count(count))
        self.filters.counted.setText(text)


def _kind(dataset_id: int) -> str:
    return f"sort.{dataset_id}"
