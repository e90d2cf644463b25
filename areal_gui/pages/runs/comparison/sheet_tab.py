"""A sheet with a line about it, and the ways to take it away."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import TextLabel
from areal_gui.components.labels import MutedLine
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.sheet import Sheet
from areal_gui.pages.runs.comparison.sheet_actions import SheetActions
from areal_gui.pages.runs.comparison.sheet_view import SheetTable


class SheetTab(QWidget):
    """A table; below it, where there is more to say of a cell than it shows, that."""

    def __init__(
        self, context: AppContext, name: str, *, tells: bool = False, parent: QWidget | None = None
    ) -> None:
        """Args: name: of the table, also as a file; tells: say more of the chosen cell below the table."""
        super().__init__(parent)
        self.table, self.about = SheetTable(name), MutedLine()
        self.told = TextLabel(wrap=True)
        self._tells = tells
        above = QHBoxLayout()
        above.setSpacing(theme.SPACING)
        above.addWidget(self.about, 1)
        self._actions = SheetActions(context, self.table, lambda: name).button()
        above.addWidget(self._actions)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, theme.SPACING, 0, 0)
        self.column.setSpacing(theme.SPACING)
        self.column.addLayout(above)
        self.column.addWidget(self.table, 1)
        self.column.addWidget(self.told)
        self.column.addStretch(0)
        self.told.hide()
        self.table.selectionModel().currentChanged.connect(lambda _now, _before: self._tell())

    def show_sheet(self, sheet: Sheet, about: str) -> None:
        """Show another sheet, and what is to be known of it; of an empty one, why."""
        self.about.setText(about)
        self.table.show_sheet(sheet)
        for part in (self.table, self._actions):
            part.setVisible(bool(sheet.rows))
        self._tell()

    def _tell(self) -> None:
        at = self.table.currentIndex()
        tip = self.table.sheet.rows[at.row()][at.column()].tip if at.isValid() else ""
        if not tip and at.isValid():
            tip = self.table.sheet.titles[at.row()].tip
        self.told.setText(tip)
        self.told.setVisible(self._tells and bool(tip))
