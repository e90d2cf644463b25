"""Rows of a stored log in memory, and what the store keeps of each of its users."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass
class LogRows:
    """Rows of a log ordered by user and place; columns the log does not have are None.

    Attributes:
        ts: UTC milliseconds.
        value: NaN for none.
        split: 0 train, 1 validation, 2 test, -1 none.
        event: number of the kind of event, -1 for none.
    """

    user: NDArray[np.int32]
    item: NDArray[np.int32]
    ts: NDArray[np.int64] | None
    value: NDArray[np.float64]
    split: NDArray[np.int8] | None
    event: NDArray[np.int16]

    @classmethod
    def of(cls, rows: Sequence[Sequence[Any]], *, has_times: bool, has_split: bool) -> LogRows:
        """Rows as they come from the store, with the columns in this order."""
        user, item, ts, value, split, event = zip(*rows, strict=True) if rows else ((),) * 6
        return cls(
            np.array(user, np.int32),
            np.array(item, np.int32),
            np.array(ts, np.int64) if has_times else None,
            np.array(value, np.float64),
            np.array(split, np.int8) if has_split else None,
            np.array(event, np.int16),
        )

    def __len__(self) -> int:
        return len(self.user)

    def __getitem__(self, rows: slice | NDArray[Any]) -> LogRows:
        return LogRows(
            self.user[rows],
            self.item[rows],
            None if self.ts is None else self.ts[rows],
            self.value[rows],
            None if self.split is None else self.split[rows],
            self.event[rows],
        )

    def followed_by(self, other: LogRows) -> LogRows:
        """These rows, then the others; both have the same columns."""
        return LogRows(
            np.concatenate([self.user, other.user]),
            np.concatenate([self.item, other.item]),
            None if self.ts is None or other.ts is None else np.concatenate([self.ts, other.ts]),
            np.concatenate([self.value, other.value]),
            None if self.split is None or other.split is None else np.concatenate([self.split, other.split]),
            np.concatenate([self.event, other.event]),
        )


@dataclass(frozen=True)
class UserSums:
    """How many rows users have, and when, by the order of their numbers."""

    user: NDArray[np.int32]
    n: NDArray[np.int64]
    first_ts: NDArray[np.int64] | None
    last_ts: NDArray[np.int64] | None

    @classmethod
    def of(cls, rows: LogRows) -> UserSums:
        """Of whole sequences."""
        users, start, n = np.unique(rows.user, return_index=True, return_counts=True)
        if rows.ts is None:
            return cls(users, n, None, None)
        return cls(users, n, rows.ts[start], rows.ts[start + n - 1])
