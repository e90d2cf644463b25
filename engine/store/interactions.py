"""The log as a table: any page of it, in any order, under any filter, whatever its size.

A small log is sorted when it is looked at. A large one is read along `interaction_order` once
`engine.store.sorting` has filled it; until then a page of another order than the log's own is the best of
one scan.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from engine.errors import NotFound
from engine.events import Cancelled, CancelToken
from engine.store import jumps
from engine.store.access import (
    EVERYTHING,
    SMALL,
    Access,
    Bound,
    InteractionFilter,
    InteractionOrder,
    Place,
    choose_access,
    stretch,
)
from engine.store.connection import Store
from engine.store.datasets import DatasetRow, get_dataset

_OPERATIONS_BETWEEN_CHECKS = 20_000
_AMPLE = 50
"""How many times the rows of a page the few items have that it is first looked for in, on an average."""
_SPLITS = ("train", "val", "test")


@dataclass(frozen=True)
class InteractionRow:
    """One row of the log.

    Attributes:
        user: what the log calls the user; `item` likewise.
        seq: place within the user's sequence, from 0.
        ts: UTC milliseconds.
        event: kind of event; None for a log without.
        split: train, val or test; None for a log without the column.
        place: where it stands in the order that was asked for: the next page begins after it.
    """

    user: str
    user_id: int
    seq: int
    item: str
    title: str | None
    ts: int | None
    value: float | None
    event: str | None
    split: str | None
    place: Place


def page(
    store: Store,
    dataset_id: int,
    *,
    order: InteractionOrder = "sequence",
    descending: bool = False,
    after: Place | None = None,
    at_row: int | None = None,
    filter: InteractionFilter = EVERYTHING,  # noqa: A002
    limit: int = 256,
    cancel: CancelToken | None = None,
) -> list[InteractionRow]:
    """One page of the log.

    Args:
        store: where.
        dataset_id: of which data set.
        order: what to sort by; equal rows follow by user and place. Rows without the value come first.
        descending: the other way round.
        after: place of the last row of the page before.
        at_row: instead of `after`: the page begins with this row of the filtered table, from 0.
        filter: which rows.
        limit: rows per page.
        cancel: ends a slow reading within 0.1 s.

    Raises:
        Cancelled: the token was cancelled.
    """
    with store.read() as connection, _cancellable(connection, cancel):
        dataset = _dataset(store, dataset_id)
        access = choose_access(connection, dataset, order, filter)
        if access is None:
            return []
        bound, offset = jumps.start(connection, dataset, access, descending, after, at_row)
        for way in _shortest_first(dataset, access, descending, bound, offset + limit):
            rows = connection.execute(*way.rows(descending, bound, limit, offset)).all()
            if len(rows) == limit:
                break
        return _with_names(connection, dataset, rows)


def count(
    store: Store,
    dataset_id: int,
    filter: InteractionFilter = EVERYTHING,  # noqa: A002
    cancel: CancelToken | None = None,
) -> int:
    """How many rows the filter lets through."""
    with store.read() as connection, _cancellable(connection, cancel):
        dataset = _dataset(store, dataset_id)
        if filter == InteractionFilter(event=filter.event) and filter.event is not None:
            return dict(dataset.events).get(filter.event, 0)
        by_time = (filter.earliest, filter.latest) != (None, None)
        access = choose_access(connection, dataset, "ts" if by_time else "sequence", filter)
        if access is None:
            return 0
        if access.is_stretch:
            first, end = stretch(connection, dataset, access)
            return end - first
        return int(connection.execute(*access.count()).scalar_one())


def _dataset(store: Store, dataset_id: int) -> DatasetRow:
    found = get_dataset(store, dataset_id)
    if found.deleted_at is not None:
        raise NotFound("The data set was deleted.", advice="Restore it to look at its log.")
    return found


def _shortest_first(
    dataset: DatasetRow, access: Access, descending: bool, bound: Bound | None, rows: int
) -> Iterator[Access]:
    """A log that is not sorted yet, by item: to compare all rows by name takes four times as long as to find
    those of a few items, and these mostly fill the page."""
    if access.by_name and dataset.n_interactions > SMALL:
        few = -(-_AMPLE * rows * dataset.n_items // dataset.n_interactions)
        yield access.of_next_items(few, descending, bound)
    yield access


@contextmanager
def _cancellable(connection: Connection, cancel: CancelToken | None) -> Iterator[None]:
    """Let the token interrupt what this connection reads."""
    driver: Any = connection.connection.driver_connection
    if cancel is None:
        yield
        return
    driver.set_progress_handler(lambda: cancel.cancelled, _OPERATIONS_BETWEEN_CHECKS)
    try:
        yield
    except OperationalError as error:
        if cancel.cancelled:
            raise Cancelled from error
        raise
    finally:
        driver.set_progress_handler(None, 0)


def _with_names(connection: Connection, dataset: DatasetRow, rows: Any) -> list[InteractionRow]:
    """Rows with what the log calls users and items: looked up for one page, not for what was scanned."""
    users = _names(connection, dataset.id, "user_", {row.user_id for row in rows})
    items = _names(connection, dataset.id, "item", {row.item_id for row in rows})
    return [
        InteractionRow(
            user=users[row.user_id][0],
            user_id=row.user_id,
            seq=row.seq,
            item=items[row.item_id][0],
            title=items[row.item_id][1],
            ts=row.ts,
            value=row.value,
            event=None if row.event is None else dataset.events[row.event][0],
            split=None if row.split is None else _SPLITS[row.split],
            place=Place(row.key, row.user_id, row.seq),
        )
        for row in rows
    ]


def _names(
    connection: Connection, dataset_id: int, table: str, numbers: set[int]
) -> dict[int, tuple[str, str | None]]:
    key, title = ("user_id", "NULL") if table == "user_" else ("item_id", "title")
    listed = ",".join(map(str, sorted(numbers))) or "NULL"
    query = f"SELECT {key}, external_id, {title} FROM {table} WHERE dataset_id = :d AND {key} IN ({listed})"
    return {row[0]: (row[1], row[2]) for row in connection.execute(text(query), {"d": dataset_id})}
