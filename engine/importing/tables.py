"""One way to read a table, whatever it is written in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from engine.importing.blocks import read_blocks
from engine.importing.form import FileForm
from engine.importing.kinds import stored, streamed
from engine.importing.kinds.histories import Histories
from engine.importing.refusals import cut_short
from engine.importing.row_batch import RowBatch
from engine.importing.rows import read_rows
from engine.importing.source import Source, opened


class Table(Protocol):
    """A table being read from its beginning, once."""

    @property
    def position(self) -> int:
        """How much of it is read, in the unit of `size`."""

    @property
    def size(self) -> int:
        """All there is to read: bytes, or rows; 0 where it is not known."""

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        """Batches of at most 20,000 rows with the columns at these positions, as text."""


@contextmanager
def open_table(form: FileForm, histories: Histories | None = None) -> Iterator[Table]:
    """Open a table for reading.

    Args:
        form: how it is made.
        histories: of files of the same log before this one.

    Raises:
        BadInput: the file is gone, damaged, or not what its form says; also while rows are read.
    """
    if form.kind in stored.STORED:
        with unpacked_file(form) as path, stored.open_stored(path, form) as table:
            size = path.stat().st_size
            yield table
            # A stream of Arrow has no end of its own.
            if path.exists() and (left := path.stat().st_size) < size:
                raise cut_short(form.label, left, size)
    else:
        with opened(form.path, form.compression, form.member) as source:
            yield _Text(form, source, histories)


@contextmanager
def unpacked_file(form: FileForm) -> Iterator[Path]:
    """The file as it lies on the disk, or a temporary copy of it where it is packed."""
    if form.compression is None:
        yield form.path
        return
    with (
        opened(form.path, form.compression, form.member) as source,
        stored.on_disk(source.stream, form.label) as path,
    ):
        yield path


@dataclass
class _Text:
    """A table that is read from front to back."""

    form: FileForm
    source: Source
    histories: Histories | None

    @property
    def position(self) -> int:
        return self.source.position

    @property
    def size(self) -> int:
        return self.source.size

    def rows(self, wanted: Sequence[int]) -> Iterator[RowBatch]:
        if self.form.kind in streamed.STREAMED:
            yield from streamed.read_rows(self.source.stream, self.form, wanted, self.histories)
        else:
            yield from read_rows(read_blocks(self.source.stream, self.form.encoding), self.form, wanted)
        # What is packed knows its own end.
        if self.form.compression is None and self.position < self.size:
            raise cut_short(self.form.label, self.position, self.size)
