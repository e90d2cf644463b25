"""Tables of recommendations as CSV or Parquet, written row by row in bounded memory.

In a CSV, texts that a spreadsheet would run as formulas get an apostrophe in front (see `formulas`); Parquet
holds every text as it is.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.exporting.formulas import harmless

ROWS_PER_GROUP = 20_000


class TableRow(NamedTuple):
    """One recommendation: `item` for `user` at `rank`, ids as they were in the log."""

    user: str
    rank: int
    item: str
    title: str | None
    score: float


SCHEMA = pa.schema(
    [
        ("user", pa.string()),
        ("rank", pa.int32()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("score", pa.float32()),
    ]
)

WriteRows = Callable[[Iterable[TableRow]], None]


def check_suffix(path: Path) -> str:
    """The suffix of `path`, which names the format; raises `BadSetting` for an unknown one."""
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        known = " and ".join(_WRITERS)
        raise BadSetting(
            f"“{path.name}” does not say which kind of table to write.",
            f"Known endings are {known}.",
            nearest(suffix, _WRITERS),
        )
    return suffix


@contextmanager
def table_writer(path: Path, suffix: str) -> Iterator[WriteRows]:
    """A function that appends rows to a new table at `path`, in the format of `suffix`."""
    with _WRITERS[suffix](path) as write:
        yield write


@contextmanager
def _csv_writer(path: Path) -> Iterator[WriteRows]:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(TableRow._fields)
        yield lambda rows: writer.writerows(map(_csv_row, rows))


def _csv_row(row: TableRow) -> TableRow:
    return TableRow(
        user=harmless(row.user),
        rank=row.rank,
        item=harmless(row.item),
        title=None if row.title is None else harmless(row.title),
        score=float(f"{row.score:.7g}"),
    )


@contextmanager
def _parquet_writer(path: Path) -> Iterator[WriteRows]:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        waiting: list[TableRow] = []

        def write_group() -> None:
            columns = zip(zip(*waiting, strict=True), SCHEMA, strict=True)
            arrays = [pa.array(column, field.type) for column, field in columns]
            writer.write_table(pa.table(arrays, schema=SCHEMA))
            waiting.clear()

        def write(rows: Iterable[TableRow]) -> None:
            waiting.extend(rows)
            if len(waiting) >= ROWS_PER_GROUP:
                write_group()

        yield write
        if waiting:
            write_group()


_WRITERS = {".csv": _csv_writer, ".parquet": _parquet_writer}
