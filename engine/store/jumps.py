"""From the number of a row to its place: a jump to the middle of the log reads little of it."""

from __future__ import annotations

from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, text

from engine.store.access import Access, Bound, Place, stretch
from engine.store.datasets import DatasetRow
from engine.store.marks import key_of_row

_USERS_PER_BLOCK = 1024

_blocks: WeakKeyDictionary[Engine, dict[tuple[int, int], NDArray[np.int64]]] = WeakKeyDictionary()
"""Rows before each block of users, by data set and moment of its last change."""


def start(
    connection: Connection,
    dataset: DatasetRow,
    access: Access,
    descending: bool,
    after: Place | None,
    at_row: int | None,
) -> tuple[Bound | None, int]:
    """Where a page begins, and how many rows are still to be left out from there."""
    if after is not None:
        return Bound(after, inclusive=False), 0
    if not at_row or not access.is_stretch:
        return None, at_row or 0
    first, end = stretch(connection, dataset, access)
    row = end - 1 - at_row if descending else first + at_row
    if not first <= row < end:
        return None, at_row
    if access.along is None:
        place = _in_sequence(connection, dataset, row)
    else:
        place = Place(*key_of_row(connection, dataset, access.along, row))
    return Bound(place, inclusive=True), 0


def _in_sequence(connection: Connection, dataset: DatasetRow, row: int) -> Place:
    """The row-th interaction of the log's own order: of which user it is, and which of theirs."""
    before = _rows_before_blocks(connection, dataset)
    block = int(np.searchsorted(before, row, side="right")) - 1
    query = text(
        "SELECT user_id, n FROM user_ WHERE dataset_id = :d AND user_id >= :first AND user_id < :end "
        "ORDER BY user_id"
    )
    first = block * _USERS_PER_BLOCK
    left = row - int(before[block])
    values = {"d": dataset.id, "first": first, "end": first + _USERS_PER_BLOCK}
    for user_id, n in connection.execute(query, values):
        if left < n:
            return Place(0.0, user_id, left)
        left -= n
    raise LookupError(f"row {row} is behind the last user")


def _rows_before_blocks(connection: Connection, dataset: DatasetRow) -> NDArray[np.int64]:
    known = _blocks.setdefault(connection.engine, {})
    key = (dataset.id, dataset.generation)
    if key not in known:
        query = text(
            f"SELECT sum(n) FROM user_ WHERE dataset_id = :d GROUP BY user_id / {_USERS_PER_BLOCK} "
            f"ORDER BY user_id / {_USERS_PER_BLOCK}"
        )
        sums = connection.execute(query, {"d": dataset.id}).scalars().all()
        known[key] = np.concatenate(([0], np.cumsum(sums[:-1], dtype=np.int64)))
    return known[key]
