"""Removing for good what was deleted: it can be cut off at any moment, and goes on the next time."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import delete, select, update

from engine.events import Cancelled, CancelToken, Progress
from engine.store.connection import Store, translated
from engine.store.datasets import REMOVING
from engine.store.tables import LOG_TABLES, dataset, run

MOST_TO_MOVE = 1 << 30
"""Bytes. A store with more in it than this keeps the room that became free in it, for the next log."""

_STEPS_BETWEEN_LOOKS = 100_000


def is_anything_deleted(store: Store) -> bool:
    """Whether a data set waits to be removed, or was half removed when the program was killed."""
    query = select(dataset.c.id).where(dataset.c.deleted_at.is_not(None)).limit(1)
    with store.read() as connection:
        return connection.execute(query).first() is not None


def purge_deleted(
    root: Path, store: Store, cancel: CancelToken, *, most: int | None = None
) -> Iterator[Progress]:
    """Remove every data set that `hide_dataset` marked, with its runs, and the files of both.

    A set is first marked as one that nobody can have back, then its files go, then its rows in one
    transaction: whatever ends the program, either it can still be restored whole, or it is removed next time.

    Args:
        root: folder of the workspace.
        store: open for writing.
        cancel: asks for the end, between two sets.
        most: leave sets with more interactions than this for another time.

    Raises:
        Cancelled: the end was asked for.
    """
    marked = _marked(store, most)
    for done, dataset_id in enumerate(marked):
        cancel.raise_if_cancelled()
        yield Progress(text="Removing", done=done, total=len(marked), unit="data sets")
        _remove_files(root, dataset_id, _begin(store, dataset_id))
        _remove_rows(store, dataset_id)
    if marked:
        yield Progress(text="Removing", done=len(marked), total=len(marked), unit="data sets")


def give_back_room(store: Store, cancel: CancelToken) -> None:
    """Make the store's file as small as what is in it, where that is worth its while.

    It is when at least half of the file is free: then no more is moved than is given back.

    Raises:
        Cancelled: the end was asked for; the store is as it was.
        WorkspaceUnusable: the disk has no room for the smaller file beside the old one.
    """
    with translated(store.path), closing(sqlite3.connect(store.path, isolation_level=None)) as connection:
        size, pages, free = (
            connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("page_size", "page_count", "freelist_count")
        )
        if 2 * free < pages or (pages - free) * size > MOST_TO_MOVE:
            return
        connection.set_progress_handler(lambda: cancel.cancelled, _STEPS_BETWEEN_LOOKS)
        try:
            connection.execute("VACUUM")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        except sqlite3.OperationalError:
            if cancel.cancelled:
                raise Cancelled from None
            raise


def _marked(store: Store, most: int | None) -> list[int]:
    query = select(dataset.c.id).where(dataset.c.deleted_at.is_not(None)).order_by(dataset.c.n_interactions)
    if most is not None:
        query = query.where(dataset.c.n_interactions <= most)
    with store.read() as connection:
        return list(connection.execute(query).scalars())


def _begin(store: Store, dataset_id: int) -> list[int]:
    """From now on nobody can have the set back; the numbers of its runs."""
    with store.write() as connection:
        connection.execute(update(dataset).where(dataset.c.id == dataset_id).values(deleted_at=REMOVING))
        return list(connection.execute(select(run.c.id).where(run.c.dataset_id == dataset_id)).scalars())


def _remove_files(root: Path, dataset_id: int, runs: list[int]) -> None:
    shutil.rmtree(root / "snapshots" / str(dataset_id), ignore_errors=True)
    for number in runs:
        shutil.rmtree(root / "runs" / str(number), ignore_errors=True)


def _remove_rows(store: Store, dataset_id: int) -> None:
    with store.write() as connection:
        connection.execute(delete(run).where(run.c.dataset_id == dataset_id))
        for table in LOG_TABLES:
            connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
        connection.execute(delete(dataset).where(dataset.c.id == dataset_id))
