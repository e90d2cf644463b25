"""Writing a whole new data set in one transaction: all of it is there afterwards, or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain, islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from engine.store.ahead import Ahead, Batches
from engine.store.bulk import BATCH, insert_columns
from engine.store.connection import Store
from engine.store.datasets import Facts, RejectedRow
from engine.store.intake import Intake, as_bytes, take_columns
from engine.store.row_file import RowFile
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


_LONGEST_LAID_OUT = 256
"""Bytes: with longer ids a file in which all take the same room is no longer the faster way."""

_ROW_KINDS = {
    "user_id": "i4",
    "seq": "i4",
    "item_id": "i4",
    "ts": "i8",
    "value": "f8",
    "split": "i1",
    "event": "i2",
}


@dataclass(frozen=True)
class Prepared:
    """The log on its way into the store.

    Attributes:
        columns: of `interaction`, that the log has.
        rows: these columns, all of them ordered by user and place; an event of -1 and a value of NaN are
            none. Runs in a thread of its own, which never waits for the store.
        folder: where rows are laid out for SQLite; empty, and on the disk of the store.
    """

    columns: Sequence[str]
    rows: Batches
    folder: Path


def write_dataset(
    store: Store,
    users: Users,
    catalogue: Catalogue,
    log: Prepared,
    facts: Callable[[], Facts],
    rejected: Iterable[RejectedRow],
) -> Generator[int, None, tuple[int, str]]:
    """Write everything in one transaction; yield the number of interactions written so far.

    Closing the generator, or an exception thrown into it, leaves no trace.

    Args:
        store: open for writing.
        users: in the order of their numbers.
        catalogue: in the order of their numbers.
        log: the interactions.
        facts: called once all interactions have gone by.
        rejected: what could not be read.

    Returns:
        The new id, and the name: with a number behind it where the wished one was taken.
    """
    n_rows = int(users.n.sum())
    kinds = {column: _ROW_KINDS[column] for column in log.columns}
    with (
        store.write() as connection,
        RowFile(log.folder / "log.sqlite", kinds, n_rows) as file,
        Ahead(file, log.rows) as ahead,
    ):
        connection.detach()
        dataset_id = _next_id(connection)
        owner = {"dataset_id": dataset_id}
        for _ in chain(
            _insert_users(connection, owner, users, log.folder),
            _insert_items(connection, owner, catalogue),
            _insert_orders(connection, dataset_id, users, log.folder),
        ):
            yield 0
        intake = Intake(connection, file, interaction, owner)
        done = 0
        while done < n_rows:
            for done in intake.take(done, ahead.wait(done)):  # noqa: B020 - it goes on where it was
                yield done
        for _ in _insert_rejected(connection, owner, rejected):
            yield n_rows
        name = _insert_facts(connection, facts(), dataset_id)
    return dataset_id, name


def _insert_users(
    connection: Connection, owner: Mapping[str, int], users: Users, folder: Path
) -> Iterator[int]:
    ids = as_bytes(users.external_id)
    numbers = np.arange(len(ids), dtype=np.int32)
    columns = {name: values for name, values in vars(users).items() if values is not None}
    if ids.itemsize > _LONGEST_LAID_OUT:
        return insert_columns(connection, user_, owner, {"user_id": numbers, **columns})
    columns = {"user_id": numbers, **columns, "external_id": ids}
    return take_columns(connection, user_, owner, columns, folder / "users.sqlite")


def _insert_items(connection: Connection, owner: Mapping[str, int], catalogue: Catalogue) -> Iterator[int]:
    columns = {"item_id": range(len(catalogue.external_id)), **vars(catalogue)}
    return insert_columns(connection, item, owner, columns)


def _next_id(connection: Connection) -> int:
    """The number the next data set gets: never one that was used before."""
    last = connection.exec_driver_sql("SELECT seq FROM sqlite_sequence WHERE name = 'dataset'").scalar()
    return 1 if last is None else int(last) + 1


def _insert_facts(connection: Connection, facts: Facts, dataset_id: int) -> str:
    name = _free_name(connection, facts.name)
    created = time.time_ns() // 1_000_000
    values: dict[str, Any] = asdict(facts) | {"id": dataset_id, "name": name, "created_at": created}
    for document in ("recipe", "length_histogram", "popularity", "events"):
        values[document] = json.dumps(values[document])
    connection.execute(insert(dataset).values(values))
    return name


def _insert_orders(connection: Connection, dataset_id: int, users: Users, folder: Path) -> Iterator[int]:
    """Users in each order that lists of them offer, written in that order."""
    numbers = np.arange(len(users.n))
    for name, values in (("n", users.n), ("last_ts", numbers if users.last_ts is None else users.last_ts)):
        order = np.argsort(values, kind="stable")
        owner = {"dataset_id": dataset_id, "by": USER_ORDERS[name]}
        columns: dict[str, NDArray[Any]] = {"value": values[order], "user_id": order.astype(np.int32)}
        yield from take_columns(connection, user_order, owner, columns, folder / f"by_{name}.sqlite")


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
