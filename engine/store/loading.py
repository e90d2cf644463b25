"""Writing a whole new data set in one transaction: all of it is there afterwards, or nothing."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, insert, select

from engine.store.ahead import Ahead, Batches
from engine.store.bulk import BATCH, insert_columns
from engine.store.connection import Store
from engine.store.datasets import Facts, RejectedRow
from engine.store.row_file import RowFile
from engine.store.tables import USER_ORDERS, dataset, item, rejected_row, user_, user_order


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
        file: where the rows are laid out for SQLite, for as long as that takes.
    """

    columns: Sequence[str]
    rows: Batches
    file: Path


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
        RowFile(log.file, kinds, n_rows) as file,
        Ahead(file, log.rows) as ahead,
    ):
        dataset_id = _next_id(connection)
        owner = {"dataset_id": dataset_id}
        for part, table in ((users, user_), (catalogue, item)):
            numbers = {f"{table.name.rstrip('_')}_id": range(len(part.external_id))}
            for _ in insert_columns(connection, table, owner, numbers | _present(part)):
                yield 0
        yield from _insert_orders(connection, dataset_id, users)
        yield from _insert_interactions(connection, dataset_id, file, ahead, n_rows)
        for _ in _insert_rejected(connection, owner, rejected):
            yield n_rows
        name = _insert_facts(connection, facts(), dataset_id)
    return dataset_id, name


def _present(columns: Users | Catalogue) -> dict[str, Any]:
    """The columns that the log has; NULL stands in the others."""
    return {name: values for name, values in vars(columns).items() if values is not None}


def _insert_interactions(
    connection: Connection, dataset_id: int, file: RowFile, ahead: Ahead, n_rows: int
) -> Iterator[int]:
    # The driver's connection goes when we are done, and with it the file that is attached to it: no
    # statement can let go of a file that was read within a transaction.
    connection.detach()
    connection.exec_driver_sql("ATTACH ? AS prepared", (str(file.path),))
    names = ", ".join(file.columns)
    values = ", ".join("nullif(event, -1)" if name == "event" else name for name in file.columns)
    done = 0
    while done < n_rows:
        ready = ahead.wait(done)
        while done < ready:
            end = min(done + BATCH, ready)
            for table, first, last in file.selects(done, end):
                connection.exec_driver_sql(
                    f"INSERT INTO interaction (dataset_id, {names}) SELECT {dataset_id}, {values} "
                    f"FROM prepared.{table} WHERE rowid BETWEEN ? AND ?",
                    (first, last),
                )
            done = end
            yield done


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
