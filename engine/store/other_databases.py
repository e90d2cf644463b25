"""SQLite databases of other programs: looked at and read, never written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

from engine.errors import BadInput

_FETCH = 5_000

Cell = str | int | float | bytes | None


class OtherDatabase:
    """An open database."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    def tables(self) -> list[str]:
        """Names of its tables, in the order they were made; no views, which may run for ever."""
        found = self._connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' "
            "AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY rowid"
        )
        return [name for (name,) in found]

    def columns(self, table: str) -> list[str]:
        """Names of a table's columns."""
        found = self._connection.execute("SELECT name FROM pragma_table_info(?) ORDER BY cid", (table,))
        return [name for (name,) in found]

    def size(self, table: str) -> int:
        """How many rows a table has at most; 0 where only counting would tell."""
        try:
            (last,) = self._connection.execute(f"SELECT max(_rowid_) FROM {_quoted(table)}").fetchone()
        except sqlite3.OperationalError:  # a table without row numbers
            return 0
        return last if isinstance(last, int) and last > 0 else 0

    def rows(self, table: str, columns: Sequence[str]) -> Iterator[list[tuple[Cell, ...]]]:
        """Columns of all rows in the order they are kept, some thousands at a time."""
        named = ", ".join(_quoted(column) for column in columns) or "NULL"
        cursor = self._connection.execute(f"SELECT {named} FROM {_quoted(table)}")
        while some := cursor.fetchmany(_FETCH):
            yield some


@contextmanager
def opened_read_only(path: Path) -> Iterator[OtherDatabase]:
    """Open a database so that nothing is written, not even beside it.

    Raises:
        BadInput: it is damaged, locked with a password, or still being written by another program.
    """
    log = path.with_name(f"{path.name}-wal")
    if log.exists() and log.stat().st_size:
        raise BadInput(
            f"{path.name} is not written to its end.",
            f"{log.name} beside it holds changes that are not in the database yet.",
            "Close the program that uses the database, or export the table as CSV.",
        )
    try:
        with closing(
            sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True)
        ) as connection:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.text_factory = lambda raw: raw.decode("utf-8", "replace")
            yield OtherDatabase(connection)
    except sqlite3.Error as error:
        raise BadInput(
            f"{path.name} cannot be read as an SQLite database.",
            f"It is damaged, incomplete or encrypted ({error}).",
            "Get the file again, or export the table as CSV.",
        ) from error


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
