"""Opening the store: pragmas, read and write transactions, and failures put into words."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError

from engine.errors import EngineError, WorkspaceBusy, WorkspaceUnusable
from engine.store.tables import APPLICATION_ID, SCHEMA_VERSION

STORE_NAME = "store.sqlite"
"""The file of the store within a workspace."""

_BUSY_TIMEOUT_MS = 30_000


class Store:
    """One SQLite file: many readers in any thread, one writer at a time.

    Attributes:
        path: the file.
        writable: whether `write` may be used.
    """

    def __init__(self, path: Path, *, write: bool) -> None:
        self.path = path
        self.writable = write
        self._engine = _make_engine(path, write=write)
        # Not an RLock: a generator that writes may be closed by another thread than the one that began it.
        self._writing = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection in one read transaction: everything read through it is of one moment."""
        with translated(self.path), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A connection in one write transaction, committed at the end, rolled back on any exception.

        Writers of this process queue here, however long one takes; readers never wait.
        """
        if not self.writable:
            raise WorkspaceUnusable(
                "The workspace was opened for reading only.", advice="Open it for writing."
            )
        with self._writing, translated(self.path), self._engine.connect() as connection:
            immediate = connection.execution_options(areal_begin="BEGIN IMMEDIATE")
            with immediate.begin():
                yield immediate

    def close(self) -> None:
        """Fold the write-ahead log into the file and let go of it."""
        self._engine.dispose()
        if self.writable:
            _fold_log(self.path)


def open_store(path: Path, *, write: bool) -> Store:
    """Open the store at `path`; make it, or bring it up to date, where it is missing or old.

    Raises:
        WorkspaceUnusable: not a store, damaged, newer than this program, or not accessible.
        WorkspaceBusy: another program keeps it locked.
    """
    with translated(path):
        version = stored_version(path)
    if version > SCHEMA_VERSION:
        raise WorkspaceUnusable(
            f"The workspace was written by a newer version of AREAL (store version {version}; "
            f"this program knows {SCHEMA_VERSION}).",
            "An older program could damage what it does not understand.",
            "Update AREAL, or choose another workspace.",
        )
    if version < SCHEMA_VERSION:
        from engine.store.migrate import migrate  # alembic is slow to import and rarely needed

        with translated(path):
            migrate(path, version)
    if write:
        with translated(path):
            _fold_log(path)  # of a process that was killed: it may be as large as what it was writing
    return Store(path, write=write)


def is_current(path: Path) -> bool:
    """Whether opening the store at `path` would change nothing in it."""
    with translated(path):
        return stored_version(path) >= SCHEMA_VERSION


def stored_version(path: Path) -> int:
    """The schema version of the file; 0 where there is no store yet."""
    if not path.exists() or path.stat().st_size == 0:
        return 0
    with closing(sqlite3.connect(path, timeout=_BUSY_TIMEOUT_MS / 1000)) as connection:
        application = connection.execute("PRAGMA application_id").fetchone()[0]
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if application != APPLICATION_ID and (tables or version):
        raise WorkspaceUnusable(
            f"{path.name} is not a store of AREAL.",
            "It is a database of another program.",
            "Choose another folder as the workspace.",
        )
    return version


def _make_engine(path: Path, *, write: bool) -> Engine:
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_TIMEOUT_MS / 1000})

    @event.listens_for(engine, "connect")
    def on_connect(connection: Any, _record: Any) -> None:
        prepare_connection(connection)
        if not write:
            connection.execute("PRAGMA query_only=ON")

    @event.listens_for(engine, "begin")
    def on_begin(connection: Connection) -> None:
        connection.exec_driver_sql(connection.get_execution_options().get("areal_begin", "BEGIN"))

    return engine


def prepare_connection(connection: sqlite3.Connection) -> None:
    """Set the pragmas of every connection."""
    # The driver's own transaction control begins late and commits by itself: `begin` events do it instead.
    connection.isolation_level = None
    for pragma in (
        "page_size=16384",  # of a new store: a log goes in, and is read again, faster than in pages of 4096
        "journal_mode=WAL",
        "synchronous=NORMAL",
        "foreign_keys=ON",
        "temp_store=MEMORY",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _fold_log(path: Path) -> None:
    """Move the write-ahead log into the store, unless a reader of another process still needs it."""
    with closing(sqlite3.connect(path, timeout=0)) as connection, suppress(sqlite3.OperationalError):
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what SQLite and the system say about `path` as errors for people."""
    try:
        yield
    except DBAPIError as error:
        raise _in_words(error.orig, path) or error from error
    except (sqlite3.DatabaseError, OSError) as error:
        raise _in_words(error, path) or error from error


def _in_words(error: BaseException | None, path: Path) -> EngineError | None:
    text = str(error).lower()
    if "locked" in text or "busy" in text:
        return WorkspaceBusy(
            "Another program is writing to this workspace.", str(error), "Close it or wait, then try again."
        )
    if any(sign in text for sign in ("disk is full", "no space left", "file too large", "quota exceeded")):
        return WorkspaceUnusable(
            "The disk is full; nothing of this operation was kept.",
            f"There is no room left beside {path}.",
            "Free some space, or choose a workspace on another disk.",
        )
    if "not a database" in text or "malformed" in text:
        return WorkspaceUnusable(
            f"The store {path} is damaged or is not a store.",
            str(error),
            "Put one of the copies in the folder `backups` in its place, or choose another workspace.",
        )
    if any(
        sign in text for sign in ("readonly", "read-only", "unable to open", "permission denied", "i/o error")
    ):
        return WorkspaceUnusable(
            f"The store {path} cannot be used.", str(error), "Check the folder's permissions and the disk."
        )
    return None
