"""The cells of Table 2 as they are shown: what is highest is bold, what is partial is quiet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from areal_gui import theme
from areal_gui.components import TextTableModel
from areal_gui.components.tooltip import literal
from areal_gui.pages.studies.table2_texts import ShownLine

STATE = 1
"""The column that says how far a row is."""

Index = QModelIndex | QPersistentModelIndex


class Table2Model(TextTableModel):
    """Headings are explained by `tips`; `sort` is for whoever owns the lines."""

    def __init__(
        self, heads: Sequence[str], tips: Sequence[str], numbers: Sequence[int], parent: Any
    ) -> None:
        super().__init__(heads, numbers, parent)
        self._tips = list(tips)
        self._lines: list[ShownLine] = []
        self._bold: set[tuple[int, int]] = set()

    def show_lines(self, lines: Sequence[ShownLine], compared: Sequence[int]) -> None:
        """Show these; in the compared columns the highest of the whole rows of models is bold."""
        self._lines = list(lines)
        self._bold = set()
        for column in compared:
            whole = {
                row: line.values[column]
                for row, line in enumerate(lines)
                if not line.partial and not line.is_reference and isinstance(line.values[column], float)
            }
            there = {row: value for row, value in whole.items() if not math.isnan(float(value))}
            if len(there) > 1:
                highest = max(there.values(), key=float)
                self._bold |= {(row, column) for row, value in there.items() if value == highest}
        self.set_rows([line.texts for line in lines])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        line = self._lines[index.row()]
        if role == Qt.ItemDataRole.FontRole and (index.row(), index.column()) in self._bold:
            font = QFont(QApplication.font())
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and line.partial and line.texts[index.column()]:
            return theme.colours(None).muted
        if role == Qt.ItemDataRole.ToolTipRole and line.reason and index.column() == STATE:
            return literal(line.reason)
        if role == Qt.ItemDataRole.ToolTipRole and line.partial and index.column():
            return literal(f"{line.texts[index.column()]}\n{line.partial}".strip())
        return super().data(index, role)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.ToolTipRole and orientation == Qt.Orientation.Horizontal:
            return literal(self._tips[section])
        return super().headerData(section, orientation, role)

    def as_text(self) -> str:
        """All of it as a spreadsheet takes it from the clipboard."""
        heads = [
            str(self.headerData(column, Qt.Orientation.Horizontal)) for column in range(self.columnCount())
        ]
        return "\n".join("\t".join(cells) for cells in (heads, *(line.texts for line in self._lines)))
