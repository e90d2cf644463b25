"""A table model over millions of rows that are read block by block, in the background, when they are seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from areal_gui.components.table import ColumnModel
from areal_gui.components.tooltip import literal
from engine.events import Cancelled, CancelToken

if TYPE_CHECKING:
    from areal_gui.tasks import TaskRunner

Row = TypeVar("Row")
Read = TypeVar("Read", covariant=True)
Index = QModelIndex | QPersistentModelIndex

BLOCK = 256
KEPT_BLOCKS = 64
MOST_ROWS = 70_000_000
"""A view counts its height in pixels, with 31 bits: rows beyond these are reached by filters."""


class Reader(Protocol[Read]):
    """Reads one table, on a worker's thread. Reading ends with `Cancelled` where its token asks for that."""

    def block(self, number: int, cancel: CancelToken) -> Sequence[Read]:
        """The rows from `number * BLOCK`; fewer than a block only at the end of the table."""
        ...

    def count(self, cancel: CancelToken) -> int:
        """How many rows there are."""
        ...


class PagedModel(ColumnModel, Generic[Row]):
    """Shows what a reader reads; rows that are not there yet are blank.

    The first block is shown as soon as it is read, and the number of rows as soon as it is counted. One
    block is read at a time: a newer wish ends the reading of an older one, so that dragging the scroll bar
    asks for the few blocks where it stops, not for all that flew by. A subclass says what a row reads.
    """

    opened = Signal()
    """The first rows of another table are there."""
    counted = Signal(int)
    """The number of rows is known."""
    block_loaded = Signal(int)
    failed = Signal(object)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._reader: Reader[Row] | None = None
        self._rows = 0
        self._blocks: OrderedDict[int, tuple[Sequence[Row], list[tuple[str, ...]]]] = OrderedDict()
        self._reading: int | None = None
        self._wanted: int | None = None
        self._token = CancelToken()
        self._block_token = CancelToken()

    # What a subclass says

    def texts(self, row: Row) -> tuple[str, ...]:
        """The text of each cell."""
        raise NotImplementedError

    # What is shown

    def open(self, reader: Reader[Row]) -> None:
        """Show another table; the old rows stay until the first new ones are there."""
        self._token.cancel()
        self._token = CancelToken()
        self._block_token.cancel()
        self._reader, token = reader, self._token
        self._reading, self._wanted = 0, None
        self._tasks.query(
            lambda: reader.block(0, token),
            lambda rows: self._take_first(reader, rows),
            lambda error: self._fail(reader, error),
            key=f"open.{id(self)}",
        )

    def close(self) -> None:
        """Show nothing."""
        self._token.cancel()
        self._block_token.cancel()
        self._reader = None
        self._reset(())

    def row(self, number: int) -> Row | None:
        """A row, or None while its block is not there; it is asked for then."""
        found = self._blocks.get(number // BLOCK)
        if found is None:
            self._want(number // BLOCK)
            return None
        self._blocks.move_to_end(number // BLOCK)
        rows = found[0]
        return rows[number % BLOCK] if number % BLOCK < len(rows) else None

    # Qt's questions

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else self._rows

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            if self.row(index.row()) is None:
                return "…" if index.column() == 0 else ""
            text = self._blocks[index.row() // BLOCK][1][index.row() % BLOCK][index.column()]
            return literal(text) if role == Qt.ItemDataRole.ToolTipRole else text
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self.alignment(index.column())
        return None

    # Blocks

    def _take_first(self, reader: Reader[Row], rows: Sequence[Row]) -> None:
        if reader is not self._reader:
            return
        self._reading = self._wanted = None
        self._reset(rows)
        self.opened.emit()
        self.block_loaded.emit(0)
        token = self._token
        self._tasks.query(
            lambda: reader.count(token),
            lambda count: self._take_count(reader, count),
            lambda error: self._fail_to_count(reader, error),
            key=f"count.{id(self)}",
        )

    def _take_count(self, reader: Reader[Row], count: int) -> None:
        if reader is not self._reader:
            return
        shown = min(count, MOST_ROWS)
        if shown > self._rows:
            self.beginInsertRows(QModelIndex(), self._rows, shown - 1)
            self._rows = shown
            self.endInsertRows()
        self.counted.emit(count)

    def _reset(self, rows: Sequence[Row]) -> None:
        self.beginResetModel()
        self._blocks.clear()
        self._rows = len(rows)
        if rows:
            self._keep(0, rows)
        self.endResetModel()

    def _want(self, block: int) -> None:
        if self._reader is None or block == self._reading:
            return
        self._wanted = block
        if self._reading is None:
            self._read_next()
        elif abs(block - self._reading) > 1:  # a view may show two blocks at once, and wants both
            self._block_token.cancel()

    def _read_next(self) -> None:
        block, self._wanted = self._wanted, None
        reader, token = self._reader, CancelToken()
        if block is None or block in self._blocks or reader is None:
            return
        self._reading, self._block_token = block, token
        self._tasks.query(
            lambda: reader.block(block, token),
            lambda rows: self._take_block(reader, block, rows),
            lambda error: self._fail(reader, error),
            key=f"block.{id(self)}",
        )

    def _take_block(self, reader: Reader[Row], block: int, rows: Sequence[Row]) -> None:
        if reader is not self._reader:
            return
        self._reading = None
        self._keep(block, rows)
        last = min(self._rows, (block + 1) * BLOCK) - 1
        self.dataChanged.emit(self.index(block * BLOCK, 0), self.index(last, self.columnCount() - 1))
        self.block_loaded.emit(block)
        self._read_next()

    def _keep(self, block: int, rows: Sequence[Row]) -> None:
        # Made once for each block: texts are what a table's painting asks for again and again.
        self._blocks[block] = rows, [self.texts(row) for row in rows]
        while len(self._blocks) > KEPT_BLOCKS:
            self._blocks.popitem(last=False)

    def _fail(self, reader: Reader[Row], error: Exception) -> None:
        if reader is not self._reader:
            return
        self._reading = None
        if isinstance(error, Cancelled):
            self._read_next()
        else:
            self.failed.emit(error)

    def _fail_to_count(self, reader: Reader[Row], error: Exception) -> None:
        if reader is self._reader and not isinstance(error, Cancelled):
            self.failed.emit(error)
