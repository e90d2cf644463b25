"""What a process that died has left “running”: read as what it is, also before a writer has marked it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from engine.store.connection import Store
from engine.store.writer_lock import is_held

if TYPE_CHECKING:
    from engine.store.queue import QueuedRun
    from engine.store.runs import RunRow

Row = TypeVar("Row", "RunRow", "QueuedRun")

RUNNING, INTERRUPTED, WAITING = "running", "interrupted", "waiting"


def as_left(store: Store, rows: list[Row], instead: str) -> list[Row]:
    """The rows, with another status for those that are running where no living process writes."""
    if store.writable or not any(row.status == RUNNING for row in rows) or is_held(store.path.parent):
        return rows
    return [replace(row, status=instead) if row.status == RUNNING else row for row in rows]
