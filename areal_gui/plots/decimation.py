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
    whole = len(y) // size * size
    runs = y[:whole].reshape(-1, size)
    lows, highs = list(runs.min(axis=1)), list(runs.max(axis=1))
    starts, middles = list(x[:whole:size]), list(x[size // 2 : whole : size])
    if whole < len(y):
        lows.append(y[whole:].min())
        highs.append(y[whole:].max())
        starts.append(x[whole])
        middles.append(x[-1])
    return _interleave(starts, middles), _interleave(lows, highs)


def thinned(x: Values, y: Values, points: int = 400) -> tuple[Values, Values]:
    """Every n-th point of a smooth line, and always the last: at most `points` + 1 of them."""
    size = -(-len(y) // points)
    if size <= 1:
        return x, y
    kept = np.unique(np.append(np.arange(0, len(y), size), len(y) - 1))
    return x[kept], y[kept]


def _interleave(first: list[float], second: list[float]) -> Values:
    both = np.empty(2 * len(first))
    both[0::2] = first
    both[1::2] = second
    return both
