"""Rows in file order become sequences in order of time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class Log:
    """Accepted rows in file order, as numbers; columns the log does not have are None.

    Attributes:
        user: numbered by first appearance.
        item: numbered by first appearance.
        ts: UTC milliseconds.
        position: within the sequence.
        value: NaN where the field is empty.
        split: 0 train, 1 validation, 2 test.
        event: number of the kind of event; -1 where the field is empty.
    """

    user: NDArray[np.int32]
    item: NDArray[np.int32]
    ts: NDArray[np.int64] | None = None
    position: NDArray[np.float64] | None = None
    value: NDArray[np.float64] | None = None
    split: NDArray[np.int8] | None = None
    event: NDArray[np.int16] | None = None

    def __len__(self) -> int:
        return len(self.user)


def users_by_start(log: Log, n_users: int) -> NDArray[np.int32]:
    """User numbers in the order in which their sequences begin; in file order for logs without times."""
    begin = np.arange(len(log)) if log.ts is None else log.ts
    starts = np.full(n_users, np.iinfo(np.int64).max)
    np.minimum.at(starts, log.user, begin)
    return np.argsort(starts, kind="stable").astype(np.int32)


def arranged(log: Log, users: NDArray[np.int32]) -> Log:
    """The rows sequence by sequence, each in order of time, then position, then the file.

    Args:
        log: rows in file order.
        users: old user numbers in their new order.
    """
    number = np.empty(len(users), np.int32)
    number[users] = np.arange(len(users), dtype=np.int32)
    user = number[log.user]
    order = grouped(user, _in_time(log))

    def sort(column: NDArray[Any] | None) -> NDArray[Any] | None:
        return None if column is None else column[order]

    return Log(
        user[order], log.item[order], sort(log.ts), None, sort(log.value), sort(log.split), sort(log.event)
    )


def _in_time(log: Log) -> NDArray[np.int64] | None:
    """Row numbers in order of time, then position, then the file; None where the file is in that order."""
    keys: list[NDArray[Any]] = [key for key in (log.position, log.ts) if key is not None]
    if not keys or (len(keys) == 1 and bool((keys[0][1:] >= keys[0][:-1]).all())):
        return None
    return np.lexsort(keys)  # the last key leads; equal rows stay in order


def grouped(key: NDArray[np.int32], rows: NDArray[np.int64] | None = None) -> NDArray[np.int64]:
    """Row numbers ordered by a key that is not negative; equal keys stay in the order of `rows`."""
    order = np.arange(len(key)) if rows is None else rows
    # NumPy sorts 16-bit integers, and only those, by radix: two such sorts beat one by all bits.
    for shift in (0, 16):
        digits = (key >> shift).astype(np.uint16)
        if digits.any():
            order = order[np.argsort(digits[order], kind="stable")]
    return order


def positions(user: NDArray[np.int32], counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """Each row's place in its sequence, from 0."""
    first = np.cumsum(counts) - counts
    return np.arange(len(user)) - np.repeat(first, counts)
