"""Which rows of a log are looked at: what was typed, made into a filter, and the blocks it gives."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from areal_gui.components.paged_model import BLOCK

if TYPE_CHECKING:
    from engine.events import CancelToken
    from engine.store.access import InteractionFilter, Place
    from engine.store.connection import Store
    from engine.store.interactions import InteractionRow

Order = Literal["sequence", "ts", "item", "value"]
Sorting = tuple[Order, bool]
"""An order, and whether it is from the last to the first."""
_FORMS = ("%Y", "%Y-%m", "%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%d %H:%M:%S")


@dataclass(frozen=True)
class InteractionQuery:
    """What the user asked for, as typed.

    Attributes:
        user: external id; empty for all; so for `item`, and for `event`, the name of a kind.
        since: a year, month, day or minute in UTC; empty for no bound.
        until: likewise; the whole of that year, month, day or minute still counts.
    """

    dataset_id: int
    order: Order = "sequence"
    descending: bool = False
    user: str = ""
    item: str = ""
    since: str = ""
    until: str = ""
    event: str = ""

    @property
    def filtered(self) -> bool:
        """Whether it leaves anything out."""
        return any((self.user, self.item, self.since, self.until, self.event))

    @property
    def wrong_times(self) -> tuple[bool, bool]:
        """Whether `since` and `until` cannot be read as times."""
        return not _readable(self.since), not _readable(self.until)

    def filter(self) -> InteractionFilter:
        """As the store takes it; raises `ValueError` where a time cannot be read."""
        from engine.store.access import InteractionFilter

        return InteractionFilter(
            user=self.user or None,
            item=self.item or None,
            earliest=bounds(self.since)[0] if self.since else None,
            latest=bounds(self.until)[1] if self.until else None,
            event=self.event or None,
        )


def bounds(text: str) -> tuple[int, int]:
    """From when to when, exclusive, a typed time lasts, in UTC milliseconds: "2014-05" is the whole of May.

    Raises:
        ValueError: it is no time.
    """
    text = " ".join(text.replace("T", " ").split())
    for form in _FORMS:
        try:
            start = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return _milliseconds(start), _milliseconds(_after(start, form))
    raise ValueError(f"not a time: {text!r}")


class InteractionReader:
    """Serves blocks of one query; asked from one worker thread at a time.

    A block behind one that was read is read on from there, any other is jumped to.
    """

    def __init__(self, store: Store, query: InteractionQuery) -> None:
        self.query = query
        self._store = store
        self._ends: dict[int, Place] = {}

    def block(self, number: int, cancel: CancelToken) -> Sequence[InteractionRow]:
        """The rows of a block, in the order of the query."""
        from engine.store.interactions import page

        before = self._ends.get(number - 1)
        rows = page(
            self._store,
            self.query.dataset_id,
            order=self.query.order,
            descending=self.query.descending,
            after=before,
            at_row=None if before is not None or number == 0 else number * BLOCK,
            filter=self.query.filter(),
            limit=BLOCK,
            cancel=cancel,
        )
        if len(rows) == BLOCK:
            self._ends[number] = rows[-1].place
        return rows

    def count(self, cancel: CancelToken) -> int:
        """How many rows the filter lets through."""
        from engine.store.interactions import count

        return count(self._store, self.query.dataset_id, self.query.filter(), cancel)


def _after(start: datetime, form: str) -> datetime:
    if form == "%Y":
        return start.replace(year=start.year + 1)
    if form == "%Y-%m":
        return (start + timedelta(days=31)).replace(day=1)
    steps = {"%Y-%m-%d": timedelta(days=1), "%Y-%m-%d %H:%M": timedelta(minutes=1)}
    return start + steps.get(form, timedelta(seconds=1))


def _milliseconds(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


def _readable(text: str) -> bool:
    try:
        return not text or bool(bounds(text))
    except (ValueError, OverflowError):
        return False
