"""Between Arrow arrays, Python lists and NumPy arrays.

`pyarrow.array` and `to_numpy` would do, but they import pandas: a third of a second and 30 MB that no
import of a log needs. None of the arrays here has nulls.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

Number = TypeVar("Number", bound=np.generic)

# Arrow's own memory pool keeps what is given back to it: some 60 MB that an import need not take.
pa.set_memory_pool(pa.system_memory_pool())


def texts(values: Sequence[str]) -> pa.Array:
    """An array of texts."""
    encoded = [value.encode("utf-8", "replace") for value in values]
    offsets = np.zeros(len(encoded) + 1, np.int32)
    np.cumsum([len(value) for value in encoded], out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(b"".join(encoded))]
    return pa.Array.from_buffers(pa.string(), len(encoded), buffers)


def joined(data: NDArray[np.uint8], lengths: NDArray[np.integer[Any]]) -> pa.Array:
    """An array of texts, given their bytes one behind the other and how many each of them has."""
    offsets = np.zeros(len(lengths) + 1, np.int32)
    np.cumsum(lengths, out=offsets[1:])
    buffers = [None, pa.py_buffer(offsets), pa.py_buffer(np.ascontiguousarray(data))]
    return pa.Array.from_buffers(pa.string(), len(lengths), buffers)


def mask(keep: NDArray[np.bool_]) -> pa.Array:
    """An array of truth values, to filter others with."""
    bits = np.packbits(keep, bitorder="little")
    return pa.Array.from_buffers(pa.bool_(), len(keep), [None, pa.py_buffer(bits)])


def places(order: NDArray[np.integer[Any]]) -> pa.Array:
    """An array of positions, to take from others."""
    return pa.Array.from_buffers(pa.int64(), len(order), [None, pa.py_buffer(order.astype(np.int64))])


def numbers(values: NDArray[np.int32]) -> pa.Array:
    """An array of numbers, without a copy."""
    return pa.Array.from_buffers(pa.int32(), len(values), [None, pa.py_buffer(values)])


def as_numpy(array: pa.Array, kind: type[Number]) -> NDArray[Number]:
    """An array of numbers, read-only, without a copy."""
    return np.frombuffer(array.buffers()[1], kind)[array.offset : array.offset + len(array)]


def are_empty(array: pa.Array) -> NDArray[np.bool_]:
    """Which of the texts are empty."""
    empty: NDArray[np.bool_] = as_numpy(pc.binary_length(array), np.int32) == 0
    return empty
