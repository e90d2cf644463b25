"""Compressed bytes as a stream of plain ones, known by their first bytes; bombs are refused."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from collections.abc import Callable
from typing import Any, BinaryIO, cast

import pyarrow as pa  # type: ignore[import-untyped]

from engine.errors import BadInput
from engine.importing.form import Compression

HARMLESS = 1 << 28
"""Bytes that any file may unpack to."""

MOST_TIMES = 1_000
"""A file that unpacks to more than `HARMLESS` bytes may be this many times as large as before. Logs
shrink to a tenth, sorted ones to a hundredth; only what is made for it shrinks to less than a thousandth."""

_SIGNS: tuple[tuple[bytes, Compression], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"BZh", "bz2"),
    (b"\xfd7zXZ\0", "xz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
)

_OPENERS: dict[Compression, Callable[[BinaryIO], Any]] = {
    "gz": lambda packed: gzip.GzipFile(fileobj=packed),
    "bz2": bz2.BZ2File,
    "xz": lzma.LZMAFile,
    "zst": lambda packed: pa.CompressedInputStream(pa.PythonFile(packed, mode="r"), "zstd"),
}


def compression_of(start: bytes) -> Compression | None:
    """How a file is compressed, by its first bytes."""
    return next((compression for sign, compression in _SIGNS if start.startswith(sign)), None)


def unpacked(packed: BinaryIO, compression: Compression, name: str, size: Callable[[], int]) -> BinaryIO:
    """The plain bytes of a compressed stream that is no archive.

    Args:
        packed: from its beginning.
        compression: any but "zip".
        name: of the file, for what is said about it.
        size: how many of the compressed bytes are read so far.
    """
    return guarded(_OPENERS[compression](packed), name, size)


def guarded(plain: BinaryIO, name: str, size: Callable[[], int]) -> BinaryIO:
    """The same stream; reading on in a bomb raises `BadInput`."""
    return cast(BinaryIO, io.BufferedReader(_Guard(plain, name, size), 1 << 16))


class _Guard(io.RawIOBase):
    """Counts what comes out of a compressed stream against what went in."""

    def __init__(self, plain: BinaryIO, name: str, size: Callable[[], int]) -> None:
        super().__init__()
        self._plain, self._name, self._size = plain, name, size
        self._out = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        data = self._plain.read(len(buffer))
        buffer[: len(data)] = data
        self._out += len(data)
        if self._out > HARMLESS and self._out > MOST_TIMES * max(self._size(), 1):
            raise BadInput(
                f"{self._name} unpacks to more than {MOST_TIMES:,} times its size.",
                f"{self._out >> 20:,} MB came out of {self._size() >> 10:,} kB so far: no log is so uniform.",
                "If it is a log all the same, unpack it and import the result.",
            )
        return len(data)

    def close(self) -> None:
        if not self.closed:
            self._plain.close()
        super().close()
