"""A table as the program shows them: calm, without a grid, one row height."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QScrollBar, QTableView, QWidget

from areal_gui import theme
from areal_gui.components.tooltip import literal

ROW_HEIGHT = 4 * theme.SPACING
Index = QModelIndex | QPersistentModelIndex


class DataTable(QTableView):
    """Reads, selects whole rows, never edits."""

    def __init__(self, accessible_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(accessible_name)
        self.setShowGrid(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setMinimumHeight(ROW_HEIGHT)
        header.setStretchLastSection(True)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def sizeHintForColumn(self, column: int) -> int:
        """With air after the longest text: else it runs into a column beside it that is as full."""
        return super().sizeHintForColumn(column) + theme.SPACING

    def show_every_row(self) -> None:
        """Be as tall as the rows: a table in a page that scrolls need not scroll itself."""
        rows = self.model().rowCount() * self.verticalHeader().defaultSectionSize()
        self.setFixedHeight(self.horizontalHeader().minimumHeight() + rows + 2)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        if not isinstance(self.horizontalScrollBar(), _SidewaysBar):
            self.setHorizontalScrollBar(_SidewaysBar(Qt.Orientation.Horizontal, self))


class _SidewaysBar(QScrollBar):
    """Leaves the wheel to the page that scrolls past it, unless it is turned sideways."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.angleDelta().x() or event.modifiers():
            super().wheelEvent(event)
        else:
            event.ignore()


class ColumnModel(QAbstractTableModel):
    """A table under fixed heads, numbers to the right; a subclass has the rows."""

    right_aligned: Collection[int] = ()
    """The columns of numbers."""

    def headers(self) -> Sequence[str]:
        """The title of each column."""
        raise NotImplementedError

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's signature
        return 0 if parent.isValid() else len(self.headers())

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.headers()[section]
        return self.alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def alignment(self, column: int) -> Qt.AlignmentFlag:
        """How a column stands, its head and its cells."""
        side = Qt.AlignmentFlag.AlignRight if column in self.right_aligned else Qt.AlignmentFlag.AlignLeft
        return side | Qt.AlignmentFlag.AlignVCenter


class TextTableModel(ColumnModel):
    """A few rows of ready-made texts."""

    def __init__(self, headers: Sequence[str], numbers: Sequence[int] = (), parent: Any = None) -> None:
        """Args: numbers: the columns that are aligned to the right."""
        super().__init__(parent)
        self._headers = list(headers)
        self.right_aligned = frozenset(numbers)
        self._rows: list[Sequence[str]] = []

    def headers(self) -> Sequence[str]:
        return self._headers

    def set_headers(self, headers: Sequence[str]) -> None:
        """Name the columns anew; there are as many as before."""
        self._headers = list(headers)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self._headers) - 1)

    def set_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Show these instead."""
        self.beginResetModel()
        self._rows = list(rows)
        self.endResetModel()

    def add_rows(self, rows: Sequence[Sequence[str]]) -> None:
        """Add rows below; what is selected stays selected."""
        if rows:
            self.beginInsertRows(QModelIndex(), len(self._rows), len(self._rows) + len(rows) - 1)
            self._rows.extend(rows)
            self.endInsertRows()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return self._rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return literal(self._rows[index.row()][index.column()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        return None
