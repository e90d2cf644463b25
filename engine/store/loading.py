"""Writing a whole new data set in one transaction: all of it is there afterwards, or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from engine.store.bulk import BATCH, insert_columns
from engine.store.connection import Store
from engine.store.datasets import Facts, RejectedRow
from engine.store.tables import USER_ORDERS, dataset, interaction, item, rejected_row, user_, user_order


@dataclass(frozen=True)
class Users:
    """Columns of users in the order of their numbers."""

    external_id: Sequence[str]
    n: NDArray[np.int64]
    first_ts: NDArray[np.int64] | None
    last_ts: NDArray[np.int64] | None


@dataclass(frozen=True)
class Catalogue:
    """Columns of items in the order of their numbers; attributes are JSON."""

    external_id: Sequence[str]
    title: Sequence[str | None]
    attributes: Sequence[str | None]


@dataclass(frozen=True)
class Interactions:
    """Columns of the log, ordered by user and position; an event of -1 is none."""

    user_id: NDArray[np.int32]
    seq: NDArray[np.int64]
    item_id: NDArray[np.int32]
    ts: NDArray[np.int64] | None
    value: NDArray[np.float64] | None
    split: NDArray[np.int8] | None
    event: NDArray[np.int16] | None = None


def write_dataset(
    store: Store,
    facts: Facts,
    users: Users,
    catalogue: Catalogue,
    interactions: Interactions,
    rejected: Iterable[RejectedRow],
) -> Generator[int, None, tuple[int, str]]:
    """Write everything in one transaction; yield the number of interactions written so far.

    Closing the generator, or an exception thrown into it, leaves no trace.

    Returns:
        The new id, and the name: with a number behind it where the wished one was taken.
    """
    with store.write() as connection:
        name = _free_name(connection, facts.name)
        dataset_id = _insert_facts(connection, facts, name)
        owner = {"dataset_id": dataset_id}
        for columns, table in ((users, user_), (catalogue, item)):
            numbers = {f"{table.name.rstrip('_')}_id": range(len(columns.external_id))}
            for _ in insert_columns(connection, table, owner, numbers | _present(columns)):
                yield 0
        yield from _insert_orders(connection, dataset_id, users)
        yield from insert_columns(connection, interaction, owner, _present(interactions))
        for _ in _insert_rejected(connection, owner, rejected):
            yield facts.n_interactions
    return dataset_id, name


def _present(columns: Users | Catalogue | Interactions) -> dict[str, Any]:
    """The columns that the log has; NULL stands in the others."""
    present = {name: values for name, values in vars(columns).items() if values is not None}
    if "event" in present:
        present["event"] = [None if number < 0 else number for number in present["event"].tolist()]
    return present


def _insert_facts(connection: Connection, facts: Facts, name: str) -> int:
    values: dict[str, Any] = asdict(facts) | {"name": name, "created_at": time.time_ns() // 1_000_000}
    for document in ("recipe", "length_histogram", "popularity", "events"):
        values[document] = json.dumps(values[document])
    key = connection.execute(insert(dataset).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _insert_orders(connection: Connection, dataset_id: int, users: Users) -> Iterator[int]:
    """Users in each order that lists of them offer, written in that order."""
    numbers = np.arange(len(users.n))
    for name, values in (("n", users.n), ("last_ts", numbers if users.last_ts is None else users.last_ts)):
        order = np.argsort(values, kind="stable")
        owner = {"dataset_id": dataset_id, "by": USER_ORDERS[name]}
        for _ in insert_columns(connection, user_order, owner, {"value": values[order], "user_id": order}):
            yield 0


def _insert_rejected(
    connection: Connection, owner: dict[str, int], rejected: Iterable[RejectedRow]
) -> Iterator[int]:
    rows, number = iter(rejected), 1
    while batch := list(islice(rows, BATCH)):
        columns: dict[str, Any] = {"number": range(number, number + len(batch))}
        columns |= {
            name: [getattr(row, name) for row in batch] for name in ("line", "file", "reason", "text")
        }
        yield from insert_columns(connection, rejected_row, owner, columns)
        number += len(batch)


def _free_name(connection: Connection, wished: str) -> str:
    taken = set(connection.execute(select(dataset.c.name)).scalars())
    name, number = wished, 1
    while name in taken:
        number += 1
        name = f"{wished} ({number})"
    return name
