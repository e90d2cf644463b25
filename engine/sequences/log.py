"""A log as columns: what snapshots and filters are made from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

ROWS_AT_ONCE = 2_000_000
"""Rows held in memory at once where a log is worked through."""


@dataclass(frozen=True)
class Log:
    """n interactions in S sequences, memory-mapped.

    Attributes:
        offsets: int64 [S + 1]; sequence s owns the rows offsets[s] ... offsets[s + 1] - 1, oldest first.
        items: int32 [n].
        times: int64 [n], UTC milliseconds; None for a log without times, as for the other columns.
        split: int8 [n], -1 for none.
        value: float64 [n], NaN for none.
        event: int16 [n], numbers of `event_names`, -1 for none.
    """

    offsets: NDArray[np.int64]
    items: NDArray[np.int32]
    times: NDArray[np.int64] | None = None
    split: NDArray[np.int8] | None = None
    value: NDArray[np.float64] | None = None
    event: NDArray[np.int16] | None = None

    @property
    def n_sequences(self) -> int:
        return len(self.offsets) - 1


@dataclass(frozen=True)
class Stretch:
    """Whole sequences that fit into memory together: numbers `first` to `end` - 1 in `rows`."""

    first: int
    end: int
    rows: slice

    def sequence_of(self, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        """The sequence of each of the rows."""
        return np.repeat(np.arange(self.first, self.end), np.diff(offsets[self.first : self.end + 1]))


def stretches(offsets: NDArray[np.int64], rows: int = ROWS_AT_ONCE) -> Iterator[Stretch]:
    """All sequences in order, as many at once as have at most `rows` rows, and always at least one."""
    first, n = 0, len(offsets) - 1
    while first < n:
        end = int(np.searchsorted(offsets, offsets[first] + rows, side="right")) - 1
        end = min(max(end, first + 1), n)
        yield Stretch(first, end, slice(int(offsets[first]), int(offsets[end])))
        first = end
