"""Which columns are shown, and in which order."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from areal_gui import theme
from areal_gui.components import Button, Heading, Muted, icon
from areal_gui.components.tooltip import literal
from areal_gui.pages.runs.table.columns import DEFAULT, Column

SIZE = (56 * theme.SPACING, 66 * theme.SPACING)
KEY = Qt.ItemDataRole.UserRole
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked


class ColumnsDialog(QDialog):
    """The shown columns first, in their order; then the others under headings. Changes count at once."""

    changed = Signal(list)

    def __init__(
        self, columns: Sequence[Column], shown: Sequence[str], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._columns = {one.key: one for one in columns}
        self.setWindowTitle(self.tr("Columns of the table"))
        self.resize(*SIZE)
        self.search, self.list = QLineEdit(), QListWidget()
        self.up = Button(self.tr("Move up"), lambda: self._move(-1), icon_name="chevron-up")
        self.down = Button(self.tr("Move down"), lambda: self._move(1), icon_name="chevron-down")
        self.usual = Button(self.tr("Usual columns"), self._take_usual)
        self._lay_out()
        self.search.textChanged.connect(self._find)
        self.list.itemChanged.connect(self._tell)
        self.list.currentRowChanged.connect(lambda _: self._enable())
        self._fill(shown)
        self.search.setFocus()

    @property
    def shown(self) -> list[str]:
        """The keys of the ticked columns, in their order."""
        entries = (self.list.item(row) for row in range(self.list.count()))
        return [entry.data(KEY) for entry in entries if entry.data(KEY) and entry.checkState() == CHECKED]

    def _fill(self, shown: Sequence[str]) -> None:
        self.list.blockSignals(True)
        self.list.clear()
        self._add_heading(self.tr("Shown, from left to right"))
        for key in shown:
            if key in self._columns:
                self._add(self._columns[key], CHECKED)
        heading = ""
        for key, column in self._columns.items():
            if key not in shown:
                if column.group != heading:
                    heading = column.group
                    self._add_heading(heading)
                self._add(column, UNCHECKED)
        self.list.blockSignals(False)
        self._find(self.search.text())
        self._enable()

    def _add_heading(self, text: str) -> None:
        entry = QListWidgetItem(text, self.list)
        entry.setFlags(Qt.ItemFlag.NoItemFlags)
        entry.setFont(theme.scaled_font(self.list, 1.0, strong=True))

    def _add(self, column: Column, state: Qt.CheckState) -> None:
        title = self.tr("Star") if column.key == "starred" else column.title
        entry = QListWidgetItem(title, self.list)
        entry.setData(KEY, column.key)
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable
        entry.setFlags(flags if column.key != "name" else flags & ~Qt.ItemFlag.ItemIsUserCheckable)
        entry.setCheckState(state)
        if column.help:
            entry.setToolTip(literal(column.help))

    def _find(self, text: str) -> None:
        """Leave what has all the words; headings stay while nothing is looked for."""
        words = text.casefold().split()
        for row in range(self.list.count()):
            entry = self.list.item(row)
            column = self._columns.get(entry.data(KEY) or "")
            if column is None:
                entry.setHidden(bool(words))
            else:
                told = f"{column.title} {column.key} {column.help}".casefold()
                entry.setHidden(not all(word in told for word in words))

    def _tell(self) -> None:
        self._enable()
        self.changed.emit(self.shown)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        self.list.blockSignals(True)
        entry = self.list.takeItem(row)
        self.list.insertItem(row + by, entry)
        self.list.setCurrentRow(row + by)
        self.list.blockSignals(False)
        self._tell()

    def _enable(self) -> None:
        """Only the shown columns have an order; they stand right below the first heading."""
        row, last = self.list.currentRow(), 0
        while last + 1 < self.list.count() and self.list.item(last + 1).data(KEY):
            last += 1
        self.up.setEnabled(1 < row <= last)
        self.down.setEnabled(1 <= row < last)

    def _take_usual(self) -> None:
        self._fill(DEFAULT)
        self._tell()

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Find a column: ndcg, learning rate, seed…"))
        self.search.setAccessibleName(self.tr("Find a column"))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.list.setAccessibleName(self.tr("Columns"))
        order = QHBoxLayout()
        order.setSpacing(theme.SPACING)
        for button in (self.up, self.down):
            order.addWidget(button)
        order.addStretch(1)
        last = QHBoxLayout()
        last.setSpacing(theme.SPACING)
        last.addWidget(self.usual)
        last.addStretch(1)
        last.addWidget(Button(self.tr("Close"), self.accept, kind="primary"))
        rows = QVBoxLayout(self)
        rows.setContentsMargins(*[theme.MARGIN] * 4)
        rows.setSpacing(theme.SPACING + theme.SPACING // 2)
        rows.addWidget(Heading(self.tr("Columns of the table")))
        about = self.tr(
            "Facts of a run, its final figures, and every setting."
            " Some of the usual ones give way where the window is narrow."
        )
        rows.addWidget(Muted(about, wrap=True))
        rows.addWidget(self.search)
        rows.addWidget(self.list, 1)
        rows.addLayout(order)
        rows.addLayout(last)
