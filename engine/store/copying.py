"""A second data set with the same log: to grow one of them, or to give it other notes."""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any

from sqlalchemy import ColumnElement, Connection, Insert, Table, func, insert, literal, null, select

from engine.errors import EngineError
from engine.store.connection import Store
from engine.store.datasets import get_dataset
from engine.store.tables import LOG_TABLES, dataset, interaction, interaction_order, order_mark, user_

_USERS_AT_ONCE = 2_000

_MADE_AGAIN = (interaction_order, order_mark)
"""Tables whose rows are made of the others."""


def duplicate_dataset(store: Store, dataset_id: int, name: str) -> Generator[int, None, int]:
    """Copy a data set without its runs, in one transaction; yield the interactions copied so far.

    Closing the generator, or an exception thrown into it, leaves no trace.

    Returns:
        The id of the copy.

    Raises:
        EngineError: another data set has that name.
    """
    original = get_dataset(store, dataset_id)
    with store.write() as connection:
        copy_id = _copy_facts(connection, original.id, name.strip())
        yield 0
        for table in LOG_TABLES:
            if table not in (interaction, *_MADE_AGAIN):
                connection.execute(_copied(table, original.id, copy_id))
                yield 0
        yield from _copy_log(connection, original.id, copy_id)
    return copy_id


def _copy_facts(connection: Connection, original: int, name: str) -> int:
    if not name or connection.execute(select(dataset.c.id).where(dataset.c.name == name)).first():
        raise EngineError(f"A copy cannot be called {name!r}.", "Names are unique.", "Choose another name.")
    now = time.time_ns() // 1_000_000
    new: dict[str, ColumnElement[Any]] = {
        "name": literal(name),
        "created_at": literal(now),
        "grown_at": null(),
        "deleted_at": null(),
    }
    kept = [column.name for column in dataset.columns if column.name not in {"id", *new}]
    columns = [*new.values(), *(dataset.c[column] for column in kept)]
    source = select(*columns).where(dataset.c.id == original)
    connection.execute(insert(dataset).from_select([*new, *kept], source))
    return int(connection.execute(select(func.max(dataset.c.id))).scalar_one())


def _copied(table: Table, original: int, copy_id: int, *conditions: ColumnElement[bool]) -> Insert:
    names = [column.name for column in table.columns if column.name != "dataset_id"]
    source = select(literal(copy_id), *(table.c[name] for name in names)).where(
        table.c.dataset_id == original, *conditions
    )
    key = [column for column in table.primary_key.columns if column.name != "dataset_id"]
    return insert(table).from_select(["dataset_id", *names], source.order_by(*key))


def _copy_log(connection: Connection, original: int, copy_id: int) -> Generator[int, None, None]:
    log = next(table for table in LOG_TABLES if table.name == "interaction")
    users = connection.execute(
        select(func.max(user_.c.user_id)).where(user_.c.dataset_id == original)
    ).scalar()
    done = 0
    for first in range(0, (users or 0) + 1, _USERS_AT_ONCE):
        stretch = log.c.user_id.between(first, first + _USERS_AT_ONCE - 1)
        done += connection.execute(_copied(log, original, copy_id, stretch)).rowcount
        yield done
