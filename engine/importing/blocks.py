"""A stream of bytes as blocks of whole lines in UTF-8; small ones, to keep a window beside responsive."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import BinaryIO

import numpy as np

LONGEST_LINE = 1 << 20
"""Bytes; of a longer line only the beginning is kept, and it is rejected."""

_READ = 1 << 18
_MOST_LINES = 20_000


def read_blocks(stream: BinaryIO, encoding: str) -> Iterator[bytes]:
    r"""Blocks of at most 20,000 lines, each line ending in ``\n``, whatever ended it in the file."""
    to_utf8 = _Recoder(encoding)
    carry = b""
    while raw := stream.read(_READ):
        lines, carry = _cut(carry + to_utf8(raw))
        yield from _parts(lines)
    if rest := _normalised(carry + to_utf8.last()):
        yield from _parts(rest if rest.endswith(b"\n") else rest + b"\n")


class _Recoder:
    """Turns bytes of any encoding into UTF-8, piece by piece, without a byte-order mark."""

    def __init__(self, encoding: str) -> None:
        self._at_start = True
        self._decoder = None
        if codecs.lookup(encoding).name != "utf-8":
            self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def __call__(self, raw: bytes) -> bytes:
        # UTF-8 stays as it is: lines that are not are rejected one by one later.
        data = raw if self._decoder is None else self._decoder.decode(raw).encode()
        return self._without_mark(data)

    def last(self) -> bytes:
        """What is left of a character that the end of the file cut in two: it must not go in silence."""
        return b"" if self._decoder is None else self._decoder.decode(b"", final=True).encode()

    def _without_mark(self, data: bytes) -> bytes:
        if self._at_start and data:
            self._at_start = False
            data = data.removeprefix(codecs.BOM_UTF8)
        return data


def _cut(data: bytes) -> tuple[bytes, bytes]:
    """Whole lines, and what comes after the last of them."""
    pending = b"\r" if data.endswith(b"\r") else b""  # perhaps half of a \r\n
    data = _normalised(data.removesuffix(pending))
    end = data.rfind(b"\n") + 1
    return data[:end], data[end:][: LONGEST_LINE + 1] + pending


def _normalised(data: bytes) -> bytes:
    return data.replace(b"\r\n", b"\n").replace(b"\r", b"\n") if b"\r" in data else data


def _parts(lines: bytes) -> Iterator[bytes]:
    ends = np.flatnonzero(np.frombuffer(lines, np.uint8) == ord("\n"))
    start = 0
    for end in (*(ends[_MOST_LINES - 1 : -1 : _MOST_LINES] + 1).tolist(), len(lines)):
        if end > start:
            yield lines[start:end]
        start = end
