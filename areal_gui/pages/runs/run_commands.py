"""What can be done on the runs page, for menus, shortcuts and the palette."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from areal_gui.commands import Command, CommandRegistry
from engine.store.runs import RunRow

OPEN, COMPARE, USERS, AGAIN, RESUME = "runs.open", "runs.compare", "runs.users", "runs.again", "runs.resume"
EXPORT, STAR, TAG, RENAME, DELETE = "runs.export", "runs.star", "runs.tag", "runs.rename", "runs.delete"
RESTORE, SEARCH, COLUMNS = "runs.restore", "runs.search", "runs.columns"

CONTEXT_MENU = (OPEN, COMPARE, "", USERS, AGAIN, RESUME, EXPORT, "", STAR, TAG, RENAME, "", DELETE)
"""Commands of the table's menu; "" is a line between them."""


class RunsPage(Protocol):
    """What the commands ask of the page."""

    @property
    def chosen(self) -> list[RunRow]: ...
    def open_chosen(self) -> None: ...
    def compare_chosen(self) -> None: ...
    def can_compare(self) -> bool: ...
    def see_users(self) -> None: ...
    def train_again(self) -> None: ...
    def resume(self) -> None: ...
    def can_resume(self) -> bool: ...
    def export(self) -> None: ...
    def switch_star(self) -> None: ...
    def ask_tag(self) -> object: ...
    def ask_name(self) -> object: ...
    def delete_chosen(self) -> None: ...
    def restore_last(self) -> None: ...
    def can_restore(self) -> bool: ...
    def search(self) -> None: ...
    def choose_columns(self) -> object: ...
    def shows_table(self) -> bool: ...


def add_commands(page: RunsPage, registry: CommandRegistry, shown_in: QWidget) -> dict[str, QAction]:
    """Register them all; their shortcuts work while the page is shown."""
    made = (*_of_work(page), *_of_order(page), *_of_table(page))
    actions = {command.id: registry.add(command) for command in made}
    shown_in.addActions(list(actions.values()))
    return actions


def _of_work(page: RunsPage) -> tuple[Command, ...]:
    """What is done with runs."""
    group, one = _tr("Runs"), partial(_one, page)
    return (
        Command(OPEN, _tr("Open the run"), page.open_chosen, group, icon="open", when=one()),
        Command(
            COMPARE, _tr("Compare the chosen runs"), page.compare_chosen, group, "Ctrl+Shift+C", "chart",
            when=page.can_compare,
        ),
        Command(
            USERS, _tr("Use the run in Users"), page.see_users, group, icon="users", when=one(_has_model)
        ),
        Command(
            AGAIN, _tr("Train again with the settings of the run"), page.train_again, group, icon="train",
            when=one(), writes=True,
        ),
        Command(
            RESUME, _tr("Resume the run"), page.resume, group, icon="play", when=page.can_resume,
            writes=True,
        ),
        Command(
            EXPORT, _tr("Export the run…"), page.export, group, icon="export",
            when=one(lambda row: _has_model(row) and _ended(row)),
        ),
    )  # fmt: skip


def _of_order(page: RunsPage) -> tuple[Command, ...]:
    """What keeps them in order."""
    group, some = _tr("Runs"), partial(_some, page)
    return (
        Command(
            STAR, _tr("Star, or take the star away"), page.switch_star, group, "Ctrl+D", "star", some(),
            writes=True,
        ),
        Command(TAG, _tr("Tag…"), page.ask_tag, group, "Ctrl+T", "tag", some(), writes=True),
        Command(
            RENAME, _tr("Rename the run…"), page.ask_name, group, "F2", "pencil", _one(page), writes=True
        ),
        Command(
            DELETE, _tr("Delete the chosen runs"), page.delete_chosen, group, "Ctrl+Delete", "trash",
            some(_ended), writes=True,
        ),
        Command(
            RESTORE, _tr("Bring back the runs deleted last"), page.restore_last, group, "Ctrl+Z", "undo",
            page.can_restore, writes=True,
        ),
    )  # fmt: skip


def _of_table(page: RunsPage) -> tuple[Command, ...]:
    """What changes the table alone."""
    group = _tr("Runs")
    return (
        Command(SEARCH, _tr("Search the runs"), page.search, group, "Ctrl+F", "search", page.shows_table),
        Command(
            COLUMNS, _tr("Choose the columns of runs…"), page.choose_columns, group, "", "table",
            page.shows_table,
        ),
    )  # fmt: skip


def _one(page: RunsPage, usable: Callable[[RunRow], bool] = lambda _: True) -> Callable[[], bool]:
    return lambda: len(page.chosen) == 1 and usable(page.chosen[0])


def _some(page: RunsPage, usable: Callable[[RunRow], bool] = lambda _: True) -> Callable[[], bool]:
    return lambda: bool(page.chosen) and all(usable(row) for row in page.chosen)


def _has_model(row: RunRow) -> bool:
    return row.best_epoch is not None


def _ended(row: RunRow) -> bool:
    return row.status != "running"


def _tr(text: str) -> str:
    return QCoreApplication.translate("run_commands", text)
