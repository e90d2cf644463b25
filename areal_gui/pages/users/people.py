"""Whom to look at beside the list of users: typed histories, pinned users, those seen last."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMenu

from areal_gui import theme
from areal_gui.components import Button, icon
from areal_gui.components.text_dialog import ask_text
from areal_gui.pages.users.kept_users import Kept, KeptUsers
from areal_gui.pages.users.typed_dialog import TypedDialog
from areal_gui.pages.users.typed_history import ItemFinder, TypedHistory

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from areal_gui.pages.users.edited_history import Entry
    from engine.recommending.recommender import Recommender
    from engine.store.users import UserRow

A_LOOK_S = 2.0
"""Who is shown for less was passed by."""
LONGEST_NAME = 48


class People(QObject):
    """The menu beside the search field and the star beside the name of who is shown."""

    chosen = Signal(object)
    """A `UserRow` or a `TypedHistory`."""

    def __init__(
        self,
        context: AppContext,
        shown_history: Callable[[], list[Entry]],
        parent: QObject,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Args: shown_history: what the history panel shows, changes included, oldest first."""
        super().__init__(parent)
        self._context, self._shown_history, self._clock = context, shown_history, clock
        self.kept = KeptUsers(context.settings)
        self._dataset_id: int | None = None
        self._recommender: Recommender | None = None
        self._finder: ItemFinder | None = None
        self._shown: Kept | None = None
        self._since = 0.0
        self._asked = 0
        self.dialog: TypedDialog | None = None
        self.button = Button("", kind="quiet", icon_name="more")
        self.button.setAccessibleName(self.tr("More users: typed, pinned, recent"))
        self.button.setToolTip(self.tr("Type a history (T); pinned users and those seen last"))
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self._fill_menu)
        self.button.setMenu(self.menu)
        self.star = Button("", self._toggle_pin, kind="quiet", icon_name="star")
        self.star.setCheckable(True)
        self.star.setFixedWidth(6 * theme.SPACING)
        self._show_star()

    # -- who is shown

    def use_dataset(self, dataset_id: int) -> None:
        """Offer what is kept of another data set."""
        self._end_look()
        self._shown, self._dataset_id = None, dataset_id
        self._asked += 1
        self._show_star()

    def use_model(self, recommender: Recommender) -> None:
        """Histories are typed in the items of another model."""
        self._recommender, self._finder = recommender, None

    def look_at(self, user: UserRow | TypedHistory) -> None:
        """Somebody is shown now; who was shown before, and not only in passing, is remembered."""
        one: Kept = user if isinstance(user, TypedHistory) else user.external_id
        self._asked += 1
        if one != self._shown:
            self._end_look()
            self._shown, self._since = one, self._clock()
        self._show_star()

    def leave(self) -> None:
        """The page is not looked at any more."""
        self._end_look()
        self._context.settings.save()

    def _end_look(self) -> None:
        looked = self._clock() - self._since >= A_LOOK_S
        if self._shown is not None and self._dataset_id is not None and looked:
            self.kept.remember(self._dataset_id, self._shown)

    def _toggle_pin(self) -> None:
        if self._shown is not None and self._dataset_id is not None:
            self.kept.set_pinned(self._dataset_id, self._shown, self.star.isChecked())
        self._show_star()

    def _show_star(self) -> None:
        known = self._shown is not None and self._dataset_id is not None
        pinned = known and self.kept.is_pinned(self._dataset_id or 0, self._shown or "")
        self.star.setEnabled(known)
        self.star.setChecked(pinned)
        self.star.setIcon(icon("star-filled" if pinned else "star"))
        self.star.setAccessibleName(self.tr("Pinned") if pinned else self.tr("Pin"))
        self.star.setToolTip(
            self.tr("Pinned: in the menu beside the search field. Click to take it out.")
            if pinned
            else self.tr("Pin: keep it in the menu beside the search field")
        )

    # -- the menu

    def _fill_menu(self) -> None:
        self._end_look()
        menu = self.menu
        menu.clear()
        ready = self._recommender is not None
        menu.addAction(icon("pencil"), self.tr("Type a history…\tT"), self.type_history).setEnabled(ready)
        copy = menu.addAction(icon("copy"), self.tr("Begin with the history shown…"), self.copy_history)
        copy.setEnabled(ready and self._shown is not None)
        save = menu.addAction(icon("star"), self.tr("Save the history shown as a case…\tS"), self.ask_case)
        save.setEnabled(ready and self._shown is not None)
        if self._dataset_id is None:
            return
        pinned, recent = self.kept.pinned(self._dataset_id), self.kept.recent(self._dataset_id)
        self._add_group(self.tr("Pinned"), pinned)
        self._add_group(self.tr("Seen last"), [one for one in recent if one not in pinned])

    def _add_group(self, title: str, kept: list[Kept]) -> None:
        if not kept:
            return
        self.menu.addSeparator()
        self.menu.addAction(title).setEnabled(False)
        for one in kept:
            text = one.name if isinstance(one, TypedHistory) else self.tr("User {id}").format(id=one)
            short = text if len(text) <= LONGEST_NAME else text[: LONGEST_NAME - 1] + "…"
            self.menu.addAction(short.replace("&", "&&"), partial(self.choose, one))

    def choose(self, one: Kept) -> None:
        """Show somebody who was kept."""
        dataset_id, store = self._dataset_id, self._context.workspace.store
        if isinstance(one, TypedHistory) or dataset_id is None:
            self.chosen.emit(one)
            return
        self._asked += 1
        asked = self._asked

        def read() -> UserRow:
            from engine.store.users import get_user

            return get_user(store, dataset_id, one)

        def fail(error: Exception) -> None:
            self.kept.forget(dataset_id, one)
            self._context.notify.error(error, self.tr("The user is not there any more"))

        self._context.tasks.query(
            read, lambda user: self.chosen.emit(user) if asked == self._asked else None, fail
        )

    # -- cases

    def ask_case(self) -> None:
        """Ask for a name for the history that is shown, changes included."""
        if self._shown is None or self._recommender is None:
            return
        shown = self._shown
        before = shown.name if isinstance(shown, TypedHistory) else self.tr("User {id}").format(id=shown)
        ask_text(
            self.button.window(),
            self.tr("Save as a case"),
            self.tr("Name of the case"),
            self.save_case,
            before,
        )

    def save_case(self, name: str) -> None:
        """Keep the history that is shown, pinned under a name, and show it as a history of its own."""
        if not name.strip() or self._dataset_id is None:
            return
        case = TypedHistory(name.strip(), tuple(entry.external_id for entry in self._shown_history()))
        self.kept.set_pinned(self._dataset_id, case, True)
        self._context.notify.success(
            self.tr("“{name}” is kept among the pinned users and histories.").format(name=case.name)
        )
        self.chosen.emit(case)

    # -- typing

    def type_history(self) -> None:
        """Let a history be typed or pasted."""
        self._ask("")

    def copy_history(self) -> None:
        """The same, beginning with the history that is shown, changes included."""
        self._ask("\n".join(_text_of(entry) for entry in self._shown_history()))

    def _ask(self, text: str) -> None:
        recommender = self._recommender
        if recommender is None or self.dialog is not None:
            return
        if self._finder is not None:
            self._open(self._finder, text)
            return
        items = recommender.items

        def take(finder: ItemFinder) -> None:
            if recommender is self._recommender:
                self._finder = finder
                self._open(finder, text)

        self._context.tasks.query(
            lambda: ItemFinder(items.external_ids, items.titles), take, key="users.finder"
        )

    def _open(self, finder: ItemFinder, text: str) -> None:
        if self.dialog is not None:
            return
        self.dialog = TypedDialog(finder, self.button.window())
        self.dialog.typed.connect(self.chosen)
        self.dialog.finished.connect(self._forget_dialog)
        if text:
            self.dialog.text.setPlainText(text)
        self.dialog.open()

    def _forget_dialog(self) -> None:
        self.dialog = None


def _text_of(entry: Entry) -> str:
    return f"{entry.title} ({entry.external_id})" if entry.title else entry.external_id
