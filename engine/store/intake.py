"""Rows laid out in files of their own, taken into the store's tables by SQLite itself."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Table

from engine.store.bulk import BATCH
from engine.store.row_file import RowFile

_NONE = {"event": "nullif(event, -1)"}
"""Columns whose numbers can mean that there is none; of floats SQLite knows it by itself."""


class Intake:
    """The way from a file of rows into a table, inside a write transaction."""

    def __init__(self, connection: Connection, file: RowFile, table: Table, owner: Mapping[str, int]) -> None:
        """Attach the file.

        Args:
            connection: detached from its pool: it goes when the transaction has ended, and with it the
                file, which no statement can let go of after it was read within a transaction.
            file: its columns are called as the table's.
            table: where to.
            owner: columns that hold one and the same integer in every row.
        """
        schemas = connection.exec_driver_sql("PRAGMA database_list").all()
        self._schema = f"laid_out_{len(schemas)}"
        connection.exec_driver_sql(f"ATTACH ? AS {self._schema}", (str(file.path),))
        self._connection, self._file = connection, file
        names = ", ".join((*owner, *file.columns))
        values = ", ".join((*map(str, owner.values()), *(_NONE.get(name, name) for name in file.columns)))
        self._insert = f"INSERT INTO {table.name} ({names}) SELECT {values} FROM {self._schema}"

    def take(self, start: int, end: int) -> Iterator[int]:
        """Take in the rows start ... end, which are written; yield how many are in after each batch."""
        for first in range(start, end, BATCH):
            until = min(first + BATCH, end)
            for part, low, high in self._file.selects(first, until):
                statement = f"{self._insert}.{part} WHERE rowid BETWEEN ? AND ?"
                self._connection.exec_driver_sql(statement, (low, high))
            yield until


def take_columns(
    connection: Connection,
    table: Table,
    owner: Mapping[str, int],
    columns: Mapping[str, NDArray[Any]],
    path: Path,
) -> Iterator[int]:
    """Lay out whole columns in a file at `path`, and take them in; yield how many rows are in by then."""
    n_rows = len(next(iter(columns.values())))
    kinds = {name: values.dtype.str[1:] for name, values in columns.items()}
    with RowFile(path, kinds, n_rows) as file:
        for start in range(0, n_rows, BATCH):
            file.append({name: values[start : start + BATCH] for name, values in columns.items()})
            yield 0
        yield from Intake(connection, file, table, owner).take(0, n_rows)


def as_bytes(texts: Sequence[str]) -> NDArray[np.bytes_]:
    """Texts as an array of bytes, all as long as the longest."""
    parts = [
        np.array([text.encode() for text in texts[start : start + BATCH]], np.bytes_)
        for start in range(0, len(texts), BATCH)
    ]
    return np.concatenate(parts)
