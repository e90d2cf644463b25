"""Data sets: their facts, their items, their log in order, and the rows that could not be read."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Row, delete, func, select, update
from sqlalchemy.exc import IntegrityError

from engine.errors import EngineError, NotFound, nearest
from engine.store.connection import Store
from engine.store.tables import LOG_TABLES, dataset, interaction, item, rejected_row, run

NO_TIME = int(np.iinfo(np.int64).min)
"""What `LogChunk.ts` holds where a row has no time."""


REMOVING = 0
"""What `deleted_at` says of a data set whose removal for good has begun."""

CATALOGUE = "areal-bundle"
"""The `shape` of what is no log but the items of a run that was imported (`engine.store.imported`)."""


@dataclass(frozen=True)
class Facts:
    """What is known of a data set as a whole, all of it computed at import.

    Attributes:
        repeat_share: share of interactions whose item occurred earlier in the same sequence.
        length_histogram: (from, to inclusive, number of sequences).
        popularity: (rank, interactions of the item at that rank), at most about 200 points.
        events: (name, interactions) of each kind of event, by the number the log keeps; empty without events.
        shape: fingerprint of the files it was read from; files of the same shape are read alike.
    """

    name: str
    source: str
    n_users: int
    n_items: int
    n_interactions: int
    n_rejected: int
    first_ts: int | None
    last_ts: int | None
    has_times: bool
    has_split: bool
    has_titles: bool
    repeat_share: float
    median_length: float
    max_length: int
    synthetic: bool
    recipe: dict[str, Any]
    length_histogram: list[tuple[int, int, int]]
    popularity: list[tuple[int, int]]
    events: list[tuple[str, int]] = field(default_factory=list, kw_only=True)
    shape: str = field(default="", kw_only=True)


@dataclass(frozen=True)
class DatasetRow(Facts):
    """A stored data set; its times are in UTC milliseconds.

    Attributes:
        grown_at: when rows were last added to it; None where that never happened.
        deleted_at: since when it waits to be removed; None for a set that is there.
    """

    id: int
    created_at: int
    notes: str = ""
    grown_at: int | None = None
    deleted_at: int | None = None

    @property
    def generation(self) -> int:
        """The moment its log last changed; whatever was made of an earlier log is out of date."""
        return self.created_at if self.grown_at is None else self.grown_at


@dataclass(frozen=True)
class Items:
    """The catalogue; position in the lists is `item_id`."""

    external_ids: list[str]
    titles: list[str | None]

    def __len__(self) -> int:
        return len(self.external_ids)


@dataclass(frozen=True)
class LogChunk:
    """Consecutive rows of the log, ordered by user and position.

    `ts` holds `NO_TIME` where there is none; `split` is -1 for none, 0 train, 1 validation, 2 test;
    `value` is NaN for none; `event` is -1 for none, else the number of a kind in `Facts.events`.
    """

    user_id: NDArray[np.int64]
    item_id: NDArray[np.int64]
    ts: NDArray[np.int64]
    split: NDArray[np.int8]
    value: NDArray[np.float64]
    event: NDArray[np.int16]


@dataclass(frozen=True)
class RejectedRow:
    """A row that could not be read.

    Attributes:
        line: from 1 within `file`.
        number: its place among all rejected rows of the data set, from 1; 0 before it is stored.
    """

    line: int
    reason: str
    text: str
    file: str
    number: int = 0


_THERE = (dataset.c.deleted_at.is_(None), dataset.c.shape != CATALOGUE)


def list_datasets(store: Store) -> list[DatasetRow]:
    """All data sets but the deleted ones, newest first."""
    query = select(dataset).where(*_THERE).order_by(dataset.c.id.desc())
    with store.read() as connection:
        return [_dataset_row(row) for row in connection.execute(query)]


def get_dataset(store: Store, key: int | str) -> DatasetRow:
    """The data set with that id (also as text) or that name.

    Raises:
        NotFound: there is none; the nearest names are in the advice.
    """
    with store.read() as connection:
        return _find(connection, key)


def rename_dataset(store: Store, dataset_id: int, name: str) -> None:
    """Give a data set another name, which no other has."""
    name = name.strip()
    if not name:
        raise EngineError("A data set needs a name.", advice="Type at least one character.")
    with store.write() as connection:
        _find(connection, dataset_id)
        try:
            connection.execute(update(dataset).where(dataset.c.id == dataset_id).values(name=name))
        except IntegrityError as error:
            raise EngineError(
                f"Another data set is called {name!r} already.", advice="Choose another name."
            ) from error


def set_notes(store: Store, dataset_id: int, notes: str) -> None:
    """Keep what the user writes about a data set."""
    with store.write() as connection:
        _find(connection, dataset_id)
        connection.execute(update(dataset).where(dataset.c.id == dataset_id).values(notes=notes))


def hide_dataset(store: Store, dataset_id: int, *, with_runs: bool = False) -> None:
    """Delete a data set until it is restored or purged: from now on lists leave it and its runs out.

    Raises:
        EngineError: it has runs, and they are not to be deleted with it.
    """
    with store.write() as connection:
        row = _find(connection, dataset_id)
        _check_runs(connection, row, with_runs)
        now = time.time_ns() // 1_000_000
        connection.execute(update(dataset).where(dataset.c.id == dataset_id).values(deleted_at=now))


def restore_dataset(store: Store, dataset_id: int) -> None:
    """Undo `hide_dataset`; raises `NotFound` once the set is purged."""
    with store.write() as connection:
        query = update(dataset).where(
            dataset.c.id == dataset_id, dataset.c.deleted_at.is_distinct_from(REMOVING)
        )
        found = connection.execute(query.values(deleted_at=None))
        if found.rowcount == 0:
            raise NotFound("The data set is gone for good.", advice="Import its log again.")


def list_deleted(store: Store) -> list[DatasetRow]:
    """Data sets that can still be restored, the last deleted first."""
    query = select(dataset).where(dataset.c.deleted_at != REMOVING).order_by(dataset.c.deleted_at.desc())
    with store.read() as connection:
        return [_dataset_row(row) for row in connection.execute(query)]


def delete_dataset(store: Store, dataset_id: int, *, with_runs: bool = False) -> None:
    """Remove a data set and its log for good; its runs too, if asked, else a set with runs is refused."""
    with store.write() as connection:
        row = _find(connection, dataset_id)
        _check_runs(connection, row, with_runs)
        connection.execute(delete(run).where(run.c.dataset_id == dataset_id))
        for table in LOG_TABLES:
            connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
        connection.execute(delete(dataset).where(dataset.c.id == dataset_id))


def items(store: Store, dataset_id: int) -> Items:
    """The whole catalogue in the order of `item_id`."""
    query = (
        select(item.c.external_id, item.c.title)
        .where(item.c.dataset_id == dataset_id)
        .order_by(item.c.item_id)
    )
    external_ids: list[str] = []
    titles: list[str | None] = []
    with store.read() as connection:
        for part in connection.execute(query).partitions(10_000):
            for external_id, title in part:
                external_ids.append(external_id)
                titles.append(title)
    return Items(external_ids, titles)


def item_attributes(store: Store, dataset_id: int, item_id: int) -> dict[str, Any]:
    """What the item file says of one item beside its title; empty where it says nothing."""
    query = select(item.c.attributes).where(item.c.dataset_id == dataset_id, item.c.item_id == item_id)
    with store.read() as connection:
        text = connection.execute(query).scalar_one_or_none()
    return json.loads(text) if text else {}


def attribute_texts(store: Store, dataset_id: int) -> dict[str, str]:
    """What the item file says of the items, as JSON, by their external ids; without those it leaves out."""
    query = select(item.c.external_id, item.c.attributes).where(
        item.c.dataset_id == dataset_id, item.c.attributes.is_not(None)
    )
    found: dict[str, str] = {}
    with store.read() as connection:
        for part in connection.execute(query).partitions(10_000):
            found.update((external_id, text) for external_id, text in part)
    return found


def log_chunks(store: Store, dataset_id: int, chunk: int = 20_000) -> Iterator[LogChunk]:
    """The log in order of user and position, `chunk` rows at a time."""
    columns = interaction.c
    query = (
        select(
            columns.user_id,
            columns.item_id,
            func.coalesce(columns.ts, NO_TIME),
            func.coalesce(columns.split, -1),
            columns.value,
            func.coalesce(columns.event, -1),
        )
        .where(columns.dataset_id == dataset_id)
        .order_by(columns.user_id, columns.seq)
    )
    with store.read() as connection:
        cursor = connection.execute(query).cursor
        assert cursor is not None
        while rows := cursor.fetchmany(chunk):
            # One conversion for all columns: floats hold whole numbers to 2^53, and times end long before.
            user, item_, ts, split, value, event = np.array(rows, dtype=np.float64).T
            numbers = user.astype(np.int64), item_.astype(np.int64), ts.astype(np.int64)
            yield LogChunk(*numbers, split.astype(np.int8), value.copy(), event.astype(np.int16))


def rejected_rows(
    store: Store,
    dataset_id: int,
    limit: int = 200,
    after: int = 0,
    *,
    reason: str | None = None,
    text: str | None = None,
) -> list[RejectedRow]:
    """At most `limit` rejected rows behind the one with the number `after`, in the order of the files.

    Args:
        store: where.
        dataset_id: of which data set.
        limit: rows per page.
        after: number of the last row of the page before; 0 for the first page.
        reason: only rows rejected for this reason.
        text: only rows that hold this text; capitals A to Z and small letters are the same.
    """
    columns = rejected_row.c
    query = select(columns.line, columns.reason, columns.text, columns.file, columns.number).where(
        columns.dataset_id == dataset_id, columns.number > after
    )
    if reason is not None:
        query = query.where(columns.reason == reason)
    if text:
        query = query.where(columns.text.contains(text, autoescape=True))
    query = query.order_by(columns.number).limit(limit)
    with store.read() as connection:
        return [RejectedRow(*row) for row in connection.execute(query)]


def rejected_counts(store: Store, dataset_id: int) -> dict[str, int]:
    """How many rows were rejected for each reason, the most frequent first."""
    columns = rejected_row.c
    count = func.count().label("count")
    query = (
        select(columns.reason, count)
        .where(columns.dataset_id == dataset_id)
        .group_by(columns.reason)
        .order_by(count.desc(), columns.reason)
    )
    with store.read() as connection:
        return {row.reason: row[1] for row in connection.execute(query)}


def _check_runs(connection: Connection, row: DatasetRow, with_runs: bool) -> None:
    """Refuse to delete runs that nobody asked to delete."""
    there = run.c.dataset_id == row.id, run.c.deleted_at.is_(None)
    runs = connection.execute(select(func.count()).where(*there)).scalar_one()
    if runs and not with_runs:
        raise EngineError(
            f"{row.name!r} cannot be deleted alone.",
            f"{runs} {'run was' if runs == 1 else 'runs were'} trained on it.",
            "Delete the runs first, or delete them together with the data set.",
        )


def _find(connection: Connection, key: int | str) -> DatasetRow:
    query, names_of = select(dataset), select(dataset.c.name).where(*_THERE)
    if isinstance(key, str):  # as people type it; they cannot mean what they have deleted
        query = query.where(*_THERE)
    row = None
    if isinstance(key, int) or (key.isascii() and key.isdigit() and len(key) < 19):
        row = connection.execute(query.where(dataset.c.id == int(key))).one_or_none()
    if row is None and isinstance(key, str):  # a number that is gone is not the name of another
        row = connection.execute(query.where(dataset.c.name == key)).one_or_none()
    if row is not None:
        return _dataset_row(row)
    names = connection.execute(names_of).scalars().all()
    raise NotFound(
        f"No data set is called {str(key)!r}.",
        "" if names else "The workspace holds no data sets yet.",
        nearest(str(key), names)
        or ("List the data sets to see their names." if names else "Import a log first."),
    )


def _dataset_row(row: Row[Any]) -> DatasetRow:
    values = dict(row._mapping)
    for flag in ("has_times", "has_split", "has_titles", "synthetic"):
        values[flag] = bool(values[flag])
    values["recipe"] = json.loads(values["recipe"])
    for pairs in ("length_histogram", "popularity", "events"):
        values[pairs] = [tuple(pair) for pair in json.loads(values[pairs])]
    return DatasetRow(**values)
