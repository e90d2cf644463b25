"""Rows of a log whose data set is not there: a transaction leaves none, a damaged store may hold some."""

from __future__ import annotations

from sqlalchemy import Connection, Table, delete, func, select

from engine.store.connection import Store
from engine.store.tables import LOG_TABLES, dataset


def orphaned(connection: Connection) -> list[tuple[Table, int]]:
    """The tables of logs, each with the number of a data set that it has rows of and that is not there."""
    known = set(connection.execute(select(dataset.c.id)).scalars())
    return [(table, owner) for table in LOG_TABLES for owner in _owners(connection, table) - known]


def discard_orphans(store: Store) -> int:
    """Remove such rows; returns how many there were."""
    with store.read() as connection:
        if not orphaned(connection):
            return 0
    with store.write() as connection:
        return sum(
            connection.execute(delete(table).where(table.c.dataset_id == owner)).rowcount
            for table, owner in orphaned(connection)
        )


def _owners(connection: Connection, table: Table) -> set[int]:
    """The data sets a table has rows of. From one to the next by the key: it reads one row of each."""
    found: set[int] = set()
    query = select(func.min(table.c.dataset_id))
    owner = connection.execute(query).scalar_one()
    while owner is not None:
        found.add(owner)
        owner = connection.execute(query.where(table.c.dataset_id > owner)).scalar_one()
    return found
