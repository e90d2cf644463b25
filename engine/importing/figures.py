"""The figures of a log that are kept with it: lengths, popularity, repeats."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

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


def repeat_share(user: NDArray[Any], item: NDArray[Any], n_items: int) -> float:
    """Share of the rows whose item already occurred earlier in the same sequence."""
    pairs = user.astype(np.int64) * n_items + item
    pairs.sort()
    return float(np.count_nonzero(pairs[1:] == pairs[:-1]) / len(pairs))
