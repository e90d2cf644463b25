"""Reads a list of users block by block, always by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from engine.store.connection import Store
    from engine.store.users import UserRow

BLOCK = 256
STRIDE = 32 * BLOCK

Order = Literal["external_id", "n", "last_ts"]


@dataclass(frozen=True)
class UserQuery:
    """Which users of a data set, and in which order."""

    dataset_id: int
    text: str = ""
    order: Order = "external_id"
    descending: bool = False


class UserReader:
    """Serves blocks of one query; meant to be asked from one worker thread at a time.

    The store reads "the rows after this one". The row before each block met so far is remembered, so a
    block near a known one is one short read, and a far jump walks there in long strides, once.
    """

    def __init__(self, store: Store, query: UserQuery) -> None:
        self.query = query
        self._store = store
        self._before: dict[int, UserRow | None] = {0: None}

    def count(self) -> int:
        """How many users the query finds."""
        from engine.store.users import count_users

        return count_users(self._store, self.query.dataset_id, self.query.text)

    def block(self, index: int, wanted: Callable[[], bool] = lambda: True) -> list[UserRow]:
        """The rows of a block; fewer than a full block only at the end of the list.

        A walk that is no longer `wanted` ends early, with no rows.
        """
        while index not in self._before:
            if not wanted() or not self._walk_towards(index):
                return []
        rows = self._read(self._before[index], BLOCK)
        if len(rows) == BLOCK:
            self._before[index + 1] = rows[-1]
        return rows

    def _walk_towards(self, index: int) -> bool:
        start = max(known for known in self._before if known < index)
        rows = self._read(self._before[start], min(STRIDE, (index - start) * BLOCK))
        for step in range(1, len(rows) // BLOCK + 1):
            self._before[start + step] = rows[step * BLOCK - 1]
        return len(rows) >= BLOCK

    def _read(self, after: UserRow | None, limit: int) -> list[UserRow]:
        from engine.store.users import find_users

        query = self.query
        return find_users(
            self._store,
            query.dataset_id,
            query.text,
            order=query.order,
            descending=query.descending,
            after=after,
            limit=limit,
        )
