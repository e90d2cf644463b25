"""How many different users or items a log has, told from its beginning."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_HALVINGS = 3
_UNENDING = 0.85
"""A power: where nearly every row brings something new, as with sessions, no end of it is in sight."""


def count_projected(numbers: NDArray[np.int32], share: float) -> int:
    """How many different numbers the whole log has.

    New ones become rarer as a log grows: their count rises with some power of the rows (Heaps' law), and
    the power itself falls from one doubling to the next where there is an end of what is new. Both are
    taken from the last doublings of the sample and go on from there.

    Args:
        numbers: of the first rows, in order, numbered 0, 1, 2, ... as they first appear.
        share: of all rows that these are.
    """
    n_rows = len(numbers)
    found = _different(numbers, n_rows)
    if share >= 1.0 or n_rows < 1 << _HALVINGS:
        return found if share >= 1.0 else round(found / share)
    seen = [_different(numbers, n_rows >> halvings) for halvings in range(_HALVINGS + 1)]
    powers = np.minimum(np.log2(np.divide(seen[:-1], seen[1:])), 1.0)  # the latest doubling first
    latest, earliest = float(powers[0]), float(powers[-1])
    fall = 1.0
    if earliest > 0 and latest < _UNENDING:
        fall = min(1.0, (latest / earliest) ** (1 / (_HALVINGS - 1)))
    doublings, power, grown = float(-np.log2(share)), latest, 0.0
    while doublings > 0:
        power *= fall
        grown += power * min(1.0, doublings)
        doublings -= 1
    return round(found * 2**grown)


def _different(numbers: NDArray[np.int32], n_rows: int) -> int:
    return int(numbers[:n_rows].max(initial=0)) + 1
