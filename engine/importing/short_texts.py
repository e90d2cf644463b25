"""Ids of a few bytes, numbered in a table that stays as it is from one part of a log to the next.

Arrow's dictionaries are made anew for every part; for a log of many users that costs more than all else.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow

_LONGEST = 16
_EMPTY = -1
_FIRST = np.uint64(0x9E3779B97F4A7C15)
_SECOND = np.uint64(0xC2B2AE3D27D4EB4F)

Keys = NDArray[np.uint64]
"""[n, 2]: the bytes of each text, filled up with zeros, which no text has."""


class ShortTexts:
    """Numbers texts of at most 16 bytes as they first appear: a hash table with open addressing.

    A slot holds the number of a text. While texts are numbered, a new one is in its slot as -2 - its row.
    """

    def __init__(self) -> None:
        self._slots = np.full(1 << 12, _EMPTY, np.int32)
        self._keys: Keys = np.zeros((1 << 10, 2), np.uint64)
        self._n_known = 0

    def numbers(self, texts: pa.ChunkedArray) -> NDArray[np.int32] | None:
        """The numbers of the next texts; None where one of them is too long."""
        parts = [_keys(chunk) for chunk in texts.chunks if len(chunk)]
        kept = [part for part in parts if part is not None]
        if len(kept) < len(parts):
            return None
        return self._numbered(np.concatenate([np.zeros((0, 2), np.uint64), *kept]))

    def texts(self) -> pa.Array:
        """All texts so far, by their numbers."""
        cells = self._keys[: self._n_known].view(np.uint8)
        return arrow.joined(cells[cells != 0], np.count_nonzero(cells, axis=1))

    def _numbered(self, keys: Keys) -> NDArray[np.int32]:
        self._reserve(len(keys))
        numbers, slots, rows = self._find(keys)
        first = np.sort(rows)
        number_of = np.zeros(len(keys), np.int32)
        number_of[first] = self._n_known + np.arange(len(first), dtype=np.int32)
        self._slots[slots] = number_of[rows]
        new = numbers < 0
        numbers[new] = number_of[-2 - numbers[new]]
        self._keys[self._n_known : self._n_known + len(first)] = keys[first]
        self._n_known += len(first)
        return numbers

    def _find(self, keys: Keys) -> tuple[NDArray[np.int32], NDArray[np.int64], NDArray[np.int64]]:
        """What stands in the slot of every key, and the slots and rows of the new ones."""
        numbers = np.empty(len(keys), np.int32)
        new_slots, new_rows = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
        left, at = np.arange(len(keys)), self._hashes(keys)
        while len(left):
            found = self._slots.take(at)
            empty = np.flatnonzero(found == _EMPTY)
            if len(empty):  # rows of one text come to a slot together; the first of them takes it
                self._slots[at[empty][::-1]] = -2 - left[empty][::-1]
                found[empty] = self._slots[at[empty]]
                mine = empty[found[empty] == -2 - left[empty]]
                new_slots.append(at[mine])
                new_rows.append(left[mine])
            there, wanted = self._in_slots(found, keys), keys.take(left, axis=0)
            other = np.flatnonzero((there[:, 0] != wanted[:, 0]) | (there[:, 1] != wanted[:, 1]))
            numbers[left] = found  # of those that found another text, only until they find their own
            left, at = left.take(other), (at.take(other) + 1) & (len(self._slots) - 1)
        return numbers, np.concatenate(new_slots), np.concatenate(new_rows)

    def _in_slots(self, found: NDArray[np.int32], keys: Keys) -> Keys:
        new = np.flatnonzero(found < 0)
        others = self._keys.take(found, axis=0, mode="clip")  # several times as fast as by brackets
        others[new] = keys[-2 - found[new]]
        return others

    def _hashes(self, keys: Keys) -> NDArray[np.int64]:
        mixed = (keys[:, 0] * _FIRST) ^ (keys[:, 1] * _SECOND)
        mixed ^= mixed >> np.uint64(32)
        mixed *= _FIRST
        return (mixed >> np.uint64(40)).astype(np.int64) & (len(self._slots) - 1)

    def _reserve(self, n_new: int) -> None:
        """Make room for as many new texts, with half of the slots empty."""
        known = self._keys[: self._n_known]
        if self._n_known + n_new > len(self._keys):
            self._keys = np.zeros((2 * (self._n_known + n_new), 2), np.uint64)
            self._keys[: self._n_known] = known
        if 2 * (self._n_known + n_new) > len(self._slots):
            size = 1 << int(2 * (self._n_known + n_new) - 1).bit_length()
            self._slots = np.full(size, _EMPTY, np.int32)
            _, slots, rows = self._find(known)
            self._slots[slots] = rows


def _keys(texts: pa.Array) -> Keys | None:
    offsets = np.frombuffer(texts.buffers()[1], np.int32)[texts.offset : texts.offset + len(texts) + 1]
    lengths = np.diff(offsets)
    if lengths.max() > _LONGEST:
        return None
    cells = np.zeros((len(texts), _LONGEST), np.uint8)
    data = np.frombuffer(texts.buffers()[2] or b"", np.uint8)[offsets[0] : offsets[-1]]
    if lengths.min() == lengths.max():
        cells[:, : lengths[0]] = data.reshape(len(texts), -1)
    else:
        cells[np.arange(_LONGEST) < lengths[:, None]] = data
    return cells.view(np.uint64)
