"""A sheet in a table whose titles stay in view while it is scrolled."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QBrush, QFont, QFontMetrics, QPainter, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from areal_gui import theme
from areal_gui.components import DataTable
from areal_gui.components.table import ROW_HEIGHT
from areal_gui.components.tooltip import literal
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet
from areal_gui.pages.train.estimate_cell import EstimateCell
from areal_gui.plots.swatch import SIZE, swatch

Index = QModelIndex | QPersistentModelIndex
WIDEST_TITLE = 38 * theme.SPACING
TITLE_SHARE = 0.4
WIDEST = 32 * theme.SPACING
ROOM = 3 * theme.SPACING


class SheetModel(QAbstractTableModel):
    """Shows one sheet after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.sheet = Sheet()

    def show_sheet(self, sheet: Sheet) -> None:
        """Show this one from now on."""
        self.beginResetModel()
        self.sheet = sheet
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.sheet.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.sheet.columns)

    def data(self, index: Index, role: int = 0) -> Any:
        return self._shown(self.sheet.rows[index.row()][index.column()], role, index.column())

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = 0) -> Any:
        across = orientation == Qt.Orientation.Horizontal
        titles = self.sheet.columns if across else self.sheet.titles
        return (
            self._shown(titles[section], role, section if across else -1) if section < len(titles) else None
        )

    def _shown(self, cell: Cell, role: int, column: int) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.StatusTipRole):
            return literal("\n".join(dict.fromkeys(text for text in (cell.text, cell.tip) if text)))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{cell.text}, {self.tr('stands out')}" if cell.best else cell.text
        if role == Qt.ItemDataRole.DecorationRole and cell.place is not None:
            return swatch(cell.place)
        if role == Qt.ItemDataRole.FontRole and cell.best:
            font = QFont()
            font.setBold(True)
            return font
        if role == Qt.ItemDataRole.ForegroundRole and cell.quiet:
            return QBrush(theme.colours().muted)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            # The mark of a run stands at the left of its title: there the name has to be, too.
            right = column in self.sheet.numbers and cell.place is None
            side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None


class _SheetCell(EstimateCell):
    """Only figures have intervals: a name may end in brackets of its own. Names differ at both ends."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        is_name = index.data(Qt.ItemDataRole.DecorationRole) is not None
        mode = Qt.TextElideMode
        option.textElideMode = mode.ElideMiddle if is_name else mode.ElideRight

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        is_figure = index.data(Qt.ItemDataRole.TextAlignmentRole) & Qt.AlignmentFlag.AlignRight
        if is_figure:
            super().paint(painter, option, index)
        else:
            QStyledItemDelegate.paint(self, painter, option, index)


class SheetTable(DataTable):
    """Single cells can be walked through; columns are as wide as what is in them."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(name, parent)
        self.sheets = SheetModel()
        self._title_width = 0
        self.setModel(self.sheets)
        self.setItemDelegate(_SheetCell(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectItems)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setCornerButtonEnabled(False)
        for header in (self.horizontalHeader(), self.verticalHeader()):
            header.setTextElideMode(Qt.TextElideMode.ElideMiddle)
            header.setIconSize(SIZE)
            header.setSectionsClickable(False)
        self.horizontalHeader().setStretchLastSection(False)
        self.verticalHeader().show()
        self.verticalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.setIconSize(SIZE)
        self.setMinimumHeight(6 * ROW_HEIGHT)

    @property
    def sheet(self) -> Sheet:
        return self.sheets.sheet

    def show_sheet(self, sheet: Sheet) -> None:
        """Show another sheet; the cell that was looked at stays where there is one."""
        at = self.currentIndex()
        self.sheets.show_sheet(sheet)
        self._fit()
        if at.isValid() and at.row() < len(sheet.rows) and at.column() < len(sheet.columns):
            self.setCurrentIndex(self.sheets.index(at.row(), at.column()))

    def _fit(self) -> None:
        sheet = self.sheet
        bold = QFont(self.font())
        bold.setBold(True)
        measure = QFontMetrics(bold).horizontalAdvance
        for column, title in enumerate(sheet.columns):
            texts = [title, *(row[column] for row in sheet.rows)]
            width = max(measure(cell.text) + _icon_room(cell) for cell in texts)
            self.setColumnWidth(column, min(WIDEST, width + ROOM))
        self._title_width = max((measure(cell.text) + _icon_room(cell) for cell in sheet.titles), default=0)
        self._fit_titles()

    def _fit_titles(self) -> None:
        """In a narrow table the titles leave room for what they name."""
        most = min(WIDEST_TITLE, round(TITLE_SHARE * self.width()))
        self.verticalHeader().setFixedWidth(min(most, self._title_width + ROOM))

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._fit_titles()
        super().resizeEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), 20 * theme.SPACING)


def _icon_room(cell: Cell) -> int:
    return 0 if cell.place is None else SIZE.width() + theme.SPACING
