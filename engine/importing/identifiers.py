"""External ids as numbers in order of first appearance; all of it in Arrow, none of it row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow

_SLICE = 20_000


class Texts(Sequence[str]):
    """Many texts, kept outside Python: only what is asked for becomes Python strings."""

    def __init__(self, array: pa.Array) -> None:
        self._array = array

    def __len__(self) -> int:
        return len(self._array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            part: list[str] = self._array[at].to_pylist()
            return part
        return str(self._array[at].as_py())

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _SLICE):
            yield from self[start : start + _SLICE]

    def take(self, order: NDArray[np.integer]) -> Texts:
        """The texts in another order."""
        return Texts(self._array.take(arrow.places(order)))

    def followed_by(self, more: Sequence[str]) -> Texts:
        """These texts, then others."""
        return Texts(pa.concat_arrays([self._array, arrow.texts(more)]))


class Identifiers:
    """Numbers texts 0, 1, 2, ... as they first appear, over any number of arrays."""

    def __init__(self) -> None:
        self._encoded: list[pa.DictionaryArray] = []

    def add(self, texts: pa.Array) -> None:
        """Take in the next texts."""
        self._encoded.append(texts.dictionary_encode())

    def finish(self) -> tuple[NDArray[np.int32], Texts]:
        """The number of every text added, and the texts by their numbers. Empties this object."""
        arrays, self._encoded = self._encoded, []
        if not arrays:
            return np.zeros(0, np.int32), Texts(arrow.texts([]))
        chunks = pa.chunked_array(arrays).unify_dictionaries().chunks
        return np.concatenate([arrow.as_numpy(chunk.indices, np.int32) for chunk in chunks]), Texts(
            chunks[0].dictionary
        )
