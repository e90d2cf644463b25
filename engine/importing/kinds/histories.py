"""Rows that repeat the history before them: what of each is new.

Sequential data sets are often kept as one row for each prefix of a sequence: (a | b), (a b | c),
(a b c | d), or from the longest to the shortest, or with histories cut to their last 50 items; and in
several files, of which the second goes on where the first ends. Read as they are, early items would count
many times. A row is therefore compared with the row before it of the same user; only what that did not hold
already is taken. A row that does not go on from it begins anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

_MANY = 0.2
_Ends = tuple[int, int, int]
"""Hashes of the last row of a user: of all its items, of all but the last, of all but the first."""


@dataclass(frozen=True)
class HistoryRow:
    """The user (or the number of the row), and the items in order, the last of them the newest."""

    user: str
    items: Sequence[str]


class Histories:
    """What rows add to those before them, over all files of a log.

    Only hashes are kept for each user, so that long files of many users fit in memory.

    Attributes:
        restarted: for each file, how many of its ids mean other sequences than in the files before.
    """

    def __init__(self) -> None:
        """No file begun so far."""
        self.restarted: list[int] = []
        self._ends: dict[str, _Ends] = {}
        self._names: dict[str, str] = {}
        self._by_neighbour = self._anew = False
        self._chain = ""

    def begin_file(self, first: Iterable[HistoryRow], *, timed: bool) -> None:
        """Find out how the next file is numbered.

        Args:
            first: its first rows.
            timed: whether the rows have times; a user who comes again is then the same user.
        """
        rows = list(first)
        self._by_neighbour = _number_their_rows(rows)
        self._anew = self._by_neighbour or (not timed and self._numbers_anew(rows))
        self._chain = ""
        self._names.clear()
        self.restarted.append(0)

    def add(self, row: HistoryRow) -> tuple[str, int]:
        """The user the row belongs to, and how many of its items are known already.

        Where ids number the rows, rows belong together if one goes on from the other; they get the number
        of the first.
        """
        items = tuple(row.items)
        user = self._chain if self._by_neighbour else self._name(row.user)
        known = _known(self._ends.get(user), items, of_user=not self._by_neighbour)
        if self._by_neighbour and not known:
            self._chain = user = self._name(row.user)
        self._ends[user] = _ends(items)
        return user, known

    def _numbers_anew(self, rows: Iterable[HistoryRow]) -> bool:
        """Whether most ids that files before had too do not go on from what they were there."""
        firsts: dict[str, HistoryRow] = {}
        for row in rows:
            firsts.setdefault(row.user, row)
        shared = [row for user, row in firsts.items() if user in self._ends]
        going_on = sum(_known(self._ends[row.user], tuple(row.items), of_user=True) > 0 for row in shared)
        return 2 * going_on < len(shared)

    def _name(self, user: str) -> str:
        """What the user is called: another name where the id was another sequence's in a file before."""
        if not self._anew or len(self.restarted) == 1:
            return user
        if user not in self._names:
            name = user
            if user in self._ends:
                name = f"{user} ({len(self.restarted)})"
                self.restarted[-1] += 1
            while name in self._ends:
                name += "'"
            self._names[user] = name
        return self._names[user]


def _ends(items: Sequence[str]) -> _Ends:
    return hash(items), hash(items[:-1]), hash(items[1:])


def _known(before: _Ends | None, items: Sequence[str], *, of_user: bool) -> int:
    """How many of the items the row before held already; `of_user`: both rows are surely of one user."""
    if before is None:
        return 0
    whole, history = hash(items), hash(items[:-1])
    if len(items) == 1:
        return int(whole == before[1])
    if history in (before[0], before[2]):  # goes on from the row before, or from its last items
        return len(items) - 1
    if whole in before[:2]:  # the row before again, or without its last item
        return len(items)
    return len(items) - 1 if of_user and history == before[1] else 0  # another item after its history


def _number_their_rows(rows: Sequence[HistoryRow]) -> bool:
    """Whether what looks like users numbers the rows, though many rows go on from the one before."""
    if len({row.user for row in rows}) < len(rows):
        return False
    going_on = [_known(_ends(tuple(a.items)), tuple(b.items), of_user=False) > 0 for a, b in pairwise(rows)]
    alike = [list(a.items) == list(b.items) for a, b in pairwise(rows)]
    return sum(going_on) - sum(alike) > _MANY * len(rows)
