"""Memory that is free and still held: what large arrays of many sizes leave between them in a long import."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from functools import cache


def give_back() -> None:
    """Return free memory to the system, where the C library can; it takes a few milliseconds."""
    _trim()(0)


@cache
def _trim() -> Callable[[int], object]:
    try:
        trim = ctypes.CDLL(None).malloc_trim
    except (AttributeError, OSError, TypeError):  # not glibc: macOS, Windows, musl
        return lambda _: None
    trim.argtypes = [ctypes.c_size_t]
    return trim
