"""External ids as numbers in order of first appearance; all of it in arrays, none of it row by row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, overload

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.short_texts import ShortTexts
from engine.importing.whole_numbers import WholeNumbers

_SLICE = 20_000


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


class _Numbering(Protocol):
    """One way to number texts."""

    def numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32] | None:
        """The numbers of the next texts; None where this way is not for such texts."""

    def texts(self) -> pa.Array:
        """All texts so far, by their numbers."""


class Identifiers:
    """Numbers texts 0, 1, 2, ... as they first appear, over any number of arrays.

    The fastest way that all texts so far allow is taken.
    """

    def __init__(self) -> None:
        self._ways: list[_Numbering] = [AnyTexts(), ShortTexts(), WholeNumbers()]

    def numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32]:
        """The numbers of the next texts."""
        while (numbers := self._ways[-1].numbers(texts)) is None:
            known = self._ways.pop().texts()
            if len(known):  # what the next way cannot take either, the one behind it will
                while self._ways[-1].numbers(pa.chunked_array([known])) is None:
                    self._ways.pop()
        return numbers

    def texts(self) -> Texts:
        """All texts so far by their numbers."""
        return Texts(self._ways[-1].texts())


class AnyTexts:
    """Numbers texts of any length as they first appear."""

    def __init__(self) -> None:
        self._known: pa.Array = arrow.texts([])

    def numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32]:
        """The numbers of the next texts."""
        encoded = texts.dictionary_encode().combine_chunks()
        if isinstance(encoded, pa.ChunkedArray):  # some versions of Arrow keep the chunks of dictionaries
            encoded = encoded.unify_dictionaries().chunk(0)
        dictionary = encoded.dictionary
        none, all_new = np.zeros(0, np.int32), np.arange(len(dictionary), dtype=np.int32)
        parts = [
            pa.DictionaryArray.from_arrays(arrow.numbers(none), self._known),
            pa.DictionaryArray.from_arrays(arrow.numbers(all_new), dictionary),
        ]
        known, new = pa.chunked_array(parts).unify_dictionaries().chunks  # what came first stays first
        self._known = known.dictionary
        numbers: NDArray[np.int32] = arrow.as_numpy(new.indices, np.int32)[
            arrow.as_numpy(encoded.indices, np.int32)
        ]
        return numbers

    def texts(self) -> pa.Array:
        """All texts so far, by their numbers."""
        return self._known
