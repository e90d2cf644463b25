"""Files and streams of Arrow, which are also Feather's."""

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
_FILE = b"ARROW1"


def look(path: Path, table: str | None) -> Layout:
    """What the columns are."""
    with _opened(path) as file:
        first = next(file.batches(), no_rows(file.schema))
        return layout_of("arrow", first.slice(0, _SAMPLE), table)


@dataclass
class _File:
    """A file of batches, or a stream of them (which does not say how many); `done` is in bytes."""

    reader: Any
    size: int
    done: int = 0

    @property
    def schema(self) -> pa.Schema:
        return self.reader.schema

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Sound batches: in a damaged file, texts may begin outside of it and take the program down."""
        for batch in self._read():
            batch.validate(full=True)
            yield batch

    def _read(self) -> Iterator[pa.RecordBatch]:
        if not hasattr(self.reader, "num_record_batches"):
            yield from self.reader
            return
        number = self.reader.num_record_batches
        for at in range(number):
            self.done = self.size * (at + 1) // number
            yield self.reader.get_batch(at)


@dataclass
class ArrowTable:
    """An Arrow file being read; `position` and `size` are bytes."""

    form: FileForm
    _file: _File

    @property
    def position(self) -> int:
        return self._file.done

    @property
    def size(self) -> int:
        return self._file.size

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        """Batches of rows, whatever the size of the file's own."""
        yield from rows_of(self._batches(wanted), self.form, wanted)

    def _batches(self, wanted: Sequence[int]) -> Iterator[pa.RecordBatch]:
        columns = top_columns(self.form, wanted, self._file.schema.names)
        size = _ROWS_WITH_LISTS if self.form.table else MOST_ROWS
        for batch in self._file.batches():
            chosen = batch.select(columns)
            for start in range(0, batch.num_rows, size):
                yield chosen.slice(start, size)


@contextmanager
def open_arrow(path: Path, form: FileForm) -> Iterator[ArrowTable]:
    """Open an Arrow or Feather file."""
    with _opened(path) as file:
        yield ArrowTable(form, file)


@contextmanager
def _opened(path: Path) -> Iterator[_File]:
    # Not mapped into memory: a file that is cut short meanwhile would take the program down.
    with pa.OSFile(str(path)) as source:
        start = source.read(len(_FILE))
        source.seek(0)
        reader = pa.ipc.open_file(source) if start == _FILE else pa.ipc.open_stream(source)
        with reader:
            yield _File(reader, path.stat().st_size)
