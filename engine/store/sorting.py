"""Putting a large log into every order that its table offers, beside everything else that goes on.

SQLite sorts into a temporary table on the disk, reading alone; only then are the rows moved into
`interaction_order`, in their order and in transactions of a moment, so that no other writer waits. The marks
come with the last of them: an order without marks counts as not there.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from engine.errors import EngineError
from engine.events import CancelToken, Event, Progress
from engine.store.access import LEAST, SMALL, InteractionOrder, available_orders
from engine.store.connection import Store, prepare_connection
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.marks import finished_orders
from engine.store.tables import INTERACTION_ORDERS

MARK_EVERY = 2_000
"""Rows between two marks: at most so many are read and left out at a jump."""

_ROWS_AT_ONCE = 200_000
_OPERATIONS_BETWEEN_CHECKS = 20_000
_BUSY_SECONDS = 0.2

_TEXTS = {"ts": "Sorting by time", "item": "Sorting by item", "value": "Sorting by value"}


@dataclass(frozen=True, kw_only=True)
class InteractionsSorted(Event):
    """The log can be read in these orders."""

    dataset_id: int
    orders: tuple[str, ...]
    seconds: float


def sorted_orders(store: Store, dataset_id: int) -> set[InteractionOrder]:
    """Orders in which every page of the log is quick."""
    dataset = get_dataset(store, dataset_id)
    if dataset.n_interactions <= SMALL:
        return {"sequence", *available_orders(dataset)}
    with store.read() as connection:
        finished = finished_orders(connection, dataset)
    return {"sequence", *(order for order in available_orders(dataset) if order in finished)}


def sort_interactions(store: Store, dataset_id: int, cancel: CancelToken) -> Iterator[Event]:
    """Put a log into the orders that are missing; the last event is `InteractionsSorted`.

    What a killed or cancelled sorting left is removed first. A small log is sorted when it is looked at:
    for it     nothing is done. The store must be open for writing.

    Raises:
        Cancelled: the token was cancelled, at any point within a moment.
        EngineError: the disk is full, or the data set was changed or deleted meanwhile.
    """
    began, dataset = time.perf_counter(), get_dataset(store, dataset_id)
    missing = sorted(available_orders(dataset) - sorted_orders(store, dataset_id))
    with _own_connection(store, cancel) as connection:
        for order in missing:
            yield from _Sorting(connection, dataset, order, cancel).events()
    seconds = time.perf_counter() - began
    yield InteractionsSorted(dataset_id=dataset_id, orders=tuple(missing), seconds=seconds)


@contextmanager
def _own_connection(store: Store, cancel: CancelToken) -> Iterator[sqlite3.Connection]:
    """A connection that sorts on the disk, lets the token interrupt it, and speaks in words."""
    path = store.path
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS, check_same_thread=False)) as connection:
        prepare_connection(connection)
        for pragma in ("temp_store=FILE", "threads=2"):
            connection.execute(f"PRAGMA {pragma}")
        connection.set_progress_handler(lambda: cancel.cancelled, _OPERATIONS_BETWEEN_CHECKS)
        try:
            yield connection
        except sqlite3.Error as error:
            cancel.raise_if_cancelled()
            raise EngineError(
                "The log could not be sorted.",
                str(error),
                "See that there is room on the disk; it is tried again at the next start.",
            ) from error


class _Sorting:
    """One order of one log."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        dataset: DatasetRow,
        order: InteractionOrder,
        cancel: CancelToken,
    ) -> None:
        self._connection = connection
        self._dataset = dataset
        self._order: InteractionOrder = order
        self._cancel = cancel
        self._owner = {"d": dataset.id, "by": INTERACTION_ORDERS[order]}

    def events(self) -> Iterator[Event]:
        yield self._progress(0)
        for _ in self._remove_old():
            yield self._progress(0)
        self._sort()
        total = self._dataset.n_interactions
        for first in range(0, total, _ROWS_AT_ONCE):
            end = min(first + _ROWS_AT_ONCE, total)
            with self._writing() as connection:
                connection.execute(
                    "INSERT INTO interaction_order SELECT :d, :by, value, user_id, seq FROM temp.sorted "
                    "WHERE rowid > :first AND rowid <= :end",
                    self._owner | {"first": first, "end": end},
                )
                if end == total:
                    self._mark()
            yield self._progress(end)
        self._connection.execute("DROP TABLE temp.sorted")

    def _progress(self, done: int) -> Progress:
        total = self._dataset.n_interactions
        return Progress(text=_TEXTS[self._order], done=done, total=total, unit="rows")

    def _remove_old(self) -> Generator[None, None, None]:
        """Remove what an earlier log or a sorting that was not finished left of this order."""
        while True:
            with self._writing() as connection:
                stop = connection.execute(
                    "SELECT value, user_id, seq FROM interaction_order WHERE dataset_id = :d AND by = :by "
                    f"ORDER BY value, user_id, seq LIMIT 1 OFFSET {_ROWS_AT_ONCE}",
                    self._owner,
                ).fetchone()
                until = "" if stop is None else " AND (value, user_id, seq) < (:value, :user_id, :seq)"
                place = dict(zip(("value", "user_id", "seq"), stop or (), strict=False))
                connection.execute(
                    f"DELETE FROM interaction_order WHERE dataset_id = :d AND by = :by{until}",
                    self._owner | place,
                )
                if stop is None:
                    connection.execute(
                        "DELETE FROM order_mark WHERE dataset_id = :d AND by = :by", self._owner
                    )
                    return
            yield

    def _sort(self) -> None:
        connection, key = self._connection, f"coalesce({self._order}, {LEAST})"
        joined = ""
        if self._order == "item":
            connection.execute("CREATE TEMP TABLE ranked (item_id INTEGER PRIMARY KEY, rank REAL)")
            connection.execute(
                "INSERT INTO ranked SELECT item_id, row_number() OVER (ORDER BY external_id) - 1.0 "
                "FROM item WHERE dataset_id = :d",
                self._owner,
            )
            key, joined = "rank", " CROSS JOIN temp.ranked USING (item_id)"
        connection.execute(
            f"CREATE TEMP TABLE sorted AS SELECT CAST({key} AS REAL) AS value, user_id, seq "
            f"FROM interaction{joined} WHERE dataset_id = {self._dataset.id} ORDER BY value, user_id, seq"
        )
        connection.execute("DROP TABLE IF EXISTS temp.ranked")

    def _mark(self) -> None:
        self._connection.execute(
            "INSERT INTO order_mark SELECT :d, :by, :g, rowid - 1, value, user_id, seq FROM temp.sorted "
            f"WHERE rowid % {MARK_EVERY} = 1",
            self._owner | {"g": self._dataset.generation},
        )

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """A write transaction of a moment, on the log that the sorting began with."""
        self._begin()
        try:
            now = self._connection.execute(
                "SELECT coalesce(grown_at, created_at) FROM dataset WHERE id = :d", self._owner
            ).fetchone()
            if now != (self._dataset.generation,):
                raise EngineError(
                    "The log could not be sorted.",
                    "The data set was changed or deleted meanwhile.",
                    "A log that has grown is sorted again when it is next looked at.",
                )
            yield self._connection
            self._connection.execute("COMMIT")
        finally:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")

    def _begin(self) -> None:
        """Wait for other writers, however long they take, but not for longer than the user."""
        while True:
            self._cancel.raise_if_cancelled()
            try:
                self._connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                    raise
            else:
                return
