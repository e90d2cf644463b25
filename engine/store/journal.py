"""What is being written right now, so that the next start can say what a process that died left undone.

An operation that writes for long keeps a folder of its own while it lasts: a note of what it is, and its
temporary files. The folder goes with the operation; one that is left belongs to a process that died.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import or_, select

from engine.errors import WorkspaceUnusable
from engine.store.connection import Store
from engine.store.datasets import REMOVING
from engine.store.orphans import discard_orphans
from engine.store.tables import dataset, growth

Kind = Literal["import", "growth", "copy"]

_NOTE = "what.json"


@dataclass(frozen=True)
class Interrupted:
    """An operation that did not come to its end; nothing of it was kept.

    Attributes:
        kind: what it was: a new log, rows for a log that is there, or the copy of a log.
        name: of the data set.
        started: UTC milliseconds.
        pid: the process that died.
    """

    kind: Kind
    name: str
    started: int
    pid: int


@contextmanager
def under_way(folder: Path, kind: Kind, name: str) -> Iterator[Path]:
    """Say in `folder` what begins now; yields a folder for its temporary files, removed at the end.

    Raises:
        WorkspaceUnusable: nothing can be written there.
    """
    entry = Interrupted(kind, name, _now(), os.getpid())
    own = folder / f"{entry.started}-{entry.pid}-{secrets.token_hex(4)}"
    try:
        try:
            own.mkdir(parents=True)
            _write_note(own / _NOTE, entry)
        except OSError as error:
            raise WorkspaceUnusable(
                "The workspace cannot be written to.",
                f"{folder}: {error.strerror or error}.",
                "Free some space there, change its permissions, or choose another workspace.",
            ) from error
        yield own
    finally:
        shutil.rmtree(own, ignore_errors=True)


def clear(folder: Path, store: Store) -> list[Interrupted]:
    """Remove what dead processes left and say what they were doing; only the one writer may do so.

    One that died between writing its last row and removing its folder did come to its end: it is not told.
    """
    left = sorted(folder.iterdir()) if folder.is_dir() else []
    entries = [entry for own in left if (entry := _read_note(own / _NOTE)) is not None]
    interrupted = [entry for entry in entries if not _was_kept(store, entry)]
    if left:
        discard_orphans(store)
    for own in left:
        shutil.rmtree(own, ignore_errors=True)
    return interrupted


def _was_kept(store: Store, entry: Interrupted) -> bool:
    if entry.kind == "growth":
        since = growth.c.created_at >= entry.started
        query = select(growth.c.part).join(dataset, dataset.c.id == growth.c.dataset_id)
        query = query.where(since, dataset.c.name == entry.name)
    else:  # the name it got has a number behind it where the wished one was taken
        names = or_(
            dataset.c.name == entry.name, dataset.c.name.startswith(f"{entry.name} (", autoescape=True)
        )
        begun = dataset.c.created_at >= entry.started, dataset.c.deleted_at.is_distinct_from(REMOVING)
        query = select(dataset.c.id).where(*begun, names)
    with store.read() as connection:
        return connection.execute(query.limit(1)).one_or_none() is not None


def _write_note(path: Path, entry: Interrupted) -> None:
    with path.open("w", encoding="utf-8") as note:
        json.dump(asdict(entry), note)
        note.flush()
        os.fsync(note.fileno())  # a power cut must not leave the temporary files without it


def _read_note(path: Path) -> Interrupted | None:
    with suppress(OSError, ValueError, TypeError):
        return Interrupted(**json.loads(path.read_text(encoding="utf-8")))
    return None  # it died before its first word, or after its last


def _now() -> int:
    return time.time_ns() // 1_000_000
