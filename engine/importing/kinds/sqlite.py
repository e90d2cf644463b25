"""Tables of SQLite databases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.importing.form import FileForm
from engine.importing.kinds.flat import cell
from engine.importing.kinds.gathering import Gathering
from engine.importing.kinds.layout import Layout
from engine.importing.row_batch import RowBatch
from engine.store.other_databases import Cell, OtherDatabase, opened_read_only


def look(path: Path, table: str | None) -> Layout:
    """The columns of a table: the named one, else the largest of those with two columns or more.

    Raises:
        BadInput: no table has that name, or none is a log.
    """
    with opened_read_only(path) as database:
        tables = database.tables()
        if table is not None and table not in tables:
            raise BadInput(
                f"{path.name} has no table {table!r}.",
                f"Its tables are {', '.join(tables)}.",
                "Name one of these tables.",
            )
        wide = [name for name in tables if len(database.columns(name)) > 1 and database.size(name)]
        if table is None and not wide:
            raise BadInput(
                f"{path.name} holds no log.",
                "No table has rows of two columns or more.",
                "Choose a database with a column of users or sessions and one of items.",
            )
        chosen = table if table is not None else max(wide, key=database.size)
        return Layout("sqlite", database.columns(chosen), table=chosen, tables=tables)


@dataclass
class SqliteTable:
    """A table being read; `position` and `size` count rows."""

    form: FileForm
    _database: OtherDatabase
    position: int = 0

    @property
    def size(self) -> int:
        return self._database.size(self.form.table or "")

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        """Batches of rows in the order they are kept; a row's line is its number in this order."""
        names = [self.form.columns[position] for position in wanted]
        for some in self._database.rows(self.form.table or "", names):
            rows = Gathering(wanted)
            for cells, values in zip(rows.cells, zip(*some, strict=True), strict=True):
                cells.extend(map(_text, values))
            for number, texts in enumerate(zip(*rows.cells, strict=True), self.position + 1):
                rows.record(number, ", ".join(map("=".join, zip(names, texts, strict=True))))
            self.position += len(some)
            yield from rows.batches()


@contextmanager
def open_sqlite(path: Path, form: FileForm) -> Iterator[SqliteTable]:
    """Open a table of a database."""
    with opened_read_only(path) as database:
        yield SqliteTable(form, database)


def _text(value: Cell) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else cell(value)
