"""How a data set grew: what each file added to it."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select

from engine.store.connection import Store
from engine.store.tables import growth


@dataclass(frozen=True)
class Growth:
    """One addition to a log.

    Attributes:
        source: the files.
        created_at: UTC milliseconds.
        interactions: that were added; `users` and `items` that were not known before.
        already_there: rows that the log had already; `rejected`: rows that could not be read.
    """

    source: str
    created_at: int
    interactions: int
    users: int
    items: int
    already_there: int
    rejected: int


def growth_history(store: Store, dataset_id: int) -> list[Growth]:
    """All additions to a data set, oldest first; nothing for a set that is as it was imported."""
    columns = [growth.c[name] for name in Growth.__dataclass_fields__]
    query = select(*columns).where(growth.c.dataset_id == dataset_id).order_by(growth.c.part)
    with store.read() as connection:
        return [Growth(**row._mapping) for row in connection.execute(query)]
