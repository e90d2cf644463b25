"""A table of its own as an SQLite file, to be taken away: no part of the store."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self


class TableFile:
    """One new table in a new file, written a block at a time; a context.

    The file is complete when the context ends well, and of no use otherwise: nothing is kept to go back.
    """

    def __init__(self, path: Path, name: str, columns: Mapping[str, str], index: Sequence[str]) -> None:
        """Args:
        name, columns: words of the program's own; SQLite's type of each column, by its name.
        index: columns that rows are looked up by.
        """
        self._name, self._columns, self._index = name, columns, index
        path.unlink(missing_ok=True)  # of an earlier time that was cut off
        self._connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = OFF", "synchronous = OFF"):
            self._connection.execute(f"PRAGMA {pragma}")
        self._connection.execute("BEGIN")
        kinds = ", ".join(f"{column} {kind}" for column, kind in columns.items())
        self._connection.execute(f"CREATE TABLE {name} ({kinds})")

    def __enter__(self) -> Self:
        return self

    def add(self, rows: Iterable[Sequence[object]]) -> None:
        """Append rows; raises `OSError` where the disk is full."""
        places = ", ".join("?" * len(self._columns))
        with _disk_errors():
            self._connection.executemany(f"INSERT INTO {self._name} VALUES ({places})", rows)

    def __exit__(
        self, kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        with closing(self._connection):
            if kind is None:
                by = ", ".join(self._index)
                with _disk_errors():
                    self._connection.execute(f"CREATE INDEX {self._name}_by ON {self._name} ({by})")
                    self._connection.execute("COMMIT")


@contextmanager
def _disk_errors() -> Iterator[None]:
    """What SQLite cannot write, as the system says it."""
    try:
        yield
    except sqlite3.OperationalError as error:
        full = error.sqlite_errorcode == sqlite3.SQLITE_FULL
        raise OSError(errno.ENOSPC if full else errno.EIO, str(error)) from error
