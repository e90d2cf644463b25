"""A wide table whose first column stays where it is while the others are scrolled."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QTableView

from areal_gui import theme
from areal_gui.components import DataTable
from areal_gui.pages.studies.fitting_table import FittingTable

FIRST_LETTERS, FIRST_SHARE = 52, 0.4
"""What the first column takes at most: so many letters, and so much of the width."""


class FrozenTable(FittingTable):
    """The first column is painted by a second view of the same model that lies over this one."""

    def __init__(self, name: str) -> None:
        super().__init__(name, ())
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._first = DataTable("", self)
        self._first.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._first.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self._first.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        for bar in (self._first.setVerticalScrollBarPolicy, self._first.setHorizontalScrollBarPolicy):
            bar(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._first.horizontalHeader().setStretchLastSection(False)
        self._first.hide()

    def setModel(self, model: QAbstractItemModel | None) -> None:
        super().setModel(model)
        self._first.setModel(model)
        self._first.setSelectionModel(self.selectionModel())

    def fit(self) -> None:
        """Give every column what it needs; what does not fit is scrolled to."""
        header, columns = self.horizontalHeader(), self.model().columnCount()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        letters = FIRST_LETTERS * self.fontMetrics().averageCharWidth()
        widest = min(letters, int(FIRST_SHARE * self.width()))
        widths = [self._width(column) for column in range(columns)]
        widths[0] = min(max(self.sizeHintForColumn(0) + theme.SPACING, 10 * theme.SPACING), widest)
        shown = [column for column in range(columns) if not self.isColumnHidden(column)]
        room = self.width() - sum(widths[column] for column in shown)
        widths[0] += max(0, room - 2)
        for column, width in enumerate(widths):
            self.setColumnWidth(column, width)
        self._overflows = room < 0
        self.show_every_row()
        if self._overflows:
            self.setFixedHeight(self.height() + self.horizontalScrollBar().sizeHint().height())
        self._place_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place_first()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self.model() is not None:
            self.fit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and right scroll: cells are not walked through."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            bar = self.horizontalScrollBar()
            step = 8 * theme.SPACING
            bar.setValue(bar.value() + (step if event.key() == Qt.Key.Key_Right else -step))
        elif event.matches(QKeySequence.StandardKey.Copy):
            event.ignore()  # the card copies the whole table
        else:
            super().keyPressEvent(event)

    def _place_first(self) -> None:
        first = self._first
        first.setVisible(self._overflows)
        if not self._overflows or first.model() is None:
            return
        for column in range(1, self.model().columnCount()):
            first.setColumnHidden(column, True)
        first.setColumnWidth(0, self.columnWidth(0))
        first.horizontalHeader().setFixedHeight(self.horizontalHeader().height())
        height = self.horizontalHeader().height() + self.viewport().height()
        first.setGeometry(0, 0, self.columnWidth(0), height)
        first.raise_()

    _overflows = False


def frozen_part(table: FrozenTable) -> QTableView:
    """The view that lies over the table: what stays in sight."""
    return table._first
