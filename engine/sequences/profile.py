"""What a log is like before it is split: its activity over time, its drift, its head and its tail."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from engine.sequences.snapshot import Snapshot

Unit = Literal["hour", "day", "week", "month"]

FEW = 5
"""An item with fewer interactions belongs to the tail: a model hardly meets it."""

_HOUR_MS = 3_600_000
_HOURS: dict[Unit, int] = {"hour": 1, "day": 24, "week": 168}
_MONDAY = 4 * 24
"""Hours from the Thursday that times are counted from to the first Monday."""
_FROM_DAYS: tuple[tuple[float, Unit], ...] = ((150, "month"), (45, "week"), (3, "day"), (0, "hour"))
_MOST_PERIODS = 400


@dataclass(frozen=True)
class Periods:
    """Counts of a log by calendar periods in UTC, from its first to its last; a quiet one has zeros.

    Attributes:
        unit: how long each is; of a log with more than 400 of them, several are one.
        starts: UTC milliseconds.
        interactions: in each.
        sequences: that have an interaction in it.
        new_items: share of its interactions with an item that had never occurred before it began; NaN for
            the first period, where all are new, and where there is nothing.
    """

    unit: Unit
    starts: NDArray[np.int64]
    interactions: NDArray[np.int64]
    sequences: NDArray[np.int64]
    new_items: NDArray[np.float64]

    def __len__(self) -> int:
        return len(self.starts)


@dataclass(frozen=True)
class Profile:
    """A log in figures. Shares are fractions.

    Attributes:
        periods: None for a log without times.
        head: share of the interactions that the most popular 1% of the items have, of one at least.
        half: how many of the most popular items have half of the interactions.
        tail_items: share of the items that have few interactions; `tail`: their share of the interactions.
    """

    periods: Periods | None
    head: float
    half: int
    tail_items: float
    tail: float


def profile(snapshot: Snapshot) -> Profile:
    """Count a log; with whole arrays, so that a million interactions take a few tenths of a second."""
    items = np.asarray(snapshot.items)
    counts = np.sort(np.bincount(items, minlength=snapshot.n_items))[::-1]
    so_far, few = np.cumsum(counts), counts < FEW
    n_rows = int(so_far[-1])
    return Profile(
        periods=None if snapshot.times is None else _periods(snapshot, items, np.asarray(snapshot.times)),
        head=float(so_far[max(1, round(len(counts) / 100)) - 1] / n_rows),
        half=int(np.searchsorted(so_far, n_rows / 2)) + 1,
        tail_items=float(few.mean()),
        tail=float(counts[few].sum() / n_rows),
    )


def unit_for(first: int, last: int) -> Unit:
    """The period that shows how a log between two times (UTC milliseconds) went."""
    days = (last - first) / (24 * _HOUR_MS)
    return next(unit for least, unit in _FROM_DAYS if days >= least)


def _periods(snapshot: Snapshot, items: NDArray[np.int32], times: NDArray[np.int64]) -> Periods:
    unit = unit_for(int(times.min()), int(times.max()))
    number = _numbers(times, unit)
    first = int(number.min())
    step = 1 + (int(number.max()) - first) // _MOST_PERIODS
    place = (number - first) // step
    n = int(place.max()) + 1
    interactions = np.bincount(place, minlength=n)
    appeared = np.full(snapshot.n_items, n)
    np.minimum.at(appeared, items, place)
    new = np.bincount(place[appeared[items] == place], minlength=n)
    new_items = np.full(n, np.nan)
    np.divide(new, interactions, out=new_items, where=interactions > 0)
    new_items[0] = np.nan
    return Periods(
        unit=unit,
        starts=_starts(first + step * np.arange(n), unit),
        interactions=interactions,
        sequences=np.bincount(np.unique(snapshot.sequence_of * n + place) % n, minlength=n),
        new_items=new_items,
    )


def _numbers(times: NDArray[np.int64], unit: Unit) -> NDArray[np.int64]:
    """Periods numbered from the one at the beginning of 1970."""
    if unit == "month":
        return times.astype("datetime64[ms]").astype("datetime64[M]").astype(np.int64)
    return (times // _HOUR_MS - _shift(unit)) // _HOURS[unit]


def _starts(numbers: NDArray[np.int64], unit: Unit) -> NDArray[np.int64]:
    if unit == "month":
        return numbers.astype("datetime64[M]").astype("datetime64[ms]").astype(np.int64)
    return (numbers * _HOURS[unit] + _shift(unit)) * _HOUR_MS


def _shift(unit: Unit) -> int:
    return _MONDAY if unit == "week" else 0
