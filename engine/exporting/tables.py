"""Tables of recommendations as CSV, Parquet, JSON lines or SQLite, written block by block in bounded memory.

In a CSV, texts that a spreadsheet would run as formulas get an apostrophe in front (see `formulas`); the
others hold every text as it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.formulas import harmless_table
from engine.store.table_file import TableFile

SCHEMA = pa.schema(
    [
        ("user", pa.string()),
        ("rank", pa.int32()),
        ("item", pa.string()),
        ("title", pa.string()),
        ("score", pa.float32()),
    ]
)
"""One recommendation a row: `item` for `user` at `rank`, ids as they were in the log."""

WriteTable = Callable[[pa.Table], None]

ROWS_AT_ONCE = 20_000


def check_suffix(path: Path) -> str:
    """The suffix of `path`, which names the format; raises `BadSetting` for an unknown one."""
    suffix = path.suffix.lower()
    if suffix not in _WRITERS:
        known = ", ".join(_WRITERS)
        raise BadSetting(
            f"“{path.name}” does not say which kind of table to write.",
            f"Known endings are {known}.",
            nearest(suffix, _WRITERS),
        )
    return suffix


@contextmanager
def table_writer(path: Path, suffix: str) -> Iterator[WriteTable]:
    """A function that appends tables of `SCHEMA` to a new one at `path`, in the format of `suffix`."""
    with _WRITERS[suffix](path) as write:
        yield write


@contextmanager
def _csv_writer(path: Path) -> Iterator[WriteTable]:
    with pa_csv.CSVWriter(path, SCHEMA) as writer:
        yield lambda table: writer.write_table(harmless_table(table))


@contextmanager
def _parquet_writer(path: Path) -> Iterator[WriteTable]:
    with pq.ParquetWriter(path, SCHEMA, compression="zstd") as writer:
        yield writer.write_table


@contextmanager
def _json_writer(path: Path) -> Iterator[WriteTable]:
    """An object a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:

        def write(table: pa.Table) -> None:
            for user, rank, item, title, score in _rows(table):
                row = {"user": user, "rank": rank, "item": item, "title": title, "score": score}
                file.write(json.dumps(row, ensure_ascii=False) + "\n")

        yield write


@contextmanager
def _sqlite_writer(path: Path) -> Iterator[WriteTable]:
    kinds = {"user": "TEXT", "rank": "INTEGER", "item": "TEXT", "title": "TEXT", "score": "REAL"}
    with TableFile(path, "recommendations", kinds, ("user", "rank")) as file:
        yield lambda table: file.add(_rows(table))


def _rows(table: pa.Table) -> Iterator[tuple[str, int, str, str | None, float]]:
    """The rows, scores in the fewest digits that say them."""
    for part in table.to_batches(max_chunksize=ROWS_AT_ONCE):
        *columns, scores = (column.to_pylist() for column in part.columns)
        yield from zip(*columns, (float(f"{score:.9g}") for score in scores), strict=True)


_WRITERS = {
    ".csv": _csv_writer,
    ".parquet": _parquet_writer,
    ".jsonl": _json_writer,
    ".sqlite": _sqlite_writer,
}

BYTES_OF_A_ROW = {".csv": 60, ".parquet": 20, ".jsonl": 110, ".sqlite": 75}
"""About; measured with titles of usual length."""

ENDINGS = tuple(_WRITERS)
"""Which kinds of tables there are, by the ends of their names."""
