"""Kinds of logs that are read from front to back, out of any stream of bytes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import BinaryIO

from engine.importing.form import FileForm, Kind
from engine.importing.kinds import json_records, lists, recbole
from engine.importing.kinds.histories import Histories
from engine.importing.kinds.layout import Layout
from engine.importing.row_batch import RowBatch

_READERS: dict[Kind, Callable[[BinaryIO, FileForm, Sequence[int]], Iterator[RowBatch]]] = {
    "json": json_records.read_rows,
    "events": json_records.read_rows,
    "lists": lists.read_rows,
}

STREAMED: frozenset[Kind] = frozenset([*_READERS, "recbole"])


def look(sample: bytes, encoding: str, table: str | None = None) -> Layout | None:
    """What a file is that begins with these bytes; None if it is delimited text, or no log.

    Args:
        sample: the first megabyte of the file, unpacked, or all of it.
        encoding: as Python names it.
        table: of nested records, the key of the list of events; "" for none; None: as detected.
    """
    if json_records.looks_like_json(sample, encoding):
        return json_records.look(sample, encoding, table)
    return recbole.look(sample, encoding) or lists.look(sample, encoding)


def read_rows(
    stream: BinaryIO, form: FileForm, wanted: Sequence[int], histories: Histories | None = None
) -> Iterator[RowBatch]:
    """The rows of a file of one of the `STREAMED` kinds.

    Args:
        stream: the file from its beginning, unpacked.
        form: how it is made.
        wanted: positions of the columns to read.
        histories: of files of the same log before this one, whose rows may repeat them.
    """
    if form.kind == "recbole":
        return recbole.read_rows(stream, form, wanted, histories or Histories())
    return _READERS[form.kind](stream, form, wanted)
