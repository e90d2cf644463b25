"""Above the table: search, filter, groups, columns, and as chips what is filtered by."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, icon
from areal_gui.components.flow import Flow
from areal_gui.pages.runs.run_lines import RunLine, model_text, status_text
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import column
from areal_gui.pages.runs.table.filter_menu import TableMenus
from areal_gui.pages.runs.table.filters import RunFilter

TYPING_PAUSE_MS = 120
SEARCH_WIDTH = 20 * theme.SPACING


class TableBar(QWidget):
    """Says what the user wants; the list decides what comes of it."""

    filtered = Signal(RunFilter)
    grouped = Signal(str)
    condition_wanted = Signal()
    columns_wanted = Signal()
    table_wanted = Signal()
    """The user leaves the search for the table."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[RunLine] = ()
        self._choices = TableChoices()
        self._menus = TableMenus(self)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self.search, self.chips = QLineEdit(), Flow()
        self.filter = self._menu_button(self.tr("Filter"), "filter", self._fill_filters)
        self.group = self._menu_button(self.tr("Group"), "table", self._fill_groups)
        self.columns = Button(self.tr("Columns…"), self.columns_wanted.emit, icon_name="settings")
        self._lay_out()
        self._menus.filtered.connect(self.filtered)
        self._menus.grouped.connect(self.grouped)
        self._menus.condition_wanted.connect(self.condition_wanted)
        self.search.textChanged.connect(lambda _: self._pause.start())
        self.search.returnPressed.connect(self.table_wanted)
        self._pause.timeout.connect(self._tell_search)

    def show_choices(self, choices: TableChoices, lines: Sequence[RunLine]) -> None:
        """Show what is chosen, of these runs."""
        self._choices, self._lines = choices, lines
        by = column(choices.group) if choices.group else None
        title = "" if by is None else self.tr("Star") if by.key == "starred" else by.title
        self.group.setText(self.tr("Group: {0}").format(title) if by else self.tr("Group"))
        if not choices.filter.text and self.search.text() and not self._pause.isActive():
            self.search.clear()
        self.chips.show_parts(self._chips(choices.filter))

    def _tell_search(self) -> None:
        text = self.search.text().strip()
        if text != self._choices.filter.text:
            self.filtered.emit(replace(self._choices.filter, text=text))

    def _chips(self, now: RunFilter) -> list[QWidget]:
        names = {line.row.dataset_id: line.row.dataset_name for line in self._lines}
        found: list[tuple[str, RunFilter]] = []
        if now.starred:
            found.append((self.tr("Starred"), replace(now, starred=False)))
        found += [(status_text(one), now.with_switched("statuses", one)) for one in now.statuses]
        found += [
            (names.get(one, self.tr("data set {0}").format(one)), now.with_switched("datasets", one))
            for one in now.datasets
        ]
        found += [(model_text(one), now.with_switched("models", one)) for one in now.models]
        found += [(self.tr("tag {0}").format(one), now.with_switched("tags", one)) for one in now.tags]
        for condition in now.conditions:
            rest = tuple(one for one in now.conditions if one != condition)
            found.append((condition.title(), replace(now, conditions=rest)))
        chips: list[QWidget] = [self._chip(text, without) for text, without in found]
        if len(chips) > 1:
            everything = Button(
                self.tr("Show all runs"), lambda: self.filtered.emit(now.without_choices()), kind="quiet"
            )
            chips.append(everything)
        return chips

    def _chip(self, text: str, without: RunFilter) -> Button:
        chip = Button(text.replace("&", "&&"), lambda: self.filtered.emit(without), icon_name="close")
        chip.setAccessibleName(self.tr("Take away the filter {0}").format(text))
        chip.setToolTip(self.tr("Take this filter away"))
        return chip

    def _menu_button(self, text: str, icon_name: str, fill: Callable[[], None]) -> Button:
        button = Button(text, icon_name=icon_name)
        menu = QMenu(button)
        menu.aboutToShow.connect(fill)
        button.setMenu(menu)
        return button

    def _fill_filters(self) -> None:
        self._menus.fill_filters(self.filter.menu(), self._lines, self._choices.filter)

    def _fill_groups(self) -> None:
        self._menus.fill_groups(self.group.menu(), self._choices)

    def _lay_out(self) -> None:
        self.search.setPlaceholderText(self.tr("Search names, tags, notes, data sets…"))
        self.search.setAccessibleName(self.tr("Search the runs"))
        self.search.setToolTip(self.tr("Runs in which all of these words stand somewhere (Ctrl+F)"))
        self.search.setClearButtonEnabled(True)
        self.search.setMinimumWidth(SEARCH_WIDTH)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        row.addWidget(self.search, 1)
        for button in (self.filter, self.group, self.columns):
            row.addWidget(button)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(theme.SPACING)
        rows.addLayout(row)
        rows.addWidget(self.chips)
