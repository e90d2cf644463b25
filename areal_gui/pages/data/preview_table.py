"""The first rows of a file under their columns' roles; ignored columns step back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import theme
from areal_gui.components import DataTable, TextTableModel
from areal_gui.components.table import Index
from areal_gui.pages.data.role_header import RoleHeader

NARROWEST, WIDEST = 20 * theme.SPACING, 36 * theme.SPACING
SHOWN_LENGTH = 200


class PreviewModel(TextTableModel):
    """Texts as they are in the file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__([], parent=parent)
        self._ignored: frozenset[int] = frozenset()

    def show(self, rows: Sequence[Sequence[str]], columns: Sequence[str], roles: Sequence[str]) -> None:
        """Show rows of a file."""
        self.beginResetModel()
        self._headers = list(columns)
        self._rows = [[cell[:SHOWN_LENGTH] for cell in row] for row in rows]
        self._ignored = frozenset(at for at, role in enumerate(roles) if role == "ignored")
        self.endResetModel()

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.ForegroundRole and index.column() in self._ignored:
            return theme.colours().muted
        return super().data(index, role)


class PreviewTable(DataTable):
    """The rows with a `RoleHeader` above."""

    def __init__(self, header: RoleHeader, parent: QWidget | None = None) -> None:
        super().__init__(header.tr("First rows of the file"), parent)
        self._model = PreviewModel(self)
        self.setModel(self._model)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        self.role_header = header

    def show_preview(
        self, rows: Sequence[Sequence[str]], columns: Sequence[str], roles: Sequence[str]
    ) -> None:
        """Show rows, their columns and roles."""
        self._model.show(rows, columns, roles)
        self.role_header.show_columns(columns, roles)
        for column, width in enumerate(self._widths(columns, rows)):
            self.setColumnWidth(column, width)

    def _widths(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
        """Room for what each column holds, within reason."""
        measure = self.fontMetrics().horizontalAdvance
        texts = zip(*([cell[:SHOWN_LENGTH] for cell in row] for row in rows), strict=True)
        widest = [max(map(measure, [name, *cells])) for name, cells in zip(columns, texts, strict=True)]
        return [min(WIDEST, max(NARROWEST, width + 3 * theme.SPACING)) for width in widest]
