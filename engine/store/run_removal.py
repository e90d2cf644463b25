"""Deleting runs: hidden first, so that it can be undone; removed for good later, in steps."""

from __future__ import annotations

import shutil
import time
from collections.abc import Collection, Iterator
from pathlib import Path

from sqlalchemy import Connection, delete, select, update

from engine.errors import EngineError, NotFound
from engine.events import CancelToken, Progress
from engine.store.connection import Store
from engine.store.datasets import REMOVING
from engine.store.imported import discard_catalogues
from engine.store.tables import queued_run, run


def hide_runs(store: Store, run_ids: Collection[int]) -> None:
    """Delete runs until they are restored or purged: from now on lists leave them out. All, or none.

    Raises:
        EngineError: one of them is being trained, or waits in the queue to go on.
    """
    with store.write() as connection:
        _check_idle(connection, run_ids)
        now = time.time_ns() // 1_000_000
        chosen = run.c.id.in_(run_ids), run.c.deleted_at.is_(None)
        connection.execute(update(run).where(*chosen).values(deleted_at=now))


def restore_runs(store: Store, run_ids: Collection[int]) -> None:
    """Undo `hide_runs`; raises `NotFound` once one of them is purged."""
    with store.write() as connection:
        chosen = run.c.id.in_(run_ids), run.c.deleted_at.is_distinct_from(REMOVING)
        if connection.execute(update(run).where(*chosen).values(deleted_at=None)).rowcount < len(run_ids):
            raise NotFound(
                "The run is gone for good." if len(run_ids) == 1 else "Some of the runs are gone for good.",
                advice="Train again with the same settings.",
            )


def purge_deleted_runs(
    root: Path, store: Store, cancel: CancelToken, *, only: Collection[int] | None = None
) -> Iterator[Progress]:
    """Remove for good every run that was deleted, with its files.

    A run is first marked as one that nobody can have back, then its files go, then its rows: whatever ends
    the program, either it can still be restored whole, or it is removed next time.

    Args:
        root: folder of the workspace.
        store: open for writing.
        cancel: asks for the end, between two runs.
        only: of the deleted runs only these.

    Raises:
        Cancelled: the end was asked for.
    """
    marked = [number for number in _marked(store) if only is None or number in only]
    for done, number in enumerate(marked):
        cancel.raise_if_cancelled()
        yield Progress(text="Removing", done=done, total=len(marked), unit="runs")
        with store.write() as connection:
            connection.execute(update(run).where(run.c.id == number).values(deleted_at=REMOVING))
        shutil.rmtree(root / "runs" / str(number), ignore_errors=True)
        with store.write() as connection:
            connection.execute(delete(run).where(run.c.id == number))
            discard_catalogues(connection)
    if marked:
        yield Progress(text="Removing", done=len(marked), total=len(marked), unit="runs")


def is_any_run_deleted(store: Store) -> bool:
    """Whether a run waits to be removed for good."""
    return bool(_marked(store))


def _marked(store: Store) -> list[int]:
    query = select(run.c.id).where(run.c.deleted_at.is_not(None)).order_by(run.c.id)
    with store.read() as connection:
        return list(connection.execute(query).scalars())


def _check_idle(connection: Connection, run_ids: Collection[int]) -> None:
    training = select(run.c.name).where(run.c.id.in_(run_ids), run.c.status == "running")
    if (name := connection.execute(training).scalars().first()) is not None:
        raise EngineError(f"“{name}” cannot be deleted.", "It is being trained.", "Stop it first.")
    waits = queued_run.c.run_id.in_(run_ids), queued_run.c.status == "waiting"
    waiting = run.join(queued_run, queued_run.c.run_id == run.c.id)
    query = select(run.c.name).select_from(waiting).where(*waits)
    if (name := connection.execute(query).scalars().first()) is not None:
        raise EngineError(
            f"“{name}” cannot be deleted.",
            "It waits in the queue to go on.",
            "Take it out of the queue first.",
        )
