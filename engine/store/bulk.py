"""Writing many rows: multi-row VALUES statements with flat parameters, in batches.

The fastest way into SQLite from Python (twice the shell's own import), and each call into the driver
is short, so that a window in the same process stays responsive.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
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
    prefix = f"INSERT INTO {table.name} ({', '.join((*owner, *columns))}) VALUES "
    row = f"({', '.join((*map(str, owner.values()), *'?' * len(columns)))})"
    width = len(columns)
    for start in range(0, total, BATCH):
        end = min(start + BATCH, total)
        flat: list[Any] = [None] * ((end - start) * width)
        for position, values in enumerate(columns.values()):
            part = values[start:end]
            flat[position::width] = part.tolist() if isinstance(part, np.ndarray) else part
        _insert_flat(connection, prefix, row, width, flat)
        yield end


def _insert_flat(connection: Connection, prefix: str, row: str, width: int, flat: list[Any]) -> None:
    step = _ROWS_PER_STATEMENT * width
    whole = len(flat) - len(flat) % step
    if whole:
        statement = prefix + ", ".join([row] * _ROWS_PER_STATEMENT)
        connection.exec_driver_sql(statement, [tuple(flat[at : at + step]) for at in range(0, whole, step)])
    if rest := flat[whole:]:
        connection.exec_driver_sql(prefix + ", ".join([row] * (len(rest) // width)), tuple(rest))
