"""A spooled log user by user: rows are dealt out to buckets of users, each small enough to be sorted."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from engine.importing.arrangement import Log, arranged
from engine.importing.memory import give_back
from engine.importing.spool import Spool

ROWS = 1 << 18
"""Of a bucket, unless a single user has more."""
_BUCKETS_BETWEEN_RETURNS = 4
"""So many are put in order until free memory is given back."""


def sequences(
    spool: Spool, counts: NDArray[np.int64], numbers: NDArray[np.int32] | None, folder: Path | None
) -> Iterator[Log]:
    """All rows ordered by user, then time, position and file; whole users at a time, or none yet.

    Args:
        spool: rows in file order.
        counts: rows of each user, by the numbers of the result.
        numbers: the number in the result of each of the spool's users; None: the same.
        folder: for what does not fit into the memory.
    """
    ends = _bucket_ends(counts)
    if len(ends) == 1:
        yield arranged(_numbered(spool.read(0, len(spool)), numbers))
        return
    with Spool(folder) as dealt:
        begins = yield from _deal(spool, dealt, numbers, ends, counts)
        for number, (start, end) in enumerate(zip(begins, [*begins[1:], len(spool)], strict=True)):
            if number % _BUCKETS_BETWEEN_RETURNS == 0:
                give_back()
            yield arranged(dealt.read(start, end))


def _bucket_ends(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """For each bucket the first user behind it."""
    until = np.cumsum(counts)
    marks = np.arange(ROWS, int(until[-1]) + ROWS, ROWS)
    ends = np.searchsorted(until, marks, side="right")  # users that end at or before the mark
    ends[-1] = len(counts)
    return np.unique(ends[ends > 0])


def _deal(
    spool: Spool,
    dealt: Spool,
    numbers: NDArray[np.int32] | None,
    ends: NDArray[np.int64],
    counts: NDArray[np.int64],
) -> Generator[Log, None, list[int]]:
    """Write every row to its bucket's part of `dealt`; yields nothing but the chance to stop.

    Returns:
        Where the parts begin.
    """
    until = np.concatenate([[0], np.cumsum(counts)[ends - 1]])
    begins: list[int] = until[:-1].tolist()
    bucket_of = np.repeat(np.arange(len(ends), dtype=np.uint16), np.diff(ends, prepend=0))
    free = list(begins)
    for _, chunk in spool.chunks():
        bucket = bucket_of[_numbered(chunk, numbers).user]
        rows = chunk.take(np.argsort(bucket, kind="stable"))
        parts = np.bincount(bucket, minlength=len(ends)).tolist()
        start = 0
        for number, size in enumerate(parts):
            dealt.put(free[number], rows.take(slice(start, start + size)))
            free[number] += size
            start += size
        yield rows.take(slice(0, 0))
    return begins


def _numbered(rows: Log, numbers: NDArray[np.int32] | None) -> Log:
    if numbers is not None:
        rows.user = numbers[rows.user]
    return rows
