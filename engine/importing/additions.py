"""The rows of newer files on their way into a data set that is there: numbered, merged, counted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.events import CancelToken, Progress
from engine.importing import figures
from engine.importing.arrangement import Log, positions, users_by_start
from engine.importing.identifiers import Texts
from engine.importing.merging import changed_from, merge
from engine.importing.titles import Titles
from engine.store.datasets import RejectedRow
from engine.store.growing import GrowingDataset
from engine.store.log_rows import LogRows, UserSums

_ROWS_AT_ONCE = 200_000
"""Rows of whole sequences, stored and new ones together, that are merged at once; a long user is one more."""


class Additions:
    """What newer files add to one data set, inside its write transaction.

    Attributes:
        stored: the data set.
        item_numbers: its numbers of the newer files' items.
        interactions: rows added so far.
        already_there: rows of the newer files that the data set had.
        new_users: users that it did not have.
        new_items: items that it did not have.
        event_names: kinds of events by number, those of the data set first.
    """

    def __init__(self, stored: GrowingDataset, item_ids: Texts, events: Sequence[str]) -> None:
        """Number the new items and kinds of events.

        Args:
            stored: the data set.
            item_ids: external ids by the numbers of the newer files' items.
            events: names of the kinds of events by the newer files' numbers.
        """
        self.interactions = self.already_there = self.new_users = self._repeats = 0
        self._times = [time for time in (stored.row.first_ts, stored.row.last_ts) if time is not None]
        self._titled = False
        self.stored, self._item_ids = stored, item_ids
        self.item_numbers = stored.numbers_of("item", item_ids)
        self._unknown = np.flatnonzero(self.item_numbers < 0)
        self.new_items = len(self._unknown)
        self.item_numbers[self._unknown] = stored.row.n_items + np.arange(self.new_items)
        numbers = {name: number for number, (name, _) in enumerate(stored.row.events)}
        codes = [numbers.setdefault(name, len(numbers)) for name in events]
        self._event_numbers = np.array([*codes, -1], np.int16)  # -1, no kind, finds itself at the end
        self._event_counts = np.zeros(len(numbers), np.int64)
        self.event_names = list(numbers)

    def number_users(self, user_ids: Texts, starts: NDArray[np.int64]) -> NDArray[np.int64]:
        """The data set's numbers of the newer files' users; new ones follow in the order of their starts.

        Args:
            user_ids: external ids by the numbers of the newer files' users.
            starts: when each of their sequences begins.
        """
        users = self.stored.numbers_of("user", user_ids)
        by_start = users_by_start(starts)
        unknown = by_start[users[by_start] < 0]
        self.new_users = len(unknown)
        users[unknown] = self.stored.row.n_users + np.arange(len(unknown))
        if len(unknown):
            self.stored.add_users(self.stored.row.n_users, user_ids.take(unknown))
        return users

    def write_items(self, titles: Titles) -> None:
        """Add the new items, and titles to those that had none."""
        known = [
            {"number": int(number), "title": title, "attributes": attributes}
            for number, title, attributes in zip(
                self.item_numbers, titles.titles, titles.attributes, strict=True
            )
            if title is not None and number < self.stored.row.n_items
        ]
        self.stored.describe_items(known)
        self._titled = any(title is not None for title in titles.titles)
        unknown = self._unknown.tolist()
        columns = {
            "external_id": self._item_ids.take(self._unknown),
            "title": [titles.titles[number] for number in unknown],
            "attributes": [titles.attributes[number] for number in unknown],
        }
        if unknown:
            self.stored.add_items(self.stored.row.n_items, columns)

    def write(self, log: Log) -> Iterator[int]:
        """Merge whole sequences of the newer files into the data set; yield how many rows are merged.

        Args:
            log: ordered by user, as the data set numbers them.
        """
        for block in _blocks(log.user, self.stored):
            part = log.take(block)
            new = LogRows(
                user=part.user,
                item=self.item_numbers[part.item].astype(np.int32),
                ts=part.ts,
                value=np.full(len(part), np.nan) if part.value is None else part.value,
                split=part.split,
                event=self._event_numbers[np.full(len(part), -1) if part.event is None else part.event],
            )
            users = np.unique(new.user)
            stored = self.stored.log_of(users[users < self.stored.row.n_users])
            rows, added = merge(stored, new, part.position)
            self._count(new[added], len(new), stored, rows)
            if len(rows):
                first = changed_from(stored, rows)
                ends = positions(rows.user) >= first
                self.stored.set_sums(UserSums.of(rows))
                self.stored.replace_ends(rows[ends], first[ends])
            yield block.stop

    def count_items(self, cancel: CancelToken) -> Iterator[Progress]:
        """Count how often every item occurs now: one look at the whole log."""
        self._item_counts = np.zeros(self.stored.row.n_items + self.new_items, np.int64)
        total, done = self.stored.row.n_interactions + self.interactions, 0
        for items in self.stored.item_chunks() if self.interactions else ():
            cancel.raise_if_cancelled()
            yield Progress(text="Counting", done=done, total=total, unit="rows")
            self._item_counts += np.bincount(items, minlength=len(self._item_counts))
            done += len(items)

    def finish(self, source: str, rejected: Iterable[RejectedRow]) -> int:
        """Keep the rejected rows, the new figures and what was added, where anything is new.

        Returns:
            How many of the rejected rows were new.
        """
        n_rejected = self.stored.add_rejected(rejected)
        added = {
            "interactions": self.interactions,
            "users": self.new_users,
            "items": self.new_items,
            "already_there": self.already_there,
            "rejected": n_rejected,
        }
        facts: dict[str, Any] = {"n_rejected": self.stored.row.n_rejected + n_rejected}
        if self._titled:
            facts["has_titles"] = 1
        if self.interactions:
            facts |= self._facts()
        if self.interactions or n_rejected:
            self.stored.finish(source, added, facts)
        return n_rejected

    def _facts(self) -> dict[str, Any]:
        """The figures of the data set that are others now."""
        row, lengths = self.stored.row, self.stored.all_lengths()
        before = [count for _, count in row.events] + [0] * (len(self.event_names) - len(row.events))
        total = row.n_interactions + self.interactions
        return {
            "n_users": len(lengths),
            "n_items": row.n_items + self.new_items,
            "n_interactions": total,
            "first_ts": min(self._times, default=None),
            "last_ts": max(self._times, default=None),
            "repeat_share": (round(row.repeat_share * row.n_interactions) + self._repeats) / total,
            "median_length": float(np.median(lengths)),
            "max_length": int(lengths.max()),
            "length_histogram": figures.length_histogram(lengths),
            "popularity": figures.popularity(self._item_counts),
            "events": list(zip(self.event_names, (self._event_counts + before).tolist(), strict=True)),
        }

    def _count(self, added: LogRows, n_new: int, stored: LogRows, rows: LogRows) -> None:
        self.interactions += len(added)
        self.already_there += n_new - len(added)
        changed = stored[np.isin(stored.user, rows.user)]
        self._repeats += figures.repeats(rows.user, rows.item) - figures.repeats(changed.user, changed.item)
        kinds = added.event[added.event >= 0]
        self._event_counts += np.bincount(kinds, minlength=len(self._event_counts))
        if added.ts is not None and len(added):
            times = [*self._times, int(added.ts.min()), int(added.ts.max())]
            self._times = [min(times), max(times)]


def _blocks(user: NDArray[np.int32], stored: GrowingDataset) -> Iterator[slice]:
    """Rows of whole users, as many as have few enough rows together with those that are stored."""
    users, start, n_new = np.unique(user, return_index=True, return_counts=True)
    known = users < stored.row.n_users
    total = n_new.copy()
    total[known] += stored.lengths(users[known])
    block = (np.cumsum(total) - total) // _ROWS_AT_ONCE
    first = np.flatnonzero(np.diff(block, prepend=-1))
    ends = [*start[first[1:]].tolist(), len(user)]
    return map(slice, start[first].tolist(), ends)
