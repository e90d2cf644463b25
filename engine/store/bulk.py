"""Writing many rows: multi-row VALUES statements with flat parameters, in batches.

The fastest way into SQLite from Python (twice the shell's own import), and each call into the driver
is short, so that a window in the same process stays responsive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

import numpy as np
from sqlalchemy import Connection, Table

BATCH = 20_000
_ROWS_PER_STATEMENT = 125

Values = np.ndarray[Any, Any] | Sequence[Any]


def insert_columns(
    connection: Connection, table: Table, owner: Mapping[str, int], columns: Mapping[str, Values]
) -> Iterator[int]:
    """Write columns of equal length; yield how many rows are written after each batch.

    Args:
        connection: inside a write transaction.
        table: where to.
        owner: columns that hold one and the same integer in every row.
        columns: the others; NumPy arrays or sequences of plain values.
    """
    total = len(next(iter(columns.values())))
    cursor = connection.connection.cursor()
    prefix = f"INSERT INTO {table.name} ({', '.join((*owner, *columns))}) VALUES "
    row = f"({', '.join((*map(str, owner.values()), *'?' * len(columns)))})"
    statement = prefix + ", ".join([row] * _ROWS_PER_STATEMENT)
    for start in range(0, total, BATCH):
        end = min(start + BATCH, total)
        whole = end - (end - start) % _ROWS_PER_STATEMENT
        if whole > start:
            cursor.executemany(statement, _parameters([part[start:whole] for part in columns.values()]))
        if end > whole:
            rest = zip(*(_plain(part[whole:end]) for part in columns.values()), strict=True)
            cursor.executemany(prefix + row, list(rest))
        yield end


def _parameters(columns: Sequence[Values]) -> list[list[Any]]:
    """The flat parameters of each statement: row after row."""
    width = len(columns) * _ROWS_PER_STATEMENT
    if all(isinstance(column, np.ndarray) and column.dtype.kind == "i" for column in columns):
        matrix = np.stack(columns, axis=1)
        return matrix.reshape(-1, width).tolist()
    flat = list(chain.from_iterable(zip(*map(_plain, columns), strict=True)))
    return [flat[start : start + width] for start in range(0, len(flat), width)]


def _plain(values: Values) -> Sequence[Any]:
    return values.tolist() if isinstance(values, np.ndarray) else values
