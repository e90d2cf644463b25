"""Runs that came in a bundle, each with the catalogue that came with it.

A run belongs to a data set; one that was trained elsewhere belongs to a data set with items alone, which no
list of data sets shows and which goes with the run. Its recipe says where the run comes from, and which data
set on this machine has the users that the model is asked about.
"""

from __future__ import annotations

import json
import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from engine.errors import NotFound
from engine.store.connection import Store
from engine.store.datasets import CATALOGUE, REMOVING, Items
from engine.store.runs import IMPORTED, Metric
from engine.store.tables import LOG_TABLES, dataset, item, run, run_metric

_ROWS_AT_ONCE = 20_000


@dataclass(frozen=True)
class ImportedRun:
    """What the store keeps of a run that was trained elsewhere.

    Attributes:
        columns: of the run, by name: model, preset, seed, ...
        dataset_name: what the log is called there.
        source: the file that it came in.
        hash: SHA-256 of that file.
        origin: what the file says of where it comes from.
    """

    columns: Mapping[str, Any]
    dataset_name: str
    source: str
    hash: str
    origin: Mapping[str, Any]
    synthetic: bool
    items: Items
    metrics: Sequence[Metric]


def add_imported(store: Store, new: ImportedRun) -> int:
    """Record a run that was trained elsewhere; nobody sees it before `show_imported`. Returns its number.

    Until then it is as a run whose removal has begun: should the program end now, it is removed later.
    """
    now = time.time_ns() // 1_000_000
    with store.write() as connection:
        dataset_id = _insert(connection, dataset, _catalogue(connection, new, now))
        values = zip(range(len(new.items)), new.items.external_ids, new.items.titles, strict=True)
        rows = [
            {"dataset_id": dataset_id, "item_id": number, "external_id": external_id, "title": title}
            for number, external_id, title in values
        ]
        for start in range(0, len(rows), _ROWS_AT_ONCE):
            connection.execute(insert(item), rows[start : start + _ROWS_AT_ONCE])
        columns = dict(new.columns) | {"config": json.dumps(new.columns["config"])}
        own = {"dataset_id": dataset_id, "status": IMPORTED, "created_at": now, "deleted_at": REMOVING}
        run_id = _insert(connection, run, columns | own)
        names = ("run_id", "subject", "split", "slice", "name", "step", "value")
        figures = [dict(zip(names, (run_id, *astuple(metric)), strict=True)) for metric in new.metrics]
        if figures:
            connection.execute(insert(run_metric), figures)
    return run_id


def show_imported(store: Store, run_id: int) -> None:
    """Its files are in place: from now on it is a run as others are."""
    with store.write() as connection:
        owner = select(run.c.dataset_id).where(run.c.id == run_id).scalar_subquery()
        connection.execute(update(dataset).where(dataset.c.id == owner).values(deleted_at=None))
        connection.execute(update(run).where(run.c.id == run_id).values(deleted_at=None))


def origin_of(store: Store, run_id: int) -> dict[str, Any]:
    """What is known of where a run comes from: `hash`, `file`, and what its bundle says.

    Raises:
        NotFound: it was not imported.
    """
    query = select(dataset.c.recipe, dataset.c.source).join(run, run.c.dataset_id == dataset.c.id)
    with store.read() as connection:
        row = connection.execute(query.where(run.c.id == run_id, dataset.c.shape == CATALOGUE)).one_or_none()
    if row is None:
        raise NotFound(f"Run {run_id} was not imported.")
    recipe = json.loads(row.recipe)
    return {**recipe["origin"], "hash": recipe["hash"], "file": row.source}


def imported_with(store: Store, digest: str) -> tuple[int, str] | None:
    """Number and name of the run that came in the file of this hash, if it is there."""
    query = (
        select(run.c.id, run.c.name)
        .join(dataset, dataset.c.id == run.c.dataset_id)
        .where(
            dataset.c.shape == CATALOGUE,
            func.json_extract(dataset.c.recipe, "$.hash") == digest,
            run.c.deleted_at.is_(None),
        )
    )
    with store.read() as connection:
        found = connection.execute(query.limit(1)).one_or_none()
    return None if found is None else (found.id, found.name)


def set_audience(store: Store, run_id: int, dataset_id: int | None) -> None:
    """Say which data set has the users that an imported run is asked about; None: nobody's.

    Raises:
        NotFound: the run was not imported, or there is no such data set.
    """
    with store.write() as connection:
        if dataset_id is not None:
            there = dataset.c.id == dataset_id, dataset.c.deleted_at.is_(None), dataset.c.shape != CATALOGUE
            if connection.execute(select(dataset.c.id).where(*there)).one_or_none() is None:
                raise NotFound(
                    f"There is no data set number {dataset_id}.", advice="It may have been deleted."
                )
        owner = select(run.c.dataset_id).where(run.c.id == run_id).scalar_subquery()
        recipe = func.json_set(dataset.c.recipe, "$.audience", dataset_id)
        own = dataset.c.id == owner, dataset.c.shape == CATALOGUE
        if connection.execute(update(dataset).where(*own).values(recipe=recipe)).rowcount == 0:
            raise NotFound(f"Run {run_id} was not imported.", advice="Only imported runs ask for users.")


def remove_catalogues(store: Store) -> None:
    """Remove the catalogues whose run is gone."""
    with store.write() as connection:
        discard_catalogues(connection)


def discard_catalogues(connection: Connection) -> None:
    """The same within a transaction."""
    query = select(dataset.c.id).where(
        dataset.c.shape == CATALOGUE, ~select(run.c.id).where(run.c.dataset_id == dataset.c.id).exists()
    )
    for dataset_id in connection.execute(query).scalars().all():
        for table in LOG_TABLES:
            connection.execute(delete(table).where(table.c.dataset_id == dataset_id))
        connection.execute(delete(dataset).where(dataset.c.id == dataset_id))


def _insert(connection: Connection, table: Any, values: Mapping[str, Any]) -> int:
    key = connection.execute(insert(table).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def _catalogue(connection: Connection, new: ImportedRun, now: int) -> dict[str, Any]:
    taken = set(connection.execute(select(dataset.c.name)).scalars())
    return {
        "name": _free_name(f"{new.dataset_name}, in a bundle", taken),
        "source": new.source,
        "created_at": now,
        "n_users": 0,
        "n_items": len(new.items),
        "n_interactions": 0,
        "n_rejected": 0,
        "has_times": 0,
        "has_split": 0,
        "has_titles": int(any(new.items.titles)),
        "repeat_share": 0.0,
        "median_length": 0.0,
        "max_length": 0,
        "synthetic": int(new.synthetic),
        "recipe": json.dumps({"origin": dict(new.origin), "hash": new.hash, "audience": None}),
        "length_histogram": "[]",
        "popularity": "[]",
        "shape": CATALOGUE,
        "deleted_at": REMOVING,
    }


def _free_name(name: str, taken: Collection[str]) -> str:
    number = 2
    free = name
    while free in taken:
        free, number = f"{name} ({number})", number + 1
    return free
