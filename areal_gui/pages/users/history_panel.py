"""What the user did, newest first; it can be changed to see what would come of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QWidget

from areal_gui.components import Button, Card, Muted
from areal_gui.pages.users.edited_history import EditedHistory, Entry
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.insight import chain_of
from areal_gui.pages.users.insight_texts import reason_text
from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.item_search import ItemNames, ItemSearch
from areal_gui.pages.users.tables import HEAD_HEIGHT, EffectBar, SeenMark, Table, WeightStrip

if TYPE_CHECKING:
    from areal_gui.pages.users.insight import Insight
    from engine.recommending.recommender import Recommender


class HistoryPanel(Card):
    """The history with what the model makes of it, and the tools to change it."""

    edited = Signal(object)
    """The items the model is to be given, oldest first; None: those of the log."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("History"))
        self.header.addStrut(HEAD_HEIGHT)
        self.history = EditedHistory()
        self._recommender: Recommender | None = None
        self._names: ItemNames | None = None
        self._insight: Insight | None = None
        self._recommendation = 0
        self._held_out: int | None = None
        self.model = HistoryModel()
        self.model.setParent(self)
        self._make_table()
        self._legend, self._reason = Muted(), Muted(wrap=True)
        self.header.addWidget(self._legend)
        self.body.addWidget(self._reason)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(self._make_tools())
        self._add_keys()
        self._update_tools()

    # -- building

    def _make_table(self) -> None:
        model = HistoryModel
        self.table = Table(self.model, self.tr("History, newest first"), stretch=model.ITEM)
        self.table.setItemDelegate(SeenMark(self.table))
        self.table.setItemDelegateForColumn(model.WEIGHTS, WeightStrip(self.table))
        self.table.setItemDelegateForColumn(model.EFFECT, EffectBar(self.table))
        self.table.fit_column(model.POSITION, "00,000")
        self.table.fit_column(model.TIME, "30 Sep 2020, 00:00")
        self.table.fit_column(model.WEIGHTS, "––––––––––")
        self.table.fit_column(model.EFFECT, "–––––––– #10 → #100")
        self.table.show_if_room(model.EFFECT, 330)
        self.table.show_if_room(model.WEIGHTS, 480)
        self.table.show_if_room(model.TIME, 640)
        self.table.setDragDropMode(Table.DragDropMode.InternalMove)
        self.table.setDropIndicatorShown(True)
        self.table.setDragDropOverwriteMode(False)
        self.table.selectionModel().selectionChanged.connect(lambda *_change: self._update_tools())
        self.model.dragged.connect(
            lambda place, to: self._change(lambda: self.history.move(place, to), select=to)
        )

    def _make_tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(0)
        self.add_button = self._tool("plus", self.ask_item, self.tr("Add an item (Insert)"))
        self.remove_button = self._tool("trash", self.remove, self.tr("Leave the item out (Del)"))
        self.later_button = self._tool(
            "chevron-up", lambda: self.move_by(1), self.tr("Make the item later (Alt+Up)")
        )
        self.earlier_button = self._tool(
            "chevron-down", lambda: self.move_by(-1), self.tr("Make the item earlier (Alt+Down)")
        )
        self.tested_button = self._tool(
            "history", self.cut_as_tested, self.tr("As tested: without the last item that was held out")
        )
        self.undo_button = self._tool("undo", self.undo, self.tr("Undo (Ctrl+Z)"))
        self.redo_button = self._tool("redo", self.redo, self.tr("Do again (Ctrl+Shift+Z)"))
        self.reset_button = self._tool("refresh", self.reset, self.tr("Back to the history of the log"))
        for button in (self.add_button, self.remove_button, self.later_button, self.earlier_button):
            row.addWidget(button)
        row.addStretch(1)
        for button in (self.tested_button, self.undo_button, self.redo_button, self.reset_button):
            row.addWidget(button)
        return row

    def _tool(self, icon_name: str, do: Callable[[], object], hint: str) -> Button:
        button = Button("", do, kind="quiet", icon_name=icon_name)
        button.setToolTip(hint)
        button.setAccessibleName(hint.split(" (")[0])
        return button

    def _add_keys(self) -> None:
        for keys, do in (
            ("Del", self.remove),
            ("Ins", self.ask_item),
            ("Alt+Up", lambda: self.move_by(1)),
            ("Alt+Down", lambda: self.move_by(-1)),
            ("Ctrl+Z", self.undo),
            ("Ctrl+Shift+Z", self.redo),
        ):
            shortcut = QShortcut(
                QKeySequence(keys), self, context=Qt.ShortcutContext.WidgetWithChildrenShortcut
            )
            shortcut.activated.connect(do)

    # -- content

    def show_model(self, recommender: Recommender) -> None:
        """Items are added from another model's catalogue."""
        self._recommender, self._names = recommender, None
        self.table.offer_column(HistoryModel.WEIGHTS, chain_of(recommender) is not None)

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a user's history."""
        self.history = EditedHistory(inspection.entries)
        has_times = any(entry.ts is not None for entry in self.history.original)
        self.table.offer_column(HistoryModel.TIME, has_times)
        self._recommendation = 0
        self._show()
        self._update_tools()
        self.table.scrollToTop()

    def show_insight(self, insight: Insight) -> None:
        """Show what stands behind the list that follows this history."""
        self._insight = insight
        self.model.show_insight(insight)
        self._show_reason()

    @property
    def seen(self) -> str:
        """How much of it the model sees."""
        return self._legend.text().lstrip("▎")

    @property
    def summary(self) -> str:
        """On what the chosen recommendation rests."""
        return self._reason.text()

    def choose_recommendation(self, place: int) -> None:
        """Show on what another recommendation of the list rests."""
        self._recommendation = place
        self.model.choose_recommendation(place)
        self._show_reason()

    def _show(self) -> None:
        length = 0 if self._recommender is None else self._recommender.history_length
        self._insight = None
        self.model.show(self.history.entries, length)
        self.model.choose_recommendation(self._recommendation)
        entries = len(self.history.entries)
        self._legend.setText(self._legend_text(entries, min(entries, length)))
        self._show_reason()

    def _show_reason(self) -> None:
        found = self._insight.influence if self._insight else None
        if found is None or self._recommendation >= len(found.items):
            self._reason.setText("")
            return
        first = len(self.history.entries) - len(found.history) + 1
        if len(found.history) == 0:
            self._reason.setText(reason_text(found, self._recommendation, 1))
            return
        number = self.tr("No. {rank} of the list: ").format(rank=self._recommendation + 1)
        self._reason.setText(number + reason_text(found, self._recommendation, first))

    def _legend_text(self, entries: int, seen: int) -> str:
        if self.history.changed:
            return self.tr("Changed; the log stays as it is")
        if entries == 0:
            return self.tr("Nothing yet")
        if seen == entries:
            return self.tr("The model sees all of it")
        return self.tr("▎The model sees the last {seen}").format(seen=seen)

    # -- changes

    def set_held_out(self, position: int | None) -> None:
        """How many items come before the last one that the test held out of this user, if any."""
        self._held_out = position
        self._update_tools()

    def cut_as_tested(self) -> None:
        """Give the model what it was given in the test."""
        if self._held_out is not None:
            self._change(lambda: self.history.cut(self._held_out or 0))

    def carry(self, entries: Sequence[Entry]) -> None:
        """Change the history into one that was made with another run; items that this one lacks drop out."""
        if self._recommender is None:
            return
        number = {external_id: item for item, external_id in enumerate(self._recommender.items.external_ids)}
        known = [
            replace(entry, item=number[entry.external_id]) for entry in entries if entry.external_id in number
        ]
        self._change(lambda: self.history.become(known))

    def ask_item(self) -> None:
        """Let an item be chosen that comes after the selected one, or as the latest."""
        if self._recommender is None:
            return
        if self._names is None:
            items = self._recommender.items
            self._names = ItemNames(items.external_ids, items.titles)
        search = ItemSearch(self._names, self)
        search.chosen.connect(self.add)
        search.show_under(self.add_button)

    def add(self, item: int) -> None:
        """Add an item of the catalogue."""
        assert self._recommender is not None
        names, place = self._recommender.items, self._place()
        entry = Entry(item, names.external_ids[item], names.titles[item], added=True)
        at = None if place is None else place + 1
        self._change(lambda: self.history.add(entry, at), select=place + 1 if place is not None else -1)

    def remove(self) -> None:
        """Leave the selected item out."""
        place = self._place()
        if place is not None:
            self._change(lambda: self.history.remove(place), select=max(0, place - 1))

    def move_by(self, steps: int) -> None:
        """Make the selected item later by so many places, or earlier."""
        place = self._place()
        if place is not None and 0 <= place + steps < len(self.history.entries):
            self._change(lambda: self.history.move(place, place + steps), select=place + steps)

    def undo(self) -> None:
        self._change(self.history.undo)

    def redo(self) -> None:
        self._change(self.history.redo)

    def reset(self) -> None:
        self._change(self.history.reset)

    def _change(self, change: Callable[[], object], select: int | None = None) -> None:
        before = self.history.entries
        change()
        if self.history.entries == before:
            return
        row, scrolled = self.table.currentIndex().row(), self.table.verticalScrollBar().value()
        self._show()
        self.table.verticalScrollBar().setValue(scrolled)
        last = len(self.history.entries) - 1
        if select is not None:
            row = self.model.place_of(min(select, last) if select >= 0 else last)
        if row >= 0 and last >= 0:
            self.table.selectRow(min(row, last))
        # Only now: a button that is off for a moment loses the keyboard.
        self._update_tools()
        self.edited.emit(self.history.items if self.history.changed else None)

    def _place(self) -> int | None:
        rows = self.table.selectionModel().selectedRows()
        return self.model.place_of(rows[0].row()) if rows else None

    def _update_tools(self) -> None:
        place, last = self._place(), len(self.history.entries) - 1
        used = self.focusWidget()
        self.add_button.setEnabled(self._recommender is not None)
        self.remove_button.setEnabled(place is not None)
        self.later_button.setEnabled(place is not None and place < last)
        self.earlier_button.setEnabled(place is not None and place > 0)
        self.tested_button.setEnabled(self._held_out is not None)
        self.undo_button.setEnabled(self.history.can_undo)
        self.redo_button.setEnabled(self.history.can_redo)
        self.reset_button.setEnabled(self.history.changed)
        if isinstance(used, Button) and not used.isEnabled() and used.window().focusWidget() is not used:
            self.table.setFocus()
