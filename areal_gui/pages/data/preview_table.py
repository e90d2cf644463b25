"""Rows of a file under their columns' roles; ignored columns step back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import theme
from areal_gui.components import DataTable, TextTableModel
from areal_gui.components.table import ROW_HEIGHT, Index
from areal_gui.pages.data.role_header import ColumnHead, RoleHeader
from areal_gui.pages.data.role_names import role_of_key

NARROWEST, WIDEST = 22 * theme.SPACING, 36 * theme.SPACING
SHOWN_LENGTH = 200
LEAST_ROWS = 4


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
    """The rows with a `RoleHeader` above; letters and dropped chips give columns their roles."""

    def __init__(self, header: RoleHeader, parent: QWidget | None = None) -> None:
        super().__init__(header.tr("Rows of the file"), parent)
        self._model = PreviewModel(self)
        self._shown: list[str] = []
        self.setModel(self._model)
        self.setHorizontalHeader(header)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        header.setStretchLastSection(True)
        header.column_focused.connect(self._reveal)
        self.role_header = header
        self.viewport().setAcceptDrops(True)
        self.setMinimumHeight(header.sizeHint().height() + LEAST_ROWS * ROW_HEIGHT)

    def show_preview(
        self, rows: Sequence[Sequence[str]], heads: Sequence[ColumnHead], roles: Sequence[str]
    ) -> None:
        """Show rows, their columns and roles; columns that stay keep the width the user gave them."""
        names = [head.name for head in heads]
        self._model.show(rows, names, roles)
        self.role_header.show_columns(heads, roles)
        if names != self._shown:
            self._shown = names
            for column, width in enumerate(self._widths(names, rows)):
                self.setColumnWidth(
                    column, max(width, min(WIDEST, self.role_header.width_for(heads[column])))
                )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        role = role_of_key(event.text()) if not event.modifiers() else None
        if role is not None and self.currentIndex().isValid():
            self.role_header.role_chosen.emit(self.currentIndex().column(), role)
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self.dragMoveEvent(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self.role_header.drag_over(event, self.columnAt(event.position().toPoint().x()))

    def dragLeaveEvent(self, _event: QDragLeaveEvent) -> None:
        self.role_header.show_dropping(None)

    def dropEvent(self, event: QDropEvent) -> None:
        self.role_header.drop_on(event, self.columnAt(event.position().toPoint().x()))

    def _reveal(self, column: int) -> None:
        """Scroll sideways to the column whose list got the keyboard."""
        bar, left = self.horizontalScrollBar(), self.columnViewportPosition(column)
        beyond = left + self.columnWidth(column) - self.viewport().width()
        if left < 0 or beyond > 0:
            bar.setValue(bar.value() + (left if left < 0 else min(beyond, left)))

    def _widths(self, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> list[int]:
        """Room for what each column holds, within reason."""
        measure = self.fontMetrics().horizontalAdvance
        texts = zip(*([cell[:SHOWN_LENGTH] for cell in row] for row in rows), strict=True)
        widest = [max(map(measure, [name, *cells])) for name, cells in zip(columns, texts, strict=True)]
        return [min(WIDEST, max(NARROWEST, width + 3 * theme.SPACING)) for width in widest]
