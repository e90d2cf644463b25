"""Users (or sessions) of a data set: found by id, listed page by page, and their histories."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, and_, func, select, tuple_

from engine.errors import NotFound
from engine.store.connection import Store
from engine.store.numbered_ids import BY_NUMBER, place_by_number, spans
from engine.store.tables import USER_ORDERS, dataset, interaction, item, user_, user_order

UserOrder = Literal["external_id", "number", "n", "last_ts"]
"""By id letter by letter, by id as a number (see `has_number_order`), by events, by last event."""

_FEW = 20_000
_IDS_AT_ONCE = 5_000

_COLUMNS = (user_.c.user_id, user_.c.external_id, user_.c.n, user_.c.first_ts, user_.c.last_ts)

_SAME_USER = and_(user_order.c.dataset_id == user_.c.dataset_id, user_order.c.user_id == user_.c.user_id)


@dataclass(frozen=True)
class UserRow:
    """One user or session. `user_id` numbers them by the start of their sequences."""

    user_id: int
    external_id: str
    n: int
    first_ts: int | None
    last_ts: int | None


@dataclass(frozen=True)
class HistoryRow:
    """One interaction of a user; `seq` counts from 0 in order of time."""

    seq: int
    item_id: int
    external_id: str
    title: str | None
    ts: int | None
    value: float | None


def get_user(store: Store, dataset_id: int, external_id: str) -> UserRow:
    """The user with that id, exactly as the log writes it.

    Raises:
        NotFound: there is none.
    """
    return _one(store, dataset_id, user_.c.external_id == external_id, f"No user has the id {external_id!r}.")


def user_at(store: Store, dataset_id: int, user_id: int) -> UserRow:
    """The user with that number."""
    return _one(store, dataset_id, user_.c.user_id == user_id, f"There is no user number {user_id}.")


def count_users(store: Store, dataset_id: int, text: str = "", at_most: int = -1) -> int:
    """How many users' ids begin with `text`.

    Args:
        at_most: count no further than this; a negative number is no bound.
    """
    if text:
        query = select(func.count()).select_from(_beginning_with(dataset_id, text, at_most).subquery())
    else:
        query = select(dataset.c.n_users).where(dataset.c.id == dataset_id)
    with store.read() as connection:
        return connection.execute(query).scalar_one_or_none() or 0


def find_users(
    store: Store,
    dataset_id: int,
    text: str = "",
    *,
    order: UserOrder = "external_id",
    descending: bool = False,
    after: UserRow | None = None,
    limit: int = 256,
) -> list[UserRow]:
    """One page of the users whose ids begin with `text`.

    Args:
        store: where.
        dataset_id: of which data set.
        text: how the ids begin; empty for all.
        order: what to sort by; equal ones are sorted by number.
        descending: the other way round.
        after: the last row of the page before; None for the first page.
        limit: rows per page.
    """
    with store.read() as connection:
        if order == "number":
            return _numbered(connection, dataset_id, text, descending, after, limit)
        few = bool(text) and order != "external_id" and _few_begin_with(connection, dataset_id, text)
        query, keys = _ordered(dataset_id, order, along_ids=few)
        if text:
            query = query.where(_begins_with(text))
        if after is not None:
            here = tuple_(*_place(after, order))
            query = query.where(tuple_(*keys) < here if descending else tuple_(*keys) > here)
        query = query.order_by(*(key.desc() if descending else key.asc() for key in keys)).limit(limit)
        return [UserRow(*row) for row in connection.execute(query)]


def ordered_users(
    store: Store, dataset_id: int, order: Literal["number", "n", "last_ts"]
) -> Iterator[list[int]]:
    """The numbers of all users in an order, ascending, some at a time."""
    by = BY_NUMBER if order == "number" else USER_ORDERS[order]
    query = (
        select(user_order.c.user_id)
        .where(user_order.c.dataset_id == dataset_id, user_order.c.by == by)
        .order_by(user_order.c.value, user_order.c.user_id)
    )
    with store.read() as connection:
        for part in connection.execute(query).scalars().partitions(_IDS_AT_ONCE):
            yield list(part)


def user_in_place(
    store: Store,
    dataset_id: int,
    place: int,
    text: str = "",
    *,
    order: UserOrder = "external_id",
    descending: bool = False,
) -> UserRow | None:
    """The user at a place, from 0, of what `find_users` finds; None past the end.

    An index alone is counted along: millions of users are passed in half a second.

    Args:
        text: how the ids begin; with it only the orders by ids are counted along.
    """
    if order == "number":
        with store.read() as connection:
            number = place_by_number(connection, dataset_id, place, text, descending=descending)
        return None if number is None else user_at(store, dataset_id, number)
    if order == "external_id":
        query, keys = (
            select(user_.c.external_id).where(user_.c.dataset_id == dataset_id),
            [user_.c.external_id],
        )
        query = query.where(_begins_with(text)) if text else query
    else:
        query, keys = (
            select(user_order.c.user_id).where(
                user_order.c.dataset_id == dataset_id, user_order.c.by == USER_ORDERS[order]
            ),
            [user_order.c.value, user_order.c.user_id],
        )
    query = query.order_by(*(key.desc() if descending else key for key in keys)).offset(place).limit(1)
    with store.read() as connection:
        found = connection.execute(query).scalar_one_or_none()
    if found is None:
        return None
    return get_user(store, dataset_id, found) if order == "external_id" else user_at(store, dataset_id, found)


def users_at(store: Store, dataset_id: int, user_ids: Sequence[int]) -> list[UserRow]:
    """The users with these numbers, in this order; those that are not there are left out."""
    found: dict[int, UserRow] = {}
    with store.read() as connection:
        for first in range(0, len(user_ids), _IDS_AT_ONCE):
            part = user_ids[first : first + _IDS_AT_ONCE]
            query = select(*_COLUMNS).where(user_.c.dataset_id == dataset_id, user_.c.user_id.in_(part))
            found |= {row.user_id: UserRow(*row) for row in connection.execute(query)}
    return [found[user] for user in user_ids if user in found]


def user_ids(store: Store, dataset_id: int) -> list[str]:
    """All external ids in the order of `user_id`."""
    return [user for part in user_id_parts(store, dataset_id) for user in part]


def user_id_parts(store: Store, dataset_id: int) -> Iterator[list[str]]:
    """The same, some at a time."""
    query = select(user_.c.external_id).where(user_.c.dataset_id == dataset_id).order_by(user_.c.user_id)
    with store.read() as connection:
        for part in connection.execute(query).scalars().partitions(10_000):
            yield list(part)


def history(store: Store, dataset_id: int, user_id: int) -> list[HistoryRow]:
    """The whole sequence of one user, oldest first."""
    log = interaction.c
    query = (
        select(log.seq, log.item_id, item.c.external_id, item.c.title, log.ts, log.value)
        .join(item, and_(item.c.dataset_id == log.dataset_id, item.c.item_id == log.item_id))
        .where(log.dataset_id == dataset_id, log.user_id == user_id)
        .order_by(log.seq)
    )
    with store.read() as connection:
        return [HistoryRow(*row) for row in connection.execute(query)]


def _one(store: Store, dataset_id: int, condition: ColumnElement[bool], what: str) -> UserRow:
    with store.read() as connection:
        query = select(*_COLUMNS).where(user_.c.dataset_id == dataset_id, condition)
        row = connection.execute(query).one_or_none()
    if row is None:
        raise NotFound(
            what,
            "Ids are compared letter by letter, leading zeros included.",
            "Look the id up in the list of users.",
        )
    return UserRow(*row)


def _numbered(
    connection: Connection, dataset_id: int, text: str, descending: bool, after: UserRow | None, limit: int
) -> list[UserRow]:
    """A page in the order of the ids as numbers, one span of them after the other."""
    value, rows = user_order.c.value, list[UserRow]()
    query = select(*_COLUMNS).join(user_order, _SAME_USER)
    query = query.where(user_order.c.dataset_id == dataset_id, user_order.c.by == BY_NUMBER)
    if after is not None:
        here = int(after.external_id)
        query = query.where(value < here if descending else value > here)
    for low, high in spans(text, descending=descending):
        part = query.where(value.between(low, high)).order_by(value.desc() if descending else value)
        rows += [UserRow(*row) for row in connection.execute(part.limit(limit - len(rows)))]
        if len(rows) == limit:
            break
    return rows


def _begins_with(text: str) -> ColumnElement[bool]:
    # A range, not LIKE: it reads one stretch of the index, and takes % and _ as they are.
    return and_(user_.c.external_id >= text, user_.c.external_id < text + "\U0010ffff")


def _beginning_with(dataset_id: int, text: str, at_most: int) -> Select[Any]:
    """So many of the ids, and nothing else of their users: for that SQLite reads the index alone."""
    query = select(user_.c.external_id).where(user_.c.dataset_id == dataset_id, _begins_with(text))
    return query.order_by(user_.c.external_id).limit(at_most)


def _few_begin_with(connection: Connection, dataset_id: int, text: str) -> bool:
    """Whether so few ids begin with `text` that sorting them is quicker than looking for them in order."""
    some = _beginning_with(dataset_id, text, _FEW + 1)
    return connection.execute(select(func.count()).select_from(some.subquery())).scalar_one() <= _FEW


def _ordered(
    dataset_id: int, order: UserOrder, *, along_ids: bool
) -> tuple[Select[Any], list[ColumnElement[Any]]]:
    """All users of a data set, and what to sort them by."""
    query = select(*_COLUMNS).where(user_.c.dataset_id == dataset_id)
    if order == "external_id":
        return query, [user_.c.external_id]
    if along_ids:
        value = user_.c.n if order == "n" else func.coalesce(user_.c.last_ts, user_.c.user_id)
        return query, [value, user_.c.user_id]
    query = query.join(user_order, _SAME_USER).where(
        user_order.c.dataset_id == dataset_id, user_order.c.by == USER_ORDERS[order]
    )
    return query, [user_order.c.value, user_order.c.user_id]


def _place(row: UserRow, order: UserOrder) -> list[str | int]:
    """The values of a row that `_ordered` sorts by."""
    if order == "external_id":
        return [row.external_id]
    if order == "n":
        return [row.n, row.user_id]
    return [row.user_id if row.last_ts is None else row.last_ts, row.user_id]
