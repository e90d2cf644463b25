"""The menus of the table: what is shown, in which groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QMenu

from areal_gui.pages.runs.run_lines import RunLine, model_text, status_text
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import Column, columns_to_choose
from areal_gui.pages.runs.table.filters import Choice, RunFilter

GROUPED_BY = ("dataset", "status", "model", "preset", "device", "tags", "starred", "policy")
"""Facts that runs have in common; any setting is offered beside them."""


class TableMenus(QObject):
    """Fills the menus when they open, from the runs that there are."""

    filtered = Signal(RunFilter)
    grouped = Signal(str)
    condition_wanted = Signal()

    def fill_filters(self, menu: QMenu, lines: Sequence[RunLine], now: RunFilter) -> None:
        """One submenu for each thing to choose, with how many runs each value has."""
        menu.clear()
        rows = [line.row for line in lines]
        starred = menu.addAction(self.tr("Starred only"))
        starred.setCheckable(True)
        starred.setChecked(now.starred)
        starred.triggered.connect(lambda on: self.filtered.emit(replace(now, starred=on)))
        names = {row.dataset_id: row.dataset_name for row in rows}
        self._offer(
            menu, self.tr("Status"), "statuses", [(row.status, status_text(row.status)) for row in rows], now
        )
        self._offer(
            menu,
            self.tr("Data set"),
            "datasets",
            [(row.dataset_id, names[row.dataset_id]) for row in rows],
            now,
        )
        self._offer(
            menu, self.tr("Model"), "models", [(row.model, model_text(row.model)) for row in rows], now
        )
        self._offer(menu, self.tr("Tag"), "tags", [(tag, tag) for row in rows for tag in row.tags], now)
        menu.addSeparator()
        menu.addAction(self.tr("Add a condition…"), self.condition_wanted.emit)
        menu.addSeparator()
        clear = menu.addAction(self.tr("Show all runs"), lambda: self.filtered.emit(RunFilter()))
        clear.setEnabled(now.is_on)

    def fill_groups(self, menu: QMenu, now: TableChoices) -> None:
        """No groups, facts of runs, and the settings under their headings."""
        menu.clear()
        exclusive = QActionGroup(menu)
        self._group_by(menu, exclusive, self.tr("No groups"), "", now)
        menu.addSeparator()
        columns = columns_to_choose(())
        for key in GROUPED_BY:
            by = next(one for one in columns if one.key == key)
            title = self.tr("Star") if key == "starred" else by.title
            self._group_by(menu, exclusive, title, key, now)
        menu.addSeparator()
        under: dict[str, QMenu] = {}
        for by in columns:
            if by.key.startswith("set/"):
                if by.group not in under:
                    under[by.group] = menu.addMenu(_plain(by.group))
                self._group_by(under[by.group], exclusive, by.title, by.key, now)

    def _offer(
        self, menu: QMenu, title: str, kind: Choice, values: Sequence[tuple[str | int, str]], now: RunFilter
    ) -> None:
        """A submenu of the values with their titles, and how often each is there."""
        below, chosen = menu.addMenu(title), getattr(now, kind)
        below.setEnabled(bool(values))
        for (value, told), number in sorted(Counter(values).items(), key=lambda one: one[0][1].casefold()):
            action = below.addAction(f"{_plain(told)}  ({number})")
            action.setCheckable(True)
            action.setChecked(value in chosen)
            action.triggered.connect(partial(self._switch, now, kind, value))

    def _switch(self, now: RunFilter, kind: Choice, value: str | int, _on: bool = False) -> None:
        self.filtered.emit(now.with_switched(kind, value))

    def _group_by(
        self, menu: QMenu, exclusive: QActionGroup, title: str, key: str, now: TableChoices
    ) -> None:
        action = menu.addAction(_plain(title))
        action.setCheckable(True)
        action.setChecked(now.group == key)
        exclusive.addAction(action)
        action.triggered.connect(lambda _on: self.grouped.emit(key))


def header_menu(
    menu: QMenu,
    shown: Column,
    *,
    sort: Callable[[bool], None],
    group: Callable[[], None],
    condition: Callable[[], object] | None,
    hide: Callable[[], object] | None,
    choose: Callable[[], object],
) -> None:
    """What can be done with one column."""
    largest = _tr("Largest first") if shown.number else _tr("From Z to A")
    smallest = _tr("Smallest first") if shown.number else _tr("From A to Z")
    for text, descending in ((largest, True), (smallest, False)):
        menu.addAction(text, partial(sort, descending))
    menu.addSeparator()
    menu.addAction(_tr("Group by {0}").format(_plain(shown.title)), group)
    if condition is not None:
        menu.addAction(_tr("Add a condition…"), condition)
    menu.addSeparator()
    if hide is not None:
        menu.addAction(_tr("Hide this column"), hide)
    menu.addAction(_tr("Choose columns…"), choose)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)


def _plain(text: str) -> str:
    return text.replace("&", "&&")


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_menus", text)
