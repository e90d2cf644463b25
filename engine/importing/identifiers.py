"""External ids as numbers in order of first appearance; all of it in arrays, none of it row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow

_SLICE = 20_000
_LARGEST = 1 << 24
"""Ids that are whole numbers below this are looked up in a table; it takes 4 bytes for each."""


class Texts(Sequence[str]):
    """Many texts, kept outside Python: only what is asked for becomes Python strings."""

    def __init__(self, array: pa.Array) -> None:
        self.array = array

    def __len__(self) -> int:
        return len(self.array)

    @overload
    def __getitem__(self, at: int) -> str: ...
    @overload
    def __getitem__(self, at: slice) -> list[str]: ...
    def __getitem__(self, at: int | slice) -> str | list[str]:
        if isinstance(at, slice):
            part: list[str] = self.array[at].to_pylist()
            return part
        return str(self.array[at].as_py())

    def __iter__(self) -> Iterator[str]:
        for start in range(0, len(self), _SLICE):
            yield from self[start : start + _SLICE]

    def take(self, order: NDArray[np.integer]) -> Texts:
        """The texts in another order."""
        return Texts(self.array.take(arrow.places(order)))

    def followed_by(self, more: Sequence[str]) -> Texts:
        """These texts, then others."""
        return Texts(pa.concat_arrays([self.array, arrow.texts(more)]))


class Identifiers:
    """Numbers texts 0, 1, 2, ... as they first appear, over any number of arrays.

    As long as all of them are whole numbers, written as one writes them, they are looked up in a table,
    several times as fast as texts.
    """

    def __init__(self) -> None:
        self._integers: _IntegerTable | None = _IntegerTable()
        self._known: pa.Array = arrow.texts([])

    def numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32]:
        """The numbers of the next texts."""
        if self._integers is not None:
            integers = _as_integers(texts)
            if integers is not None:
                return self._integers.numbers(integers)
            self._known, self._integers = self._integers.texts(), None
        return self._text_numbers(texts)

    def texts(self) -> Texts:
        """All texts so far by their numbers."""
        return Texts(self._known if self._integers is None else self._integers.texts())

    def _text_numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32]:
        encoded = texts.dictionary_encode().combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):  # older versions of Arrow keep the chunks of dictionaries
            encoded = encoded.unify_dictionaries().chunk(0)
        dictionary = encoded.dictionary
        parts = [
            pa.DictionaryArray.from_arrays(arrow.numbers(np.zeros(0, np.int32)), self._known),
            pa.DictionaryArray.from_arrays(
                arrow.numbers(np.arange(len(dictionary), dtype=np.int32)), dictionary
            ),
        ]
        known, new = pa.chunked_array(parts).unify_dictionaries().chunks  # what came first stays first
        self._known = known.dictionary
        return arrow.as_numpy(new.indices, np.int32)[arrow.as_numpy(encoded.indices, np.int32)]


class _IntegerTable:
    """Numbers whole numbers as they first appear."""

    def __init__(self) -> None:
        self._number = np.full(1024, -1, np.int32)
        self._known: list[NDArray[np.int64]] = []
        self._n_known = 0

    def numbers(self, integers: NDArray[np.int64]) -> NDArray[np.int32]:
        self._reserve(int(integers.max(initial=0)))
        numbers = self._number[integers]
        unknown = np.flatnonzero(numbers < 0)
        if len(unknown):
            values = integers[unknown]
            at = np.arange(len(values), dtype=np.int32)
            self._number[values[::-1]] = at[::-1]  # of equal values the last written counts: the first
            new = values[self._number[values] == at]
            self._number[new] = self._n_known + at[: len(new)]
            numbers[unknown] = self._number[values]
            self._known.append(new)
            self._n_known += len(new)
        return numbers

    def texts(self) -> pa.Array:
        known = np.concatenate([np.zeros(0, np.int64), *self._known])
        return pc.cast(arrow.places(known), pa.string())

    def _reserve(self, largest: int) -> None:
        if largest >= len(self._number):
            more = np.full(2 * largest + 1 - len(self._number), -1, np.int32)
            self._number = np.concatenate([self._number, more])


def _as_integers(texts: pa.ChunkedArray) -> NDArray[np.int64] | None:
    """The texts as whole numbers that become the same texts again; None where one of them does not."""
    try:
        array = pc.cast(texts, pa.int64()).combine_chunks()
    except pa.ArrowInvalid:
        return None
    integers = arrow.as_numpy(array, np.int64)
    if not len(integers) or integers.min() < 0 or integers.max() >= _LARGEST:
        return None if len(integers) else integers
    digits = len(integers)
    for power in range(1, len(str(_LARGEST))):
        digits += int(np.count_nonzero(integers >= 10**power))
    written = sum(int(pc.sum(pc.binary_length(chunk)).as_py() or 0) for chunk in texts.chunks)
    return integers if digits == written else None  # else there are zeros in front, or signs
