"""Parquet files."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa  # type: ignore[import-untyped]

from engine.importing.form import FileForm
from engine.importing.kinds.columnar import layout_of, no_rows, rows_of, top_columns
from engine.importing.kinds.gathering import MOST_ROWS
from engine.importing.kinds.layout import Layout
from engine.importing.row_batch import RowBatch

_SAMPLE = 1_000
_ROWS_WITH_LISTS = 1_000


def look(path: Path, table: str | None) -> Layout:
    """What the columns are."""
    with _opened(path) as file:
        nothing = no_rows(file.schema_arrow)
        return layout_of("parquet", next(file.iter_batches(_SAMPLE, use_threads=False), nothing), table)


@dataclass
class ParquetTable:
    """A Parquet file being read; `position` and `size` count rows."""

    form: FileForm
    _file: Any
    position: int = 0

    @property
    def size(self) -> int:
        return int(self._file.metadata.num_rows)

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        """Batches of rows; only the wanted columns are read."""
        yield from rows_of(self._batches(wanted), self.form, wanted)

    def _batches(self, wanted: Sequence[int]) -> Iterator[pa.RecordBatch]:
        columns = top_columns(self.form, wanted, self._file.schema_arrow.names)
        size = _ROWS_WITH_LISTS if self.form.table else MOST_ROWS
        for batch in self._file.iter_batches(size, columns=columns, use_threads=False):
            self.position += batch.num_rows
            yield batch


@contextmanager
def open_parquet(path: Path, form: FileForm) -> Iterator[ParquetTable]:
    """Open a Parquet file."""
    with _opened(path) as file:
        yield ParquetTable(form, file)


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    from pyarrow.parquet import ParquetFile  # type: ignore[import-untyped]  # loads slowly

    # Not mapped into memory: a file that is cut short meanwhile would take the program down.
    with ParquetFile(path, memory_map=False, pre_buffer=False) as file:
        yield file
