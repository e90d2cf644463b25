"""Rows in file order become sequences in order of time, a part of the users at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

COLUMNS = {
    "user": np.int32,
    "item": np.int32,
    "ts": np.int64,
    "position": np.float64,
    "value": np.float64,
    "split": np.int8,
    "event": np.int16,
}
"""The columns that rows can have as numbers."""


@dataclass
class Log:
    """Accepted rows as numbers; columns the log does not have are None.

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

    def present(self) -> dict[str, NDArray[Any]]:
        """The columns that the log has."""
        return {name: values for name, values in vars(self).items() if values is not None}

    def take(self, rows: NDArray[Any] | slice) -> Log:
        """Some of the rows, or all of them in another order."""
        return Log(**{name: values[rows] for name, values in self.present().items()})


def users_by_start(starts: NDArray[np.int64]) -> NDArray[np.int32]:
    """User numbers in the order in which their sequences begin; of equal ones the first seen first."""
    if bool((starts[1:] >= starts[:-1]).all()):  # as in every log that is written as it happens
        return np.arange(len(starts), dtype=np.int32)
    return np.argsort(starts, kind="stable").astype(np.int32)


def arranged(log: Log) -> Log:
    """The rows sequence by sequence, each in order of time, then position, then as they are given."""
    return log.take(grouped(log.user - log.user.min(initial=0), _in_time(log)))


def _in_time(log: Log) -> NDArray[np.int64] | None:
    """Row numbers in order of time, then position, then as given; None where the rows are in that order."""
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


def positions(user: NDArray[np.int32]) -> NDArray[np.int64]:
    """Each row's place in its sequence, from 0; rows of one sequence stand together."""
    first = np.flatnonzero(np.diff(user, prepend=-1))
    return np.arange(len(user)) - np.repeat(first, np.diff(first, append=len(user)))
