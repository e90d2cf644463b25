"""Adding to a stored log within one transaction: its ids keep their numbers, its other users their rows."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from engine.store.bulk import BATCH, Values, insert_columns
from engine.store.datasets import NO_TIME, DatasetRow, RejectedRow
from engine.store.log_rows import LogRows, UserSums
from engine.store.tables import (
    USER_ORDERS,
    dataset,
    growth,
    interaction,
    interaction_order,
    item,
    order_mark,
    rejected_row,
    user_,
    user_order,
)

_IDS_PER_QUERY = 500
_ROWS = select(
    interaction.c.user_id,
    interaction.c.item_id,
    func.coalesce(interaction.c.ts, NO_TIME),
    interaction.c.value,
    func.coalesce(interaction.c.split, -1),
    func.coalesce(interaction.c.event, -1),
).where(
    interaction.c.dataset_id == bindparam("owner"),
    interaction.c.user_id.in_(bindparam("users", expanding=True)),
)
_NUMBERED = {"user": (user_, user_.c.user_id), "item": (item, item.c.item_id)}


@dataclass(frozen=True)
class StoredSessions:
    """Sessions that the data set has of some users.

    Attributes:
        ids: external ids.
        user: whose each of them is, as a place among the users asked for.
        first_ts: when they begin; `last_ts` when they end.
    """

    ids: list[str]
    user: NDArray[np.int64]
    first_ts: NDArray[np.int64]
    last_ts: NDArray[np.int64]


class GrowingDataset:
    """A data set inside a write transaction; everything is committed with it, or nothing."""

    def __init__(self, connection: Connection, row: DatasetRow) -> None:
        self._connection = connection
        self._owner = {"dataset_id": row.id}
        self.row = row

    def numbers_of(self, kind: Literal["user", "item"], ids: Sequence[str]) -> NDArray[np.int64]:
        """The number of each external id; -1 for those the data set does not have."""
        table, number = _NUMBERED[kind]
        numbers = np.full(len(ids), -1, np.int64)
        query = select(table.c.external_id, number).where(
            table.c.dataset_id == self.row.id, table.c.external_id.in_(bindparam("ids", expanding=True))
        )
        for start in range(0, len(ids), _IDS_PER_QUERY):
            asked = ids[start : start + _IDS_PER_QUERY]
            known = {row.external_id: row[1] for row in self._connection.execute(query, {"ids": list(asked)})}
            numbers[start : start + len(asked)] = [known.get(external_id, -1) for external_id in asked]
        return numbers

    def sessions_of(self, ids: Sequence[str], separator: str) -> StoredSessions:
        """The sessions of these users, called by the user's id or by that, the separator and a number."""
        cursor = self._connection.connection.cursor()
        statement = (
            "SELECT external_id, first_ts, last_ts FROM user_ WHERE dataset_id = ?1 AND (external_id = ?2 "
            "OR external_id BETWEEN ?2 || ?3 || '0' AND ?2 || ?3 || ':')"  # the character behind 9
        )
        found = [
            (at, *row)
            for at, external_id in enumerate(ids)
            for row in cursor.execute(statement, (self.row.id, external_id, separator)).fetchall()
        ]
        user, names, first_ts, last_ts = zip(*found, strict=True) if found else ((),) * 4
        return StoredSessions(
            list(names), np.array(user, np.int64), np.array(first_ts, np.int64), np.array(last_ts, np.int64)
        )

    def lengths(self, users: NDArray[Any]) -> NDArray[np.int64]:
        """How many rows each of these users has, in the order of their numbers."""
        query = select(user_.c.n).where(
            user_.c.dataset_id == bindparam("owner"), user_.c.user_id.in_(bindparam("users", expanding=True))
        )
        return np.array(self._read_users(query.order_by(user_.c.user_id), users), np.int64).reshape(-1)

    def log_of(self, users: NDArray[Any]) -> LogRows:
        """All rows of these users, which are in order."""
        return self._rows(_ROWS.order_by(interaction.c.user_id, interaction.c.seq), users)

    def first_rows(self, limit: int) -> LogRows:
        """The first row of so many users, spread over all of them."""
        users = np.unique(np.linspace(0, self.row.n_users - 1, limit).astype(np.int64))
        return self._rows(_ROWS.where(interaction.c.seq == 0), users)

    def add_items(self, first: int, columns: Mapping[str, Values]) -> None:
        """Add items with numbers from `first` on; columns are those of the table."""
        self._insert("item", first, columns)

    def describe_items(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Give titles and attributes to items that have no title (keys: number, title, attributes)."""
        if rows:
            chosen = (item.c.dataset_id == self.row.id) & (item.c.item_id == bindparam("number"))
            changes: dict[str, Any] = {name: bindparam(name) for name in ("title", "attributes")}
            statement = update(item).where(chosen, item.c.title.is_(None)).values(changes)
            self._connection.execute(statement, [*rows])

    def add_users(self, first: int, external_ids: Sequence[str]) -> None:
        """Add users, with numbers from `first` on; `set_sums` says the rest about them."""
        self._insert("user", first, {"external_id": external_ids, "n": np.zeros(len(external_ids), np.int64)})

    def replace_ends(self, rows: LogRows, first_seq: NDArray[np.int64]) -> None:
        """Replace what users have from a place on.

        Args:
            rows: the new ends of the sequences.
            first_seq: for every row, the place from which its user's rows are replaced.
        """
        start = np.flatnonzero(np.diff(rows.user, prepend=-1))
        counts = np.diff(start, append=len(rows))
        cursor = self._connection.connection.cursor()
        cursor.executemany(
            f"DELETE FROM interaction WHERE dataset_id = {self.row.id} AND user_id = ? AND seq >= ?",
            list(zip(rows.user[start].tolist(), first_seq[start].tolist(), strict=True)),
        )
        seq = first_seq + np.arange(len(rows)) - np.repeat(start, counts)
        columns: dict[str, Values] = {"user_id": rows.user, "seq": seq, "item_id": rows.item}
        if rows.ts is not None:
            columns["ts"] = rows.ts
        if not np.isnan(rows.value).all():
            columns["value"] = rows.value
        for name, numbers in (("split", rows.split), ("event", rows.event)):
            if numbers is not None and (numbers >= 0).any():
                columns[name] = [None if number < 0 else number for number in numbers.tolist()]
        for _ in insert_columns(self._connection, interaction, self._owner, columns):
            pass

    def set_sums(self, sums: UserSums) -> None:
        """Say anew how many rows users have, and when; lists of users are put in order."""
        users = sums.user.tolist()
        times = [
            [None] * len(users) if column is None else column.tolist()
            for column in (sums.first_ts, sums.last_ts)
        ]
        cursor = self._connection.connection.cursor()
        for name, by in USER_ORDERS.items():
            value = "n" if name == "n" else "coalesce(last_ts, user_id)"
            cursor.executemany(
                f"DELETE FROM user_order WHERE dataset_id = {self.row.id} AND by = {by} AND user_id = ?1 "
                f"AND value = (SELECT {value} FROM user_ WHERE dataset_id = {self.row.id} AND user_id = ?1)",
                [(user,) for user in users],
            )
        cursor.executemany(
            f"UPDATE user_ SET n = ?, first_ts = ?, last_ts = ? "
            f"WHERE dataset_id = {self.row.id} AND user_id = ?",
            list(zip(sums.n.tolist(), *times, users, strict=True)),
        )
        for name, values in (("n", sums.n), ("last_ts", sums.user if sums.last_ts is None else sums.last_ts)):
            order = np.lexsort((sums.user, values))
            owner = self._owner | {"by": USER_ORDERS[name]}
            columns = {"value": values[order], "user_id": sums.user[order]}
            for _ in insert_columns(self._connection, user_order, owner, columns):
                pass

    def add_rejected(self, rejected: Iterable[RejectedRow]) -> int:
        """Keep rows that could not be read, but none of the same file, line and text twice."""
        columns = rejected_row.c
        query = select(columns.file, columns.line, columns.text).where(columns.dataset_id == self.row.id)
        known = {hash(tuple(row)) for row in self._connection.execute(query)}
        last = select(func.max(columns.number)).where(columns.dataset_id == self.row.id)
        first = number = (self._connection.execute(last).scalar_one() or 0) + 1
        new = (row for row in rejected if hash((row.file, row.line, row.text)) not in known)
        while batch := list(islice(new, BATCH)):
            values: dict[str, Values] = {"number": range(number, number + len(batch))}
            values |= {name: [getattr(row, name) for row in batch] for name in _REJECTED}
            for _ in insert_columns(self._connection, rejected_row, self._owner, values):
                pass
            number += len(batch)
        return number - first

    def all_lengths(self) -> NDArray[np.int64]:
        """How many rows each user has now."""
        query = select(user_.c.n).where(user_.c.dataset_id == self.row.id)
        return np.fromiter(self._connection.execute(query).scalars(), np.int64)

    def item_chunks(self) -> Iterator[NDArray[np.int64]]:
        """The item of every row, a few rows at a time."""
        query = select(interaction.c.item_id).where(interaction.c.dataset_id == self.row.id)
        cursor = self._connection.execute(query).cursor
        assert cursor is not None
        while rows := cursor.fetchmany(BATCH):
            yield np.array(rows, np.int64)[:, 0]

    def finish(self, source: str, added: Mapping[str, int], facts: Mapping[str, Any]) -> None:
        """Keep what was added and the new figures; the rows' orders are to be made again.

        Args:
            source: the files.
            added: columns of the `growth` table.
            facts: columns of the data set that change; lists and dictionaries become JSON.
        """
        now = time.time_ns() // 1_000_000
        part = select(func.coalesce(func.max(growth.c.part), 0) + 1).where(growth.c.dataset_id == self.row.id)
        values = {**self._owner, **added, "source": source, "created_at": now}
        part_number = self._connection.execute(part).scalar_one()
        self._connection.execute(insert(growth).values(**values, part=part_number))
        changes = {
            name: json.dumps(fact) if isinstance(fact, (list, dict)) else fact for name, fact in facts.items()
        }
        if added["interactions"]:
            changes["grown_at"] = now
            for table in (interaction_order, order_mark):
                self._connection.execute(delete(table).where(table.c.dataset_id == self.row.id))
        self._connection.execute(update(dataset).where(dataset.c.id == self.row.id).values(**changes))

    def _rows(self, query: Any, users: NDArray[Any]) -> LogRows:
        rows = self._read_users(query, users)
        return LogRows.of(rows, has_times=self.row.has_times, has_split=self.row.has_split)

    def _insert(self, kind: Literal["user", "item"], first: int, columns: Mapping[str, Values]) -> None:
        table, number = _NUMBERED[kind]
        count = len(columns["external_id"])
        numbers = {number.name: np.arange(first, first + count)}
        for _ in insert_columns(self._connection, table, self._owner, numbers | dict(columns)):
            pass

    def _read_users(self, query: Any, users: NDArray[Any]) -> list[Any]:
        rows: list[Any] = []
        for start in range(0, len(users), _IDS_PER_QUERY):
            asked = {"owner": self.row.id, "users": users[start : start + _IDS_PER_QUERY].tolist()}
            cursor = self._connection.execute(query, asked).cursor
            assert cursor is not None
            rows += cursor.fetchall()
        return rows


_REJECTED = ("line", "file", "reason", "text")
