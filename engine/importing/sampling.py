"""Rows from the middle and the end of a text, by chance: what its beginning may not show."""

from __future__ import annotations

import os
import random
from dataclasses import replace
from io import BytesIO
from typing import BinaryIO

from engine.importing.blocks import read_blocks
from engine.importing.form import FileForm
from engine.importing.rows import read_rows
from engine.importing.source import reading

_PLACES = 40
_LINES_AT_A_PLACE = 10
_WINDOW = 1 << 14
_LAST = 10
_HEAD = 1 << 20


def sample_rows(form: FileForm, n_lines: int) -> tuple[list[list[str]], list[list[str]]]:
    """Rows behind the first lines: some from places by chance, in order; and the last ones.

    None of a file that can only be read from its start, or whose line ends are not single bytes.
    """
    if form.kind != "delimited" or form.compression is not None or "\n".encode(form.encoding) != b"\n":
        return [], []
    with reading(form.path), form.path.open("rb") as file:
        begin, size = _end_of_lines(file, n_lines), file.seek(0, os.SEEK_END)
        if size <= begin:
            return [], []
        chance = random.Random(size)  # the same rows for the same file
        places = sorted(chance.randrange(begin, size) for _ in range(_PLACES))
        middle = [line for place in places for line in _lines_at(file, place)[:_LINES_AT_A_PLACE]]
        end = _lines_at(file, max(begin, size - _WINDOW))[-_LAST:]
    return _rows(form, middle), _rows(form, end)


def _end_of_lines(file: BinaryIO, n_lines: int) -> int:
    """Where the first lines end, or the first megabyte: what was looked at already."""
    at, head = 0, file.read(_HEAD)
    for _ in range(n_lines):
        end = head.find(b"\n", at)
        if end < 0:
            return len(head)
        at = end + 1
    return at


def _lines_at(file: BinaryIO, place: int) -> list[bytes]:
    """The whole lines of a window of the file."""
    file.seek(place)
    lines = file.read(_WINDOW).split(b"\n")[1:]
    return lines[:-1] if file.read(1) else lines


def _rows(form: FileForm, lines: list[bytes]) -> list[list[str]]:
    everything = range(len(form.columns))
    stream = BytesIO(b"\n".join(lines))
    batches = read_rows(read_blocks(stream, form.encoding), replace(form, has_header=False), everything)
    return [
        list(row)
        for batch in batches
        for row in zip(*(batch.columns[at].to_pylist() for at in everything), strict=True)
    ]
