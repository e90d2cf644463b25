"""The model and the reference rows as a small table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QTableView

from areal_gui.components.table import ColumnModel
from areal_gui.pages.train.epoch_table import plain_table
from areal_gui.pages.train.estimate_cell import EstimateCell
from areal_gui.pages.train.verdict import SHOWN_METRICS, ResultRow, best_values

Index = QModelIndex | QPersistentModelIndex


class ResultModel(ColumnModel):
    """Metrics in percent; the best value of each column is bold."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: list[ResultRow] = []
        self._best: tuple[float | None, ...] = ()
        self._heads: tuple[str, ...] = ("",)

    def show_rows(self, rows: Sequence[ResultRow], names: Sequence[str] = SHOWN_METRICS) -> None:
        """Show these rows and no others; `names` are the metrics in their columns."""
        self.beginResetModel()
        self._heads = ("", *(name.upper() for name in names))
        self.right_aligned = range(1, len(self._heads))
        self._rows, self._best = list(rows), best_values(rows) if rows else ()
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def headers(self) -> tuple[str, ...]:
        return self._heads

    def data(self, index: Index, role: int = 0) -> Any:
        row, column = self._rows[index.row()], index.column()
        if role == Qt.ItemDataRole.DisplayRole:
            return row.title if column == 0 else row.values[column - 1].text
        if role == Qt.ItemDataRole.ToolTipRole and column:
            return row.values[column - 1].text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(column)
        if role == Qt.ItemDataRole.FontRole:
            font = QFont()
            font.setBold(row.subject == "model" if column == 0 else self._is_best(row, column))
            return font
        return None

    def _is_best(self, row: ResultRow, column: int) -> bool:
        value = row.values[column - 1].value
        return value is not None and value == self._best[column - 1]


def result_table(model: QAbstractTableModel, name: str) -> QTableView:
    """A table that is as tall as its rows, so that it never scrolls inside a page that does."""
    table = plain_table(model, name)
    table.setItemDelegate(EstimateCell(table))
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.ResizeToContents)
    table.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit() -> None:
        rows = model.rowCount() * table.verticalHeader().defaultSectionSize()
        table.setFixedHeight(table.horizontalHeader().sizeHint().height() + rows + 2)

    model.modelReset.connect(fit)
    fit()
    return table
