"""Which interactions of a log count: one mask, narrowed step by step in the order of the filters' fields."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadSetting, nearest
from engine.importing.filters import Filters
from engine.sequences.log import Log, stretches

Mask = NDArray[np.bool_]

NO_FILTERS = Filters()


@dataclass(frozen=True)
class Size:
    """How much of a log there is: sequences and items that have interactions, and these."""

    sequences: int
    items: int
    interactions: int


@dataclass(frozen=True)
class Step:
    """One filter that is on.

    Attributes:
        name: its field; the two cores are one step, `core`, as are the two ends of the time window, `window`.
    """

    name: str
    narrow: Callable[[Mask], None]


def steps(log: Log, filters: Filters, event_names: Sequence[str]) -> list[Step]:
    """What the filters do to a mask of the log's rows, in order; empty for filters that use everything.

    Raises:
        BadSetting: a filter needs a column that the log lacks, or names an unknown event.
    """
    found: list[Step] = []
    if filters.events is not None:
        found.append(_events(log, filters.events, event_names))
    if filters.minimum_value is not None:
        found.append(_minimum_value(log, filters.minimum_value))
    if filters.earliest is not None or filters.latest is not None:
        found.append(_window(log, filters.earliest, filters.latest))
    if filters.duplicates == "collapse" and log.times is not None:
        found.append(Step("duplicates", lambda mask: _drop_duplicates(log, mask)))
    if filters.consecutive_repeats == "collapse":
        found.append(Step("consecutive_repeats", lambda mask: _drop_repeats(log, mask)))
    if filters.item_core > 1 or filters.sequence_core > 1:
        found.append(Step("core", lambda mask: _core(log, mask, filters.item_core, filters.sequence_core)))
    return found


def kept(log: Log, filters: Filters, event_names: Sequence[str]) -> Mask:
    """bool [n]: the interactions that count.

    Raises:
        BadSetting: as `steps`; or nothing is left.
    """
    mask = np.ones(len(log.items), dtype=bool)
    for step in steps(log, filters, event_names):
        step.narrow(mask)
    if not mask.any():
        raise BadSetting(
            "The filters leave no interactions.",
            why=f"The log has {len(mask):,} before them.",
            advice="Loosen the filters of the data.",
        )
    return mask


def size(log: Log, mask: Mask, n_items: int) -> Size:
    """What a mask leaves of a log."""
    return Size(
        sequences=int((sequence_lengths(log, mask) > 0).sum()),
        items=int((item_counts(log, mask, n_items) > 0).sum()),
        interactions=int(mask.sum()),
    )


def item_counts(log: Log, mask: Mask, n_items: int) -> NDArray[np.int64]:
    """int64 [n_items]: interactions of each item under a mask."""
    counts = np.zeros(n_items, dtype=np.int64)
    for stretch in stretches(log.offsets):
        counts += np.bincount(log.items[stretch.rows][mask[stretch.rows]], minlength=n_items)
    return counts


def sequence_lengths(log: Log, mask: Mask) -> NDArray[np.int64]:
    """int64 [S]: interactions of each sequence under a mask."""
    lengths = np.zeros(log.n_sequences, dtype=np.int64)
    for stretch in stretches(log.offsets):
        of_kept = stretch.sequence_of(log.offsets)[mask[stretch.rows]] - stretch.first
        lengths[stretch.first : stretch.end] = np.bincount(of_kept, minlength=stretch.end - stretch.first)
    return lengths


def milliseconds(moment: datetime) -> int:
    """UTC milliseconds; a time without a zone is UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return round(aware.timestamp() * 1000)


def _events(log: Log, wanted: Sequence[str], event_names: Sequence[str]) -> Step:
    if log.event is None:
        raise BadSetting(
            "The log has no kinds of events.",
            advice="Leave the events that count empty, or import the log with the column of events.",
        )
    unknown = [name for name in wanted if name not in event_names]
    if unknown:
        raise BadSetting(
            f"The log has no event “{unknown[0]}”.",
            why=f"Its events are {', '.join(event_names)}.",
            advice=nearest(unknown[0], event_names),
        )
    codes, event = [event_names.index(name) for name in wanted], log.event
    return Step("events", lambda mask: _keep(log, mask, lambda rows: np.isin(event[rows], codes)))


def _minimum_value(log: Log, least: float) -> Step:
    if log.value is None:
        raise BadSetting(
            "The log has no values.",
            advice="Leave the least value empty, or import the log with the column of values.",
        )
    value = log.value
    return Step("minimum_value", lambda mask: _keep(log, mask, lambda rows: value[rows] >= least))


def _window(log: Log, earliest: datetime | None, latest: datetime | None) -> Step:
    if log.times is None:
        raise BadSetting("The log has no times.", advice="Leave both ends of the time window empty.")
    times, limits = log.times, np.iinfo(np.int64)
    first = limits.min if earliest is None else milliseconds(earliest)
    end = limits.max if latest is None else milliseconds(latest)
    return Step(
        "window", lambda mask: _keep(log, mask, lambda rows: (times[rows] >= first) & (times[rows] < end))
    )


def _keep(log: Log, mask: Mask, counts: Callable[[slice], Mask]) -> None:
    for stretch in stretches(log.offsets):
        mask[stretch.rows] &= counts(stretch.rows)


def _drop_duplicates(log: Log, mask: Mask) -> None:
    """Of rows with the same sequence, item and time the first stays."""
    for at, sequence in _kept_rows(log, mask):
        assert log.times is not None
        item, time = log.items[at], log.times[at]
        order = np.lexsort((item, time, sequence))  # stable: equal rows stay in the log's order
        again = np.ones(len(at), dtype=bool)
        again[:1] = False
        for column in (sequence, time, item):
            again[1:] &= column[order][1:] == column[order][:-1]
        mask[at[order[again]]] = False


def _drop_repeats(log: Log, mask: Mask) -> None:
    """Of the same item several times in a row the first stays."""
    for at, sequence in _kept_rows(log, mask):
        item = log.items[at]
        again = (sequence[1:] == sequence[:-1]) & (item[1:] == item[:-1])
        mask[at[1:][again]] = False


def _kept_rows(log: Log, mask: Mask) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Positions of the rows that are left, with their sequences; whole sequences at once."""
    for stretch in stretches(log.offsets):
        here = mask[stretch.rows]
        yield np.flatnonzero(here) + stretch.rows.start, stretch.sequence_of(log.offsets)[here]


def _core(log: Log, mask: Mask, of_items: int, of_sequences: int) -> None:
    n_items = int(log.items.max()) + 1 if len(log.items) else 0
    while True:
        before = int(mask.sum())
        if of_items > 1:
            frequent = item_counts(log, mask, n_items) >= of_items
            _keep(log, mask, lambda rows: frequent[log.items[rows]])  # noqa: B023
        if of_sequences > 1:
            long = sequence_lengths(log, mask) >= of_sequences
            for stretch in stretches(log.offsets):
                mask[stretch.rows] &= long[stretch.sequence_of(log.offsets)]
        if int(mask.sum()) == before:
            return
