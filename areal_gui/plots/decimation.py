"""Fewer points for the same picture: the cost of a line is its points, not its pixels."""

from __future__ import annotations

import numpy as np

from areal_gui.plots.series import Values


def envelope(x: Values, y: Values, buckets: int = 500) -> tuple[Values, Values]:
    """The lowest and highest value of each of `buckets` runs of points: no spike is lost.

    Args:
        x: positions, ascending.
        y: values at `x`.
        buckets: at most this many pairs of points come back.
    """
    size = -(-len(y) // buckets)
    if size <= 2:
        return x, y
    starts = np.arange(0, len(y), size)
    middles = np.minimum(starts + size // 2, len(y) - 1)
    return (
        _interleave(x[starts], x[middles]),
        _interleave(np.minimum.reduceat(y, starts), np.maximum.reduceat(y, starts)),
    )


def thinned(x: Values, y: Values, points: int = 400) -> tuple[Values, Values]:
    """Every n-th point of a smooth line, and always the last: at most `points` + 1 of them."""
    size = -(-len(y) // points)
    if size <= 1:
        return x, y
    kept = np.arange(0, len(y), size)
    if kept[-1] != len(y) - 1:
        kept = np.append(kept, len(y) - 1)
    return x[kept], y[kept]


def _interleave(first: Values, second: Values) -> Values:
    both = np.empty(2 * len(first))
    both[0::2] = first
    both[1::2] = second
    return both
