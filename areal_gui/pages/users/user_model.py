"""The table model behind the list of users: a window onto millions of rows, read in the background."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from areal_gui.components.tooltip import literal
from areal_gui.formats import count, day
from areal_gui.pages.users.list_models import MUTED_ROLE
from areal_gui.pages.users.user_reader import BLOCK, Order, UserQuery, UserReader

if TYPE_CHECKING:
    from areal_gui.tasks import TaskRunner
    from engine.recommending.audience import Audience
    from engine.store.users import UserRow

KEPT_BLOCKS = 64
ID, COUNT, LAST, RANK = range(4)
NO_RANK = "–"
"""For a user of whom nothing was held out; the tool tip says why."""
WHY = (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleTextRole, MUTED_ROLE)
_ORDERS: dict[int, Order] = {ID: "external_id", COUNT: "n", LAST: "last_ts", RANK: "rank"}
_Index = QModelIndex | QPersistentModelIndex


class UserModel(QAbstractTableModel):
    """Shows the users of a query; rows not read yet are blank until their block arrives.

    Only one block is being read at any time, and only the latest wish is kept: dragging the scroll bar
    over a million rows asks for the few blocks where it stops, not for all that flew by.
    """

    counted = Signal(int)
    block_loaded = Signal(int)
    failed = Signal(object, str)

    def __init__(
        self, tasks: TaskRunner, reader: Callable[[UserQuery], UserReader], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._new_reader = reader
        self._reader: UserReader | None = None
        self._rows = 0
        self._blocks: OrderedDict[int, list[UserRow]] = OrderedDict()
        self._texts: dict[int, list[tuple[str, str, str, str]]] = {}
        self._audience: Audience | None = None
        self._reading: int | None = None
        self._wanted: int | None = None

    # -- what is shown

    @property
    def query(self) -> UserQuery | None:
        """The query whose users are shown."""
        return self._reader.query if self._reader else None

    def show(self, query: UserQuery) -> None:
        """Show the users of another query; the old rows stay until the new count is there."""
        reader = self._new_reader(query)
        self._reader = reader
        self._reading, self._wanted = 0, None
        self._tasks.query(
            lambda: (reader.count(), reader.block(0)),
            lambda found: self._open(reader, *found),
            lambda error: self._fail(reader, error),
            key=f"users.list.{id(self)}",
        )

    def set_audience(self, audience: Audience | None) -> None:
        """Say what a run knows of the users; without it ranks are blank."""
        self._audience = audience
        for block, rows in list(self._blocks.items()):
            self._keep(block, rows)
        if self._rows:
            self.dataChanged.emit(self.index(0, RANK), self.index(self._rows - 1, RANK))

    def clear(self) -> None:
        """Show nothing."""
        self._reader = None
        self._reset(0)

    def search(self, text: str) -> None:
        """Keep the order, show only ids that start with `text`."""
        if self._reader and text != self._reader.query.text:
            self.show(replace(self._reader.query, text=text))

    def user(self, row: int) -> UserRow | None:
        """The user in a row, or None while its block is not there (it is then asked for)."""
        block = self._blocks.get(row // BLOCK)
        if block is None:
            self._want(row // BLOCK)
            return None
        self._blocks.move_to_end(row // BLOCK)
        offset = row % BLOCK
        return block[offset] if offset < len(block) else None

    # -- Qt's questions

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def columnCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(_ORDERS)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role == Qt.ItemDataRole.DisplayRole:
            if self.user(index.row()) is None:
                return "…" if index.column() == ID else ""
            return self._texts[index.row() // BLOCK][index.row() % BLOCK][index.column()]
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() != ID:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole and index.column() == ID:
            return literal(self.data(index))
        if role in WHY and index.column() == RANK:
            return self._why_untested() if self.data(index) == NO_RANK else None  # muted where there is a why
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation != Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return (self.tr("User"), self.tr("Events"), self.tr("Last active"), self.tr("Rank"))[section]
        if role == Qt.ItemDataRole.ToolTipRole and section == COUNT:
            return self.tr("Events of the user in the log; filters of a run may leave some out")
        if role == Qt.ItemDataRole.ToolTipRole and section == RANK:
            return self.tr(
                "The rank the model gave the last item that the test held out of the user; – where none was"
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == ID else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if self._reader is None or column not in _ORDERS:
            return
        descending = order == Qt.SortOrder.DescendingOrder
        query = replace(self._reader.query, order=_ORDERS[column], descending=descending)
        if query != self._reader.query:
            self.show(query)

    # -- blocks

    def _open(self, reader: UserReader, rows: int, first: list[UserRow]) -> None:
        if reader is not self._reader:
            return
        self._reading = self._wanted = None
        self._reset(rows, first)
        self.counted.emit(rows)
        self.block_loaded.emit(0)

    def _reset(self, rows: int, first: list[UserRow] | None = None) -> None:
        self.beginResetModel()
        self._blocks.clear()
        self._texts.clear()
        self._rows = rows
        if first is not None:
            self._keep(0, first)
        self.endResetModel()

    def _want(self, block: int) -> None:
        self._wanted = block
        if self._reading is None:
            self._read_next()

    def _read_next(self) -> None:
        block, self._wanted = self._wanted, None
        reader = self._reader
        if block is None or block in self._blocks or reader is None:
            return
        self._reading = block
        self._tasks.query(
            lambda: reader.block(block, wanted=lambda: reader is self._reader),
            lambda rows: self._arrived(reader, block, rows),
            lambda error: self._fail(reader, error),
            key=f"users.block.{id(self)}",
        )

    def _arrived(self, reader: UserReader, block: int, rows: list[UserRow]) -> None:
        if reader is not self._reader:
            return
        self._reading = None
        self._keep(block, rows)
        last = min(self._rows, (block + 1) * BLOCK) - 1
        self.dataChanged.emit(self.index(block * BLOCK, 0), self.index(last, RANK))
        self.block_loaded.emit(block)
        self._read_next()

    def _fail(self, reader: UserReader, error: Exception) -> None:
        if reader is not self._reader:
            return
        self._reading = None
        self.failed.emit(error, self.tr("The users cannot be listed"))

    def _keep(self, block: int, rows: list[UserRow]) -> None:
        self._blocks[block] = rows
        # Made once for each block: texts are what a table's painting asks for again and again.
        self._texts[block] = [
            (user.external_id, count(user.n), day(user.last_ts), self._rank(user)) for user in rows
        ]
        while len(self._blocks) > KEPT_BLOCKS:
            oldest, _ = self._blocks.popitem(last=False)
            del self._texts[oldest]

    def _rank(self, user: UserRow) -> str:
        held_out = self._audience.held_out(user.user_id) if self._audience is not None else None
        if self._audience is None or not self._audience.tested:
            return ""
        return NO_RANK if held_out is None else count(held_out.rank)

    def _why_untested(self) -> str:
        """Why the test held nothing out of a user."""
        reasons = {
            "by_sequence": self.tr(
                "Not tested: the test has the users who began last; this one began earlier."
            ),
            "by_time": self.tr(
                "Not tested: nothing of this user lies in the last tenth of the log's events."
            ),
            "leave_one_out": self.tr("Not tested: a user with fewer than three events is for training only."),
            "column": self.tr("Not tested: the log gives none of this user's events to the test."),
        }
        split = self._audience.split if self._audience is not None else ""
        return reasons.get(split, self.tr("Not tested: nothing of this user was held out."))
