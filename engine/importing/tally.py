"""What is counted of a log before it is put in order."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken
from engine.importing.spool import Spool


@dataclass(frozen=True)
class Tally:
    """Counts and times of a log by its numbers.

    Attributes:
        lengths: rows of each user.
        starts: when each user's sequence begins: a time, or the place of a row in a log without times.
        ends: the last time of each user; None without times.
        popularity: rows of each item.
        events: rows of each kind of event.
    """

    lengths: NDArray[np.int64]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64] | None
    popularity: NDArray[np.int64]
    events: NDArray[np.int64]


def tally(spool: Spool, n_users: int, n_items: int, n_events: int, cancel: CancelToken) -> Tally:
    """Count the rows of a spool.

    Raises:
        Cancelled: the end was asked for.
    """
    bounds = np.iinfo(np.int64)
    lengths, popularity = np.zeros(n_users, np.int64), np.zeros(n_items, np.int64)
    events = np.zeros(n_events, np.int64)
    starts = np.full(n_users, bounds.max)
    ends = np.full(n_users, bounds.min) if "ts" in spool.columns else None
    for at, rows in spool.chunks():
        cancel.raise_if_cancelled()
        lengths += np.bincount(rows.user, minlength=n_users)
        popularity += np.bincount(rows.item, minlength=n_items)
        if rows.event is not None:
            events += np.bincount(rows.event[rows.event >= 0], minlength=n_events)
        np.minimum.at(starts, rows.user, np.arange(at, at + len(rows)) if rows.ts is None else rows.ts)
        if ends is not None and rows.ts is not None:
            np.maximum.at(ends, rows.user, rows.ts)
    return Tally(lengths, starts, ends, popularity, events)
