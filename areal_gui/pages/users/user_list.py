"""The left side of the page: find a user."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QItemSelection, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, Card, Muted, icon
from areal_gui.pages.users.tables import Table
from areal_gui.pages.users.user_model import COUNT, ID, LAST, UserModel
from areal_gui.pages.users.user_reader import BLOCK, UserQuery, UserReader

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.store.datasets import DatasetRow
    from engine.store.users import UserRow

TYPING_PAUSE_MS = 120
NARROWEST = 27 * theme.SPACING
LEAD_ON = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UserList(Card):
    """Search field, table and the random button; `chosen` fires for each user that becomes current."""

    chosen = Signal(object)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        store = context.workspace.store
        self.model = UserModel(context.tasks, lambda query: UserReader(store, query), self)
        self.model.failed.connect(context.notify.error)
        self.search = QLineEdit()
        self.table = Table(self.model, self.tr("Users"), stretch=ID)
        self._count = Muted()
        self._wanted_row: int | None = None
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._build()
        self._connect()

    def _build(self) -> None:
        self.search.setPlaceholderText(self.tr("Find by id"))
        self.search.setAccessibleName(self.tr("Find a user by the start of the id"))
        self.search.setToolTip(self.tr("Ids that start with this text. Press / to come here."))
        self.search.setClearButtonEnabled(True)
        self.search.addAction(icon("search"), QLineEdit.ActionPosition.LeadingPosition)
        self.table.setSortingEnabled(True)
        self.table.sortByColumn(ID, Qt.SortOrder.AscendingOrder)
        self.table.fit_column(COUNT, "0,000")
        self.table.fit_column(LAST, "30 Sep 2020")
        self.table.show_if_room(LAST, 240)
        self.setMinimumWidth(NARROWEST)
        self.random = Button(self.tr("Random"), self.choose_random, kind="quiet", icon_name="refresh")
        self.random.setToolTip(self.tr("Show a user chosen by chance (R)"))
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.random)
        self.body.addWidget(self.search)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._restart_pause)
        self._pause.timeout.connect(lambda: self.model.search(self.search.text().strip()))
        self.search.installEventFilter(self)
        self.model.counted.connect(self._show_count)
        self.model.block_loaded.connect(self._block_came)
        self.table.selectionModel().selectionChanged.connect(self._selection_changed)

    def show_dataset(self, dataset: DatasetRow) -> None:
        """List the users of another data set."""
        self.search.clear()
        self._pause.stop()
        self._wanted_row = None
        self.table.offer_column(LAST, dataset.has_times)
        order = self.model.query or UserQuery(dataset.id)
        self.model.show(UserQuery(dataset.id, "", order.order, order.descending))

    def choose_random(self) -> None:
        """Make a user of the list current, by chance."""
        if rows := self.model.rowCount():
            self.choose_row(random.randrange(rows))

    def choose_row(self, row: int) -> None:
        """Make a row current, and choose its user as soon as the row has been read."""
        self.table.selectRow(row)
        self.table.scrollTo(self.model.index(row, ID), Table.ScrollHint.PositionAtCenter)

    def focus_search(self) -> None:
        """Let the next key press be part of an id."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field, arrows and Return lead into the list."""
        pressed = watched is self.search and event.type() == QEvent.Type.KeyPress
        if pressed and cast(QKeyEvent, event).key() in LEAD_ON and self.model.rowCount():
            self.table.setFocus(Qt.FocusReason.ShortcutFocusReason)
            if not self.table.selectionModel().hasSelection():
                self.choose_row(0)
            return True
        return super().eventFilter(watched, event)

    def _restart_pause(self) -> None:
        self._pause.start()

    def _selection_changed(self, selected: QItemSelection) -> None:
        rows = selected.indexes()
        self._wanted_row = rows[0].row() if rows else None
        self._choose_wanted()

    def _block_came(self, block: int) -> None:
        if self._wanted_row is not None and self._wanted_row // BLOCK == block:
            self._choose_wanted()

    def _choose_wanted(self) -> None:
        if self._wanted_row is None:
            return
        user: UserRow | None = self.model.user(self._wanted_row)
        if user is not None:
            self._wanted_row = None
            self.chosen.emit(user)

    def _show_count(self, count: int) -> None:
        searching = bool(self.model.query and self.model.query.text)
        if not count and searching:
            self._count.setText(self.tr("No id starts with this"))
        else:
            number = formats.count(count)
            self._count.setText(self.tr("1 user") if count == 1 else self.tr("{n} users").format(n=number))
        self.random.setEnabled(count > 0)
