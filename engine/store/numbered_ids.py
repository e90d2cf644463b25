"""Users whose ids are whole numbers, in the order of these numbers: 2 before 10.

The order is kept in `user_order` beside those that every import writes, and made when somebody first asks
for it: an import would wait for what few logs need. A mark that comes with its last rows says that it is
whole, and of which state of the log.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Select, and_, func, insert, select, text

from engine.store.bulk import BATCH, insert_columns
from engine.store.connection import Store
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.tables import dataset, order_mark, user_order

BY_NUMBER = 2
"""What `user_order.by` says of this order, beside `USER_ORDERS`."""

_MARK = 100
"""What `order_mark.by` says of it, beside `INTERACTION_ORDERS`."""

_MOST_DIGITS = 18
"""SQLite's integers end within 19."""

_ROWS_AT_ONCE = 200_000
_making = threading.Lock()

# Written as one writes numbers: with zeros in front two ids would be one number.
_IS_OTHER = (
    "external_id GLOB '*[^0-9]*' OR external_id GLOB '0?*' "
    f"OR length(external_id) NOT BETWEEN 1 AND {_MOST_DIGITS}"
)


def has_number_order(store: Store, dataset_id: int) -> bool:
    """Whether the users can be read in the order of their ids as numbers."""
    generation = func.coalesce(dataset.c.grown_at, dataset.c.created_at)
    marks = order_mark.c
    query = (
        select(marks.row)
        .join(dataset, and_(dataset.c.id == marks.dataset_id, generation == marks.generation))
        .where(marks.dataset_id == dataset_id, marks.by == _MARK)
    )
    with store.read() as connection:
        return connection.execute(query).first() is not None


def make_number_order(store: Store, dataset_id: int, wanted: Callable[[], bool] = lambda: True) -> bool:
    """Put users into the order of their ids where all of these are whole numbers and that is not done yet.

    It is written in pieces of a moment, so that no other writer waits. What is cut short is begun anew
    at the next time.

    Args:
        store: open for writing.
        dataset_id: of which data set.
        wanted: asked between the pieces; the work ends where it is False.

    Returns:
        Whether the order was made now.
    """
    with _making:
        if has_number_order(store, dataset_id) or not _all_are_numbers(store, dataset_id):
            return False
        return _make(store, get_dataset(store, dataset_id), wanted)


def _make(store: Store, row: DatasetRow, wanted: Callable[[], bool]) -> bool:
    values, users = _numbers(store, row)
    owner = {"dataset_id": row.id, "by": BY_NUMBER}
    with store.write() as connection:
        chosen = (user_order.c.dataset_id == row.id) & (user_order.c.by == BY_NUMBER)
        connection.execute(user_order.delete().where(chosen))
    for first in range(0, len(users), _ROWS_AT_ONCE):
        if not wanted():
            return False
        part = slice(first, first + _ROWS_AT_ONCE)
        with store.write() as connection:
            if _generation(connection, row.id) != row.generation:
                return False  # the log has grown or is gone
            columns = {"value": values[part], "user_id": users[part]}
            for _ in insert_columns(connection, user_order, owner, columns):
                pass
            if part.stop >= len(users):
                _mark(connection, row)
    return True


def spans(beginning: str, *, descending: bool = False) -> Sequence[tuple[int, int]]:
    """From which number to which the ids begin with a text; all numbers where it is empty.

    7 begins 7, 70 to 79, 700 to 799 and so on.
    """
    if not beginning:
        return [(0, 10**_MOST_DIGITS - 1)]
    if not (beginning.isascii() and beginning.isdecimal()) or (beginning != "0" and beginning[0] == "0"):
        return []
    number, most = int(beginning), max(0, _MOST_DIGITS - len(beginning))
    powers = [10**more for more in range(most + 1 if number else 1)] if len(beginning) <= _MOST_DIGITS else []
    found = [(number * power, (number + 1) * power - 1) for power in powers]
    return found[::-1] if descending else found


def place_by_number(
    connection: Connection, dataset_id: int, place: int, beginning: str, *, descending: bool
) -> int | None:
    """The number of the user at a place, from 0, among those whose ids begin with a text."""
    value = user_order.c.value
    for low, high in spans(beginning, descending=descending):
        there = _between(dataset_id, low, high)
        if beginning:
            counted = select(func.count()).select_from(there.limit(place + 1).subquery())
            found = connection.execute(counted).scalar_one()
            if place >= found:
                place -= found
                continue
        query = there.order_by(value.desc() if descending else value).offset(place).limit(1)
        user: int | None = connection.execute(query).scalar_one_or_none()
        return user
    return None


def _between(dataset_id: int, low: int, high: int) -> Select[Any]:
    columns = user_order.c
    return select(columns.user_id).where(
        columns.dataset_id == dataset_id, columns.by == BY_NUMBER, columns.value.between(low, high)
    )


def _all_are_numbers(store: Store, dataset_id: int) -> bool:
    query = text(f"SELECT EXISTS (SELECT 1 FROM user_ WHERE dataset_id = :d AND ({_IS_OTHER}))")
    with store.read() as connection:
        return not connection.execute(query, {"d": dataset_id}).scalar_one()


def _numbers(store: Store, row: DatasetRow) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """All ids as numbers, ascending, and whose they are."""
    query = text("SELECT CAST(external_id AS INTEGER), user_id FROM user_ WHERE dataset_id = :d")
    parts = [np.empty((0, 2), np.int64)]
    with store.read() as connection:
        cursor = connection.execute(query, {"d": row.id}).cursor  # plain tuples: an array of them is quick
        assert cursor is not None
        while found := cursor.fetchmany(BATCH):
            parts.append(np.array(found, np.int64))
    pairs = np.concatenate(parts)
    pairs = pairs[np.argsort(pairs[:, 0], kind="stable")]
    return pairs[:, 0].copy(), pairs[:, 1].copy()


def _generation(connection: Connection, dataset_id: int) -> int | None:
    query = select(func.coalesce(dataset.c.grown_at, dataset.c.created_at)).where(dataset.c.id == dataset_id)
    return connection.execute(query).scalar_one_or_none()


def _mark(connection: Connection, row: DatasetRow) -> None:
    chosen = (order_mark.c.dataset_id == row.id) & (order_mark.c.by == _MARK)
    connection.execute(order_mark.delete().where(chosen))
    values = {"dataset_id": row.id, "by": _MARK, "generation": row.generation, "row": 0}
    connection.execute(insert(order_mark).values(**values, value=0.0, user_id=0, seq=0))
