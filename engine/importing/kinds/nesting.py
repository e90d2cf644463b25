"""Which list of a record holds its events, and what the columns of an event are."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

POSITION = "position"
NAMES_AN_ITEM = re.compile(
    r"(?i)(parent_?)?(item|product|movie|asin|track|song|book|video|article|sku|aid)(_?id)?"
)

Flat = Mapping[str, Any]


def event_lists(records: Sequence[Flat]) -> list[str]:
    """Keys of lists that may be the events, the most likely first.

    A record that names an item is an event itself: its lists (pictures, votes) only describe it. Lists
    that most records do not have, or that never hold two entries, are no events either.
    """
    if any(NAMES_AN_ITEM.fullmatch(key) for key in scalar_columns(records)):
        return []
    entries: dict[str, list[int]] = {}
    of_records: dict[str, int] = {}
    for record in records:
        for key, value in record.items():
            if type(value) is list and value:
                entries.setdefault(key, []).append(len(value))
                of_records[key] = of_records.get(key, 0) + (type(value[0]) is dict)
    likely = [key for key, sizes in entries.items() if max(sizes) > 1 and 2 * len(sizes) >= len(records)]

    def rank(key: str) -> tuple[bool, bool, int]:
        return (
            of_records[key] == 0,
            not re.search(r"(?i)item|product|event|click|track|aid", key),
            -sum(entries[key]),
        )

    return sorted(likely, key=rank)


def scalar_columns(records: Iterable[Flat]) -> list[str]:
    """Keys of values that are no lists, in the order they appear."""
    return list(
        dict.fromkeys(key for record in records for key, value in record.items() if type(value) is not list)
    )


def event_columns(records: Sequence[Flat], key: str, inner: Sequence[Flat]) -> list[str]:
    """The columns of events: those of the record, then those of the event.

    Args:
        records: flat ones.
        key: of the list of events.
        inner: the events, flat; none where they are single values.
    """
    outer = [name for name in scalar_columns(records) if name != key]
    if not inner:
        alike = [name for name in _lists(records) if _as_long(records, name, key)]
        own = [] if POSITION in outer or POSITION in alike else [POSITION]
        return [*outer, *own, *alike]
    names = dict.fromkeys(name for event in inner for name in event)
    return [*outer, *(f"{key}.{name}" if name in outer else name for name in names)]


def _lists(records: Iterable[Flat]) -> list[str]:
    return list(
        dict.fromkeys(key for record in records for key, value in record.items() if type(value) is list)
    )


def _as_long(records: Sequence[Flat], name: str, key: str) -> bool:
    """Whether two lists of nearly all records have as many entries."""
    alike = sum(len(record.get(name) or ()) == len(record.get(key) or ()) for record in records)
    return alike >= 0.9 * len(records)
