"""Tables of recommendations as CSV or Parquet, written block by block in bounded memory.

In a CSV, texts that a spreadsheet would run as formulas get an apostrophe in front (see `formulas`); Parquet
holds every text as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.csv as pa_csv  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from engine.errors import BadSetting, nearest
from engine.formulas import harmless_table

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


_WRITERS = {".csv": _csv_writer, ".parquet": _parquet_writer}
