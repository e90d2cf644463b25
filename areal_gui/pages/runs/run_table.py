"""The runs in the order the user sorted them, for a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from areal_gui.components import icon
from areal_gui.components.tooltip import literal
from areal_gui.pages.runs.run_lines import (
    COLUMNS,
    NUMBERS,
    RunLine,
    cell_text,
    head_text,
    sort_key,
    status_icon,
    status_reason,
)

Index = QModelIndex | QPersistentModelIndex


class RunModel(QAbstractTableModel):
    """The lines in the order the user sorted them."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: list[RunLine] = []
        self._sorted_by = (COLUMNS.index("created"), Qt.SortOrder.DescendingOrder)

    def show_lines(self, lines: Sequence[RunLine]) -> None:
        """Show these lines and no others."""
        self.beginResetModel()
        self._lines = list(lines)
        self._arrange()
        self.endResetModel()

    def line(self, row: int) -> RunLine:
        return self._lines[row]

    def row_of(self, run_id: int) -> int | None:
        """Where a run stands now."""
        return next((place for place, line in enumerate(self._lines) if line.row.id == run_id), None)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        self._sorted_by = (column, order)
        self.layoutAboutToBeChanged.emit()
        before = [(index, self._lines[index.row()].row.id) for index in self.persistentIndexList()]
        self._arrange()
        for index, run_id in before:
            row = self.row_of(run_id)
            assert row is not None
            self.changePersistentIndex(index, self.index(row, index.column()))
        self.layoutChanged.emit()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return head_text(COLUMNS[section])
        if role == Qt.ItemDataRole.ToolTipRole and COLUMNS[section] in ("ndcg", "hr"):
            return self.tr("On the test examples, at the best epoch by validation NDCG@20")
        return _alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def data(self, index: Index, role: int = 0) -> Any:
        line, column = self._lines[index.row()], COLUMNS[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return cell_text(line, column)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _alignment(index.column())
        if role == Qt.ItemDataRole.DecorationRole and column == "status":
            return icon(status_icon(line.row.status))
        if role == Qt.ItemDataRole.ToolTipRole:
            text = status_reason(line.row) if column == "status" else cell_text(line, column)
            return literal(text) if text else text
        return None

    def _arrange(self) -> None:
        column, order = self._sorted_by
        descending = order == Qt.SortOrder.DescendingOrder
        self._lines.sort(key=lambda line: sort_key(line, COLUMNS[column]), reverse=descending)


def _alignment(column: int) -> Qt.AlignmentFlag:
    if COLUMNS[column] == "epochs":  # a right edge would stick to the next column's left one
        return Qt.AlignmentFlag.AlignCenter
    right = COLUMNS[column] in NUMBERS
    return (
        Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    ) | Qt.AlignmentFlag.AlignVCenter
