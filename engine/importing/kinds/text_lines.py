"""Lines of text with their numbers; those that are no text say why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from engine.importing.blocks import LONGEST_LINE, read_blocks


class Readable(Protocol):
    """As much of a binary stream as is needed here."""

    def read(self, size: int = -1, /) -> bytes: ...


class Line(NamedTuple):
    """A line that is not blank; `reason` says why it cannot be read, and is empty otherwise."""

    number: int
    text: str
    reason: str


def read_lines(stream: Readable, encoding: str) -> Iterator[list[Line]]:
    """All lines that are not blank, block by block."""
    number = 0
    for block in read_blocks(stream, encoding):  # type: ignore[arg-type]  # reads and does no more
        lines = []
        for raw in block.split(b"\n")[:-1]:
            number += 1
            if raw and not raw.isspace():
                lines.append(_line(number, raw))
        yield lines


def beginning(sample: bytes, n_lines: int) -> bytes:
    """The first lines of a text and a little more: looking at more than these would only take time."""
    end = 0
    for _ in range(n_lines):
        end = sample.find(b"\n", end) + 1
        if not end:
            return sample
    return sample[: end + 4]  # whole characters, of which a line end of UTF-16 is one


def _line(number: int, raw: bytes) -> Line:
    if len(raw) > LONGEST_LINE:
        return Line(number, raw[:2000].decode("utf-8", "replace"), "line longer than 1 MB")
    try:
        return Line(number, raw.decode(), "")
    except UnicodeDecodeError:
        return Line(number, raw.decode("utf-8", "replace"), "bytes that are not UTF-8 text")
