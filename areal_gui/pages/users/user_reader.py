"""Reads a list of users block by block, always by key."""

from __future__ import annotations

import threading
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

StoredOrder = Literal["external_id", "number", "n", "last_ts"]
Order = StoredOrder | Literal["rank"]
MOST_SORTED = 50_000
"""A larger group is taken out of the order of all users."""
WALKED_BLOCKS = 16
"""Of a larger group, so many blocks are met on the way along all users."""
MOST_COUNTED = 100_000
"""Of the users whose ids begin with a text no more are counted, and none after them listed."""


@dataclass(frozen=True)
class UserQuery:
    """Which users of a data set, and in which order.

    Attributes:
        text: how the ids begin.
        order: ids ("external_id") are read as numbers where the store has that order.
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
    block near a known one is one short read; a jump counts its way along an index.
    """

    def __init__(self, store: Store, query: UserQuery) -> None:
        self.query = query
        self._store = store
        self._before: dict[int, UserRow | None] = {0: None}
        self._order: Order | None = None

    @property
    def order(self) -> Order:
        """The order that is read; found out on a worker's thread, when it is first needed."""
        if self._order is None:
            from engine.store.numbered_ids import has_number_order

            self._order = self.query.order
            if self._order == "external_id" and has_number_order(self._store, self.query.dataset_id):
                self._order = "number"
        return self._order

    def count(self) -> int:
        """How many users the query finds."""
        from engine.store.users import count_users

        return count_users(self._store, self.query.dataset_id, self.query.text, MOST_COUNTED)

    def block(self, index: int, wanted: Callable[[], bool] = lambda: True) -> list[UserRow]:
        """The rows of a block; fewer than a full block only at the end of the list.

        A walk that is no longer `wanted` ends early, with no rows.
        """
        if not self._is_near(index) and wanted():
            self._jump_to(index)
        while index not in self._before:
            if not wanted() or not self._walk_towards(index):
                return []
        rows = self._read(self._before[index], BLOCK)
        if len(rows) == BLOCK:
            self._before[index + 1] = rows[-1]
        return rows

    def _is_near(self, index: int) -> bool:
        """Whether it is as quick to walk; so it is in the other orders of the few that a text finds."""
        near = max(known for known in self._before if known <= index)
        in_order = not self.query.text or self.order in ("external_id", "number")
        return (index - near) * BLOCK <= STRIDE or not in_order

    def _jump_to(self, index: int) -> None:
        """Find the row before a block by its place; past the end there is none."""
        from engine.store.users import user_in_place

        query, order = self.query, self.order
        assert order != "rank"
        before = user_in_place(
            self._store,
            query.dataset_id,
            index * BLOCK - 1,
            query.text,
            order=order,
            descending=query.descending,
        )
        if before is not None:
            self._before[index] = before

    def _walk_towards(self, index: int) -> bool:
        start = max(known for known in self._before if known < index)
        rows = self._read(self._before[start], min(STRIDE, (index - start) * BLOCK))
        for step in range(1, len(rows) // BLOCK + 1):
            self._before[start + step] = rows[step * BLOCK - 1]
        return len(rows) >= BLOCK

    def _read(self, after: UserRow | None, limit: int) -> list[UserRow]:
        from engine.store.users import find_users

        query, order = self.query, self.order
        assert order != "rank"
        return find_users(
            self._store,
            query.dataset_id,
            query.text,
            order=order,
            descending=query.descending,
            after=after,
            limit=limit,
        )


class UserOrders:
    """All users of one data set in each order, read when they are first needed; five million take seconds."""

    def __init__(self, store: Store, dataset_id: int) -> None:
        self._store, self._dataset_id = store, dataset_id
        self._known: dict[StoredOrder, NDArray[np.int32]] = {}
        self._lock = threading.Lock()

    def get(self, order: StoredOrder, wanted: Callable[[], bool] = lambda: True) -> NDArray[np.int32] | None:
        """The numbers of the users, ascending by the order; None where that is no longer `wanted`."""
        with self._lock:
            if order not in self._known:
                found = self._by_id(wanted) if order == "external_id" else self._stored(order, wanted)
                if found is None:
                    return None
                self._known[order] = found
            return self._known[order]

    def _stored(
        self, order: Literal["number", "n", "last_ts"], wanted: Callable[[], bool]
    ) -> NDArray[np.int32] | None:
        """As the store keeps it."""
        import numpy as np

        from engine.store.users import ordered_users

        parts = [np.empty(0, dtype=np.int32)]
        for part in ordered_users(self._store, self._dataset_id, order):
            if not wanted():
                return None
            parts.append(np.array(part, dtype=np.int32))
        return np.concatenate(parts)

    def _by_id(self, wanted: Callable[[], bool]) -> NDArray[np.int32] | None:
        """Sorted here, byte by byte as SQLite does: its index would be followed to each user in turn."""
        import numpy as np
        import pyarrow as pa  # type: ignore[import-untyped]
        import pyarrow.compute as pc  # type: ignore[import-untyped]

        from engine.store.users import user_id_parts

        parts = [pa.array([], pa.string())]
        for part in user_id_parts(self._store, self._dataset_id):
            if not wanted():
                return None
            parts.append(pa.array(part, pa.string()))
        order: NDArray[np.int32] = pc.sort_indices(pa.chunked_array(parts)).to_numpy().astype(np.int32)
        return order


class GroupReader(UserReader):
    """The same for a group of the users of a run, and in the order of their ranks."""

    def __init__(self, store: Store, query: UserQuery, audience: Audience, orders: UserOrders) -> None:
        super().__init__(store, query)
        self._audience, self._orders = audience, orders
        self._users: NDArray[np.int64] | None = None
        self._members: NDArray[np.int64] = audience.group(query.group or "held-out")
        self._met: list[UserRow] = []
        self._at: UserRow | None = None

    def count(self) -> int:
        return len(self._members if self._is_walked else self._found())

    def block(self, index: int, wanted: Callable[[], bool] = lambda: True) -> list[UserRow]:
        from engine.store.users import users_at

        if self._users is None and self._is_walked and index < WALKED_BLOCKS:
            return self._walked(index, wanted)
        part = self._found()[index * BLOCK : (index + 1) * BLOCK].tolist()
        return users_at(self._store, self.query.dataset_id, part) if wanted() else []

    def _found(self) -> NDArray[np.int64]:
        if self._users is None:
            users = self._members
            self._users = self._few(users) if len(users) <= MOST_SORTED else self._many(users)
        return self._users

    @property
    def _is_walked(self) -> bool:
        """Whether the beginning is met soon enough among all users, in their order."""
        return len(self._members) > MOST_SORTED and not self.query.text and self.query.order != "rank"

    def _walked(self, index: int, wanted: Callable[[], bool]) -> list[UserRow]:
        """A block near the beginning: all users are looked at in their order until it is full."""
        import numpy as np

        end = min(len(self._members), (index + 1) * BLOCK)
        while len(self._met) < end and wanted():
            rows = self._read(self._at, STRIDE)
            if not rows:
                break
            self._at = rows[-1]
            numbers = np.array([row.user_id for row in rows])
            place = np.searchsorted(self._members, numbers).clip(max=len(self._members) - 1)
            there = self._members[place] == numbers
            self._met += [row for row, is_member in zip(rows, there.tolist(), strict=True) if is_member]
        return self._met[index * BLOCK : end] if len(self._met) >= end else []

    def _few(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        """Read and sorted here."""
        import numpy as np

        from engine.store.users import users_at

        query = self.query
        rows = users_at(self._store, query.dataset_id, users.tolist())
        rows = [row for row in rows if row.external_id.startswith(query.text)]
        order = self.order
        if order != "rank":
            rows.sort(key=lambda row: (_key(row, order), row.user_id), reverse=query.descending)
        return self._by_rank(np.array([row.user_id for row in rows], dtype=np.int64))

    def _many(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        """Taken out of the order of all users."""
        query = self.query
        if query.text:
            by_id = self._orders.get("external_id")
            assert by_id is not None
            users = _those_of(by_id[self._beginning_with(by_id)], users)
        order = self.order
        if order == "rank":
            return self._by_rank(users)
        ids = self._orders.get(order)
        assert ids is not None
        found = _those_of(ids, users)
        return found[::-1] if query.descending else found

    def _beginning_with(self, by_id: NDArray[np.int32]) -> slice:
        """Where the ids stand that begin with the text, found by halving."""
        from engine.store.users import user_at

        def begins_at(text: str) -> int:
            low, high = 0, len(by_id)
            while low < high:
                middle = (low + high) // 2
                if user_at(self._store, self.query.dataset_id, int(by_id[middle])).external_id < text:
                    low = middle + 1
                else:
                    high = middle
            return low

        return slice(begins_at(self.query.text), begins_at(self.query.text + chr(0x10FFFF)))

    def _by_rank(self, users: NDArray[np.int64]) -> NDArray[np.int64]:
        if self.query.order != "rank":
            return users
        found = self._audience.by_rank(users)
        return found[::-1] if self.query.descending else found


def _those_of(ids: NDArray[np.int32], users: NDArray[np.int64]) -> NDArray[np.int64]:
    """Of numbers in an order those that are among the users; sorting them takes seconds."""
    import numpy as np

    member = np.zeros(int(max(ids.max(initial=-1), users.max(initial=-1))) + 1, dtype=bool)
    member[users] = True
    found: NDArray[np.int64] = ids[member[ids]].astype(np.int64)
    return found


def _key(row: UserRow, order: Order) -> str | int:
    if order == "external_id":
        return row.external_id
    if order == "number":
        return int(row.external_id)
    return row.n if order == "n" else row.user_id if row.last_ts is None else row.last_ts
