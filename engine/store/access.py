"""How a page of the log is reached: along the log, along a finished order, or by sorting a few rows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Connection, TextClause, text

from engine.store.datasets import DatasetRow
from engine.store.marks import finished_orders, rank
from engine.store.tables import INTERACTION_ORDERS

InteractionOrder = Literal["sequence", "ts", "item", "value"]

LEAST = -1e300
"""What rows without a time or value are sorted by."""

SMALL = 200_000
"""Rows that are sorted when they are looked at."""

_RANK_OF_ID = "(SELECT count(*) + 0.0 FROM item WHERE dataset_id = :d AND external_id < page.id)"
_ID_OF_RANK = (
    "(SELECT external_id FROM item WHERE dataset_id = :d ORDER BY external_id "
    "LIMIT 1 OFFSET CAST(:at_value AS INTEGER))"
)

Query = tuple[TextClause, dict[str, Any]]


@dataclass(frozen=True)
class Place:
    """Where a row stands in an order: what it is sorted by, then its key."""

    value: float
    user_id: int
    seq: int


@dataclass(frozen=True)
class Bound:
    """Where a page begins."""

    place: Place
    inclusive: bool


@dataclass(frozen=True)
class InteractionFilter:
    """Which rows of the log; None: any.

    Attributes:
        user: external id, exactly; `item` likewise.
        earliest: UTC milliseconds, inclusive.
        latest: UTC milliseconds, exclusive.
        event: name of a kind of event.
    """

    user: str | None = None
    item: str | None = None
    earliest: int | None = None
    latest: int | None = None
    event: str | None = None


EVERYTHING = InteractionFilter()


@dataclass(frozen=True)
class Access:
    """One way through the log.

    Attributes:
        order: what the rows are sorted by.
        along: the finished order whose rows are read; None: the log itself.
        conditions: of the filter, on the log `i`; `limits`: on the finished order `o`.
    """

    order: InteractionOrder
    along: InteractionOrder | None
    parameters: dict[str, Any]
    conditions: tuple[str, ...] = ()
    limits: tuple[str, ...] = ()

    @property
    def is_stretch(self) -> bool:
        """Whether the rows lie side by side in the order, so that their numbers tell their places."""
        return self.order == (self.along or "sequence") and len(self.conditions) == 1 and not self._one_item

    @property
    def _one_item(self) -> bool:
        return "external_id" in self.parameters

    @property
    def key(self) -> str:
        """The expression that the rows are sorted by, before user and place."""
        if self.order == self.along:
            return "o.value"
        return {
            "sequence": "0.0",
            "ts": f"coalesce(i.ts, {LEAST})",
            "value": f"coalesce(i.value, {LEAST})",
            "item": "it.external_id",
        }[self.order]

    @property
    def by_name(self) -> bool:
        """Whether rows are sorted by the ids of their items themselves, not by the rank of these."""
        return self.order == "item" and self.along != "item"

    def of_next_items(self, count: int, descending: bool, bound: Bound | None) -> Access:
        """By name, only of the `count` items that come next from the bound on: no row precedes theirs."""
        sign, direction = ("<=", " DESC") if descending else (">=", "")
        since = "" if bound is None else f" AND external_id {sign} {_ID_OF_RANK}"
        nearest = (
            f"i.item_id IN (SELECT item_id FROM item WHERE dataset_id = :d{since} "
            f"ORDER BY external_id{direction} LIMIT {count})"
        )
        return replace(self, conditions=(*self.conditions, nearest))

    def rows(self, descending: bool, bound: Bound | None, limit: int, offset: int) -> Query:
        """One page."""
        owner = "i" if self.along is None else "o"
        keys = [f"{owner}.user_id", f"{owner}.seq"]
        if self.order != "sequence":
            keys.insert(0, self.key)
        where, parameters = [*self.limits, *self.conditions], dict(self.parameters)
        if bound is not None:
            sign = ("<" if descending else ">") + ("=" if bound.inclusive else "")
            values = {"user_id": bound.place.user_id, "seq": bound.place.seq}
            names = ":at_user_id, :at_seq"
            if self.order != "sequence":
                values["value"] = bound.place.value  # type: ignore[assignment]
                names = f"{_ID_OF_RANK if self.by_name else ':at_value'}, {names}"
            where.append(f"({', '.join(keys)}) {sign} ({names})")
            parameters |= {f"at_{name}": value for name, value in values.items()}
        direction = " DESC" if descending else ""
        query = (
            f"SELECT i.user_id, i.seq, i.item_id, i.ts, i.value, i.event, i.split, {self.key} AS key "
            f"{self._source()} WHERE {' AND '.join(where)} "
            f"ORDER BY {', '.join(key + direction for key in keys)} LIMIT {limit} OFFSET {offset}"
        )
        if self.by_name:  # the rank of a few rows only: counting it costs
            query = f"SELECT page.*, {_RANK_OF_ID} AS key FROM ({query.replace(' AS key', ' AS id', 1)}) page"
            query += f" ORDER BY id{direction}, user_id{direction}, seq{direction}"
        return text(query), parameters

    def count(self) -> Query:
        """How many rows there are."""
        if self.along is not None and len(self.conditions) == 1:  # only that it is of the data set
            source = "FROM interaction_order o"
            where = list(self.limits)
        else:
            source, where = self._source(), [*self.limits, *self.conditions]
        return text(f"SELECT count(*) {source} WHERE {' AND '.join(where)}"), self.parameters

    def _source(self) -> str:
        # CROSS JOIN: SQLite keeps the tables in this order.
        source = "FROM interaction i"
        if self.along is not None:
            source = (
                "FROM interaction_order o CROSS JOIN interaction i "
                "ON i.dataset_id = o.dataset_id AND i.user_id = o.user_id AND i.seq = o.seq"
            )
        if self.by_name:
            source += " CROSS JOIN item it ON it.dataset_id = i.dataset_id AND it.item_id = i.item_id"
        return source


def choose_access(
    connection: Connection,
    dataset: DatasetRow,
    order: InteractionOrder,
    filter: InteractionFilter,  # noqa: A002
) -> Access | None:
    """The quickest way to the rows of a filter in an order; None where no row can pass the filter."""
    if order not in available_orders(dataset):
        order = "sequence"
    access = _filtered(connection, dataset, Access(order, None, {"d": dataset.id}), filter)
    if access is None or filter.user is not None or dataset.n_interactions <= SMALL:
        return access
    finished = finished_orders(connection, dataset)
    if filter.item is not None and "item" in finished:
        return _along(access, "item", filter)
    if "ts" in finished and (filter.earliest, filter.latest) != (None, None):
        by_time = _along(access, "ts", filter)
        first, end = stretch(connection, dataset, by_time)
        if end - first <= SMALL:
            return by_time
    if order in finished:
        return _along(access, order, filter)
    return access


def available_orders(dataset: DatasetRow) -> set[InteractionOrder]:
    """What a log can be sorted by beside its own order."""
    found: set[InteractionOrder] = {"item"}
    if dataset.has_times:
        found.add("ts")
    if dataset.recipe.get("value"):
        found.add("value")
    return found


def stretch(connection: Connection, dataset: DatasetRow, access: Access) -> tuple[int, int]:
    """First row and the one behind the last, in the order it reads, of an access without other conditions."""
    first, end = 0, dataset.n_interactions
    if access.along == "ts" and "earliest" in access.parameters:
        first = rank(connection, dataset, "ts", access.parameters["earliest"])
    if access.along == "ts" and "latest" in access.parameters:
        end = max(first, rank(connection, dataset, "ts", access.parameters["latest"]))
    return first, end


def _filtered(
    connection: Connection,
    dataset: DatasetRow,
    access: Access,
    filter: InteractionFilter,  # noqa: A002
) -> Access | None:
    conditions, values = ["i.dataset_id = :d"], dict(access.parameters)
    for name, table, external_id in (("user_id", "user_", filter.user), ("item_id", "item", filter.item)):
        if external_id is not None:
            query = f"SELECT {name} FROM {table} WHERE dataset_id = :d AND external_id = :x"
            number = connection.execute(text(query), {"d": dataset.id, "x": external_id}).scalar_one_or_none()
            if number is None:
                return None
            conditions.append(f"i.{name} = :{name}")
            values[name] = number
    if filter.earliest is not None:
        conditions.append("i.ts >= :earliest")
        values["earliest"] = filter.earliest
    if filter.latest is not None:
        conditions.append("i.ts < :latest")
        values["latest"] = filter.latest
    if filter.event is not None:
        names = [name for name, _ in dataset.events]
        if filter.event not in names:
            return None
        conditions.append("i.event = :event")
        values["event"] = names.index(filter.event)
    return replace(access, conditions=tuple(conditions), parameters=values)


def _along(access: Access, along: InteractionOrder, filter: InteractionFilter) -> Access:  # noqa: A002
    limits = ["o.dataset_id = :d", "o.by = :by"]
    conditions = [condition for condition in access.conditions if condition != "i.item_id = :item_id"]
    values = access.parameters | {"by": INTERACTION_ORDERS[along]}
    if along == "item" and filter.item is not None:
        limits.append(
            "o.value = (SELECT count(*) FROM item WHERE dataset_id = :d AND external_id < :external_id)"
        )
        values["external_id"] = filter.item
    if along == "ts":
        for name, sign in (("earliest", ">="), ("latest", "<")):
            if f"i.ts {sign} :{name}" in conditions:
                conditions.remove(f"i.ts {sign} :{name}")
                limits.append(f"o.value {sign} :{name}")
    return Access(access.order, along, values, tuple(conditions), tuple(limits))
