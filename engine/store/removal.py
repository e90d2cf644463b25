"""Removing for good what was deleted, a few rows at a time."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from sqlalchemy import delete, select

from engine.events import CancelToken, Progress
from engine.store.connection import Store
from engine.store.tables import LOG_TABLES, dataset, run


@dataclass(frozen=True)
class Purged:
    """A data set that is gone, and the runs that went with it: their folders can go too."""

    dataset_id: int
    run_ids: tuple[int, ...]


def purge_deleted(store: Store, cancel: CancelToken) -> Generator[Progress, None, list[Purged]]:
    """Remove every data set that `hide_dataset` marked; the window calls this at its close and its start."""
    with store.read() as connection:
        marked = (
            connection.execute(select(dataset.c.id).where(dataset.c.deleted_at.is_not(None))).scalars().all()
        )
    purged: list[Purged] = []
    for dataset_id in marked:
        cancel.raise_if_cancelled()
        with store.write() as connection:
            runs = connection.execute(select(run.c.id).where(run.c.dataset_id == dataset_id)).scalars().all()
            connection.execute(delete(run).where(run.c.dataset_id == dataset_id))
            for table in LOG_TABLES:
                connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
            connection.execute(delete(dataset).where(dataset.c.id == dataset_id))
        purged.append(Purged(dataset_id, tuple(runs)))
        yield Progress(text="Removing", done=len(purged), total=len(marked), unit="data sets")
    return purged
