"""The figures of a log that are kept with it: lengths, popularity, repeats."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.importing.arrangement import grouped

_EXACT_BINS = 40
_POPULARITY_POINTS = 200


def length_histogram(lengths: NDArray[np.int64]) -> list[tuple[int, int, int]]:
    """(from, to inclusive, sequences): one bin a length where they are few, else growing ones."""
    longest = int(lengths.max())
    if longest <= _EXACT_BINS:
        edges = np.arange(1, longest + 2)
    else:
        edges = np.unique(np.geomspace(1, longest + 1, _EXACT_BINS + 1).round().astype(np.int64))
    counts, _ = np.histogram(lengths, edges)
    return [
        (int(low), int(high) - 1, int(count))
        for low, high, count in zip(edges, edges[1:], counts, strict=False)
    ]


def popularity(counts: NDArray[np.int64]) -> list[tuple[int, int]]:
    """(rank, interactions) of items from the most frequent down, at about 200 ranks on a log scale."""
    ordered = np.sort(counts)[::-1]
    ranks = np.unique(np.geomspace(1, len(ordered), _POPULARITY_POINTS).round().astype(np.int64))
    return [(int(rank), int(ordered[rank - 1])) for rank in ranks]


def repeats(user: NDArray[np.int32], item: NDArray[np.int32]) -> int:
    """How many of the rows, ordered by user, have an item that the same sequence had before."""
    order = grouped(item)  # within an item still by user, so that repeats lie side by side
    user, item = user[order], item[order]
    return int(np.count_nonzero((user[1:] == user[:-1]) & (item[1:] == item[:-1])))
