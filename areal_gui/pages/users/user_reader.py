"""Reads a list of users block by block, always by key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from engine.recommending.audience import Audience, Group
    from engine.store.connection import Store
    from engine.store.users import UserRow

BLOCK = 256
STRIDE = 32 * BLOCK

Order = Literal["external_id", "n", "last_ts", "rank"]
MOST_SORTED = 200_000
"""A larger group is listed in the order of the log."""


@dataclass(frozen=True)
class UserQuery:
    """Which users of a data set, and in which order.

    Attributes:
        text: how the ids begin.
        group: the name of a group of the run's audience; empty for all users.
    """

    dataset_id: int
    text: str = ""
    order: Order = "external_id"
    descending: bool = False
    group: Group | Literal[""] = ""

    @property
    def of_audience(self) -> bool:
        """Whether only the run knows which users are meant, or in which order."""
        return bool(self.group) or self.order == "rank"


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
        assert query.order != "rank"
        return find_users(
            self._store,
            query.dataset_id,
            query.text,
            order=query.order,
            descending=query.descending,
            after=after,
            limit=limit,
        )


class GroupReader(UserReader):
    """The same for a group of the users of a run, and in the order of their ranks."""

    def __init__(self, store: Store, query: UserQuery, audience: Audience) -> None:
        super().__init__(store, query)
        self._audience = audience
        self._users: NDArray[np.int64] | None = None

    def count(self) -> int:
        return len(self._found())

    def block(self, index: int, wanted: Callable[[], bool] = lambda: True) -> list[UserRow]:
        from engine.store.users import users_at

        part = self._found()[index * BLOCK : (index + 1) * BLOCK].tolist()
        return users_at(self._store, self.query.dataset_id, part) if wanted() else []

    def _found(self) -> NDArray[np.int64]:
        if self._users is None:
            self._users = self._ordered(self._audience.group(self.query.group or "held-out"))
        return self._users

    def _ordered(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        import numpy as np

        from engine.store.users import users_at

        query = self.query
        if len(users) <= MOST_SORTED:
            rows = users_at(self._store, query.dataset_id, users.tolist())
            rows = [row for row in rows if row.external_id.startswith(query.text)]
            if query.order != "rank":
                rows.sort(key=lambda row: (_key(row, query.order), row.user_id), reverse=query.descending)
            users = np.array([row.user_id for row in rows], dtype=np.int64)
        if query.order == "rank":
            ranks = self._audience.ranks_of(users)
            users = users[np.argsort(-ranks if query.descending else ranks, kind="stable")]
        return users


def _key(row: UserRow, order: Order) -> str | int:
    if order == "external_id":
        return row.external_id
    return row.n if order == "n" else row.user_id if row.last_ts is None else row.last_ts
