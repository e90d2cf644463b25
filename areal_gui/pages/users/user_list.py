"""The left side of the page: find a user."""

from __future__ import annotations

import random
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QItemSelection, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, Card, ComboBox, Muted, icon
from areal_gui.pages.users.tables import Table
from areal_gui.pages.users.user_model import COUNT, ID, LAST, RANK, UserModel
from areal_gui.pages.users.user_reader import (
    BLOCK,
    MOST_COUNTED,
    GroupReader,
    Order,
    UserOrders,
    UserQuery,
    UserReader,
)
from engine.events import CancelToken

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.recommending.audience import Audience
    from engine.recommending.recommender import Recommender
    from engine.store.datasets import DatasetRow
    from engine.store.users import UserRow
    from engine.workspace import Workspace

TYPING_PAUSE_MS = 120
NARROWEST = 27 * theme.SPACING
LONG_ID = "00000000"
LEAD_ON = (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter)


class UserList(Card):
    """Search field, table and the random button; `chosen` fires for each user that becomes current."""

    chosen = Signal(object)
    audience_known = Signal()
    """What the run knows of its users has been worked out."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        store = context.workspace.store
        self._store, self._tasks, self._notify = store, context.tasks, context.notify
        self._audience: Audience | None = None
        self._orders: tuple[int, UserOrders] | None = None
        self.model = UserModel(context.tasks, self._new_reader, self)
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
        self.table.fit_column(RANK, "0,000")
        self._spare = {RANK: self._width_of(COUNT, RANK), LAST: self._width_of(COUNT, RANK, LAST)}
        self._make_room_for("")
        self.table.offer_column(RANK, False)
        self.groups = ComboBox()
        self.groups.setAccessibleName(self.tr("Which users to list"))
        self.groups.setToolTip(
            self.tr("All users, or those the chosen model did well or badly on, and others")
        )
        for name, text in (
            ("", self.tr("All users")),
            ("held-out", self.tr("Tested: an item was held out")),
            ("hit", self.tr("Held-out item in the top 20")),
            ("missed", self.tr("Missed by the model")),
            ("cold", self.tr("Cold: one or two items")),
            ("long", self.tr("Longer than the model sees")),
            ("repeats", self.tr("With repeated items")),
        ):
            self.groups.addItem(text, name)
        self.groups.setEnabled(False)
        self.groups.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumWidth(NARROWEST)
        self.random = Button(self.tr("Random"), self.choose_random, kind="quiet", icon_name="refresh")
        self.random.setToolTip(self.tr("Show a user chosen by chance (R)"))
        foot = QHBoxLayout()
        foot.addWidget(self._count, 1)
        foot.addWidget(self.random)
        self.head = QHBoxLayout()
        self.head.addWidget(self.search, 1)
        self.body.addLayout(self.head)
        self.body.addWidget(self.groups)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(foot)

    def _width_of(self, *columns: int) -> int:
        return sum(map(self.table.columnWidth, columns))

    def _make_room_for(self, longest: str) -> None:
        """Rather no rank, and no day, than ids that are all cut to the same beginning."""
        self._longest = longest
        room = self.table.width_for(ID, longest, LONG_ID)
        for column, others in self._spare.items():
            self.table.show_if_room(column, room + others)

    def _connect(self) -> None:
        self.search.textChanged.connect(self._restart_pause)
        self.groups.currentIndexChanged.connect(self._show_group)
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
        self._make_room_for("")
        self.table.offer_column(LAST, dataset.has_times)
        order = self.model.query or UserQuery(dataset.id)
        by = "external_id" if order.order == "rank" else order.order
        self.model.show(UserQuery(dataset.id, "", by, order.descending))
        if self._store.writable:
            self._read_ids_as_numbers(dataset.id)

    def _read_ids_as_numbers(self, dataset_id: int) -> None:
        """Put ids that are whole numbers into their order, once for each log; millions take some seconds."""
        store, left = self._store, CancelToken()

        def make() -> bool:
            from engine.store.numbered_ids import make_number_order

            return make_number_order(store, dataset_id, lambda: not left.cancelled)

        def take(made: bool) -> None:
            query = self.model.query
            if made and query is not None and (query.dataset_id, query.order) == (dataset_id, "external_id"):
                self.model.show(query)

        def fail(error: Exception) -> None:
            self._notify.error(error, self.tr("The ids could not be put into the order of their numbers"))

        task = self._tasks.query(make, take, fail, key=f"users.numbers.{id(self)}")
        task.cancel_asked.connect(left.cancel)

    def show_model(self, recommender: Recommender, workspace: Workspace) -> None:
        """Offer the groups that a run knows; they are worked out in the background."""
        self._forget_audience()
        self._tasks.query(
            lambda: recommender.audience(workspace), self._take_audience, key=f"users.audience.{id(self)}"
        )

    @property
    def audience(self) -> Audience | None:
        """What the run knows of its users, once that is worked out."""
        return self._audience

    def _forget_audience(self) -> None:
        self._audience = None
        self.groups.setEnabled(False)
        if self.model.query is not None and self.model.query.of_audience:
            self.model.show(UserQuery(self.model.query.dataset_id))
        self.groups.blockSignals(True)
        self.groups.setCurrentIndex(0)
        self.groups.blockSignals(False)

    def _take_audience(self, audience: Audience) -> None:
        self._audience = audience
        for at in range(1, 4):
            entry = self.groups.model().item(at)  # type: ignore[attr-defined]
            entry.setEnabled(audience.tested)
        self.groups.setEnabled(True)
        self.table.offer_column(RANK, audience.tested)
        self.model.set_audience(audience)
        self.audience_known.emit()

    def _show_group(self, _index: int) -> None:
        query = self.model.query
        if query is not None:
            group = self.groups.currentData()
            order = query.order if group or query.order != "rank" else "external_id"
            self.model.show(replace(query, group=group, order=order))

    def _new_reader(self, query: UserQuery) -> UserReader:
        if self._orders is None or self._orders[0] != query.dataset_id:
            self._orders = (query.dataset_id, UserOrders(self._store, query.dataset_id))
        if query.of_audience and self._audience is not None:
            return GroupReader(self._store, query, self._audience, self._orders[1])
        return UserReader(self._store, replace(query, group="", order=_of_store(query)))

    def choose_random(self) -> None:
        """Make a user of the list current, by chance."""
        if rows := self.model.rowCount():
            self.choose_row(random.randrange(rows))

    def choose_row(self, row: int) -> None:
        """Make a row current, and choose its user as soon as the row has been read."""
        self.table.selectRow(row)
        self.table.scrollTo(self.model.index(row, ID), Table.ScrollHint.PositionAtCenter)

    def leave(self) -> None:
        """Somebody is shown who was not chosen here."""
        self._wanted_row = None
        self.table.clearSelection()

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
        users = map(self.model.user, range(block * BLOCK, min((block + 1) * BLOCK, self.model.rowCount())))
        ids = [self._longest, *(user.external_id for user in users if user is not None)]
        if (longest := max(ids, key=len)) != self._longest:
            self._make_room_for(longest)
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
        query = self.model.query
        if not count and query is not None and query.group:
            self._count.setText(self.tr("No such user"))
        elif not count and query is not None and query.text:
            self._count.setText(self.tr("No id starts with this"))
        else:
            number = formats.count(count)
            if query is not None and query.text and not query.group and count == MOST_COUNTED:
                number = self.tr("the first {n}").format(n=number)
            self._count.setText(self.tr("1 user") if count == 1 else self.tr("{n} users").format(n=number))
        self.random.setEnabled(count > 0)


def _of_store(query: UserQuery) -> Order:
    """An order that the store knows."""
    return "external_id" if query.order == "rank" else query.order
