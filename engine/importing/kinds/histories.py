"""Rows that repeat the history before them: what of each is new.

Sequential data sets are often kept as one row for each prefix of a sequence: (a | b), (a b | c),
(a b c | d), or from the longest to the shortest, or with histories cut to their last 50 items. Read as
they are, early items would count many times. A row is therefore compared with the row before it of the
same user; only what that did not hold already is taken. A row that does not go on from it begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MANY = 0.2


@dataclass(frozen=True)
class HistoryRow:
    """The user (or the number of the row), and the items in order, the last of them the newest."""

    user: str
    items: Sequence[str]


class Histories:
    """What rows add to those before them.

    Only hashes are kept for each user, so that long files of many users fit in memory.
    """

    def __init__(self, *, by_neighbour: bool) -> None:
        """Nothing read so far.

        Args:
            by_neighbour: the first column numbers the rows, so that rows belong together if one goes on
                from the other; they get the number of the first.
        """
        self._by_neighbour = by_neighbour
        self._before: dict[str, tuple[int, int, int]] = {}
        self._chain = ""

    def add(self, row: HistoryRow) -> tuple[str, int]:
        """The user the row belongs to, and how many of its items are known already."""
        items = tuple(row.items)
        key = "" if self._by_neighbour else row.user
        before = self._before.get(key)
        history, whole = hash(items[:-1]), hash(items)
        self._before[key] = whole, history, hash(items[1:])
        known = 0
        if before is not None and len(items) > 1:
            if history in (before[0], before[2]):  # goes on from the row before, or from its last items
                known = len(items) - 1
            elif whole in before[:2]:  # is the row before again, or the same without its last item
                known = len(items)
        elif before is not None and whole == before[1]:
            known = len(items)
        if not known or not self._by_neighbour:
            self._chain = row.user
        return self._chain, known


def number_their_rows(rows: Iterable[HistoryRow]) -> bool:
    """Whether what looks like users numbers the rows, though many rows go on from the one before."""
    seen = list(rows)
    if len({row.user for row in seen}) < len(seen):
        return False
    histories = Histories(by_neighbour=True)
    known = [histories.add(row)[1] > 0 for row in seen]
    alike = [False, *(list(a.items) == list(b.items) for a, b in pairwise(seen))]
    return sum(known) - sum(alike) > _MANY * len(seen)
