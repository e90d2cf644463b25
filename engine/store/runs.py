"""Training runs and their metrics."""

from __future__ import annotations

import json
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, case, delete, func, insert, literal, select, update
from sqlalchemy.dialects.sqlite import insert as sqlite_insert

from engine.errors import EngineError, NotFound, nearest
from engine.store.connection import Store
from engine.store.datasets import CATALOGUE, REMOVING
from engine.store.left_running import INTERRUPTED, as_left
from engine.store.tables import dataset, run, run_metric, run_tag

IMPORTED = "imported"
"""The status of a run that was trained elsewhere and came in a bundle."""

FINAL = -1
"""The step of a metric that belongs to the run, not to an epoch."""

BEFORE_TRAINING = 0
"""The step of what was measured before the first epoch: the reference rows, judged as every epoch is."""


@dataclass(frozen=True)
class RunRow:
    """One run. `policy` is keep or exclude.

    `status` is running, finished, stopped, failed, interrupted or imported.

    `snapshot_hash` tells which sequences it was trained on; None for runs from before this was kept.
    `deleted_at` is when it was deleted, as long as that can be undone. `tags` are in alphabetical order.
    `audience` is the data set chosen for an imported run; None: its own, which has no users.
    """

    id: int
    dataset_id: int
    dataset_name: str
    name: str
    model: str
    preset: str
    seed: int
    device: str
    status: str
    created_at: int
    finished_at: int | None
    config: dict[str, Any]
    split_hash: str
    policy: str
    epoch: int
    best_epoch: int | None
    parameters: int | None
    error: str | None
    snapshot_hash: str | None = None
    starred: bool = False
    notes: str = ""
    deleted_at: int | None = None
    study_id: int | None = None
    tags: tuple[str, ...] = ()
    audience: int | None = None

    @property
    def users_of(self) -> int:
        """The data set whose users the model is asked about."""
        return self.dataset_id if self.audience is None else self.audience


@dataclass(frozen=True)
class Metric:
    """One figure of a run.

    Attributes:
        subject: the model itself or a reference row ("popularity", "markov", ...).
        split: train, val or test.
        slice: which rows: all, with-history, repeat-target, ...
        name: "loss", "loss.squared_error", "hr@20", ...
        step: the epoch, `BEFORE_TRAINING` or `FINAL`.
        value: metrics are fractions.
    """

    subject: str
    split: str
    slice: str
    name: str
    step: int
    value: float


def create_run(
    store: Store,
    *,
    dataset_id: int,
    name: str,
    model: str,
    preset: str,
    seed: int,
    device: str,
    config: Mapping[str, Any],
    study_id: int | None = None,
) -> int:
    """Record the start of a run and return its id. Ids are never used again."""
    values = {
        "dataset_id": dataset_id,
        "name": name,
        "model": model,
        "preset": preset,
        "seed": seed,
        "device": device,
        "status": "running",
        "created_at": time.time_ns() // 1_000_000,
        "config": json.dumps(config),
        "split_hash": "",
        "policy": "keep",
        "epoch": 0,
        "study_id": study_id,
    }
    with store.write() as connection:
        if connection.execute(select(dataset.c.id).where(dataset.c.id == dataset_id)).one_or_none() is None:
            raise NotFound(f"There is no data set number {dataset_id}.", advice="It may have been deleted.")
        key = connection.execute(insert(run).values(values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def update_run(store: Store, run_id: int, **changes: Any) -> None:
    """Change columns of a run, named as in `RunRow`."""
    unknown = changes.keys() - _CHANGEABLE
    if unknown:
        raise TypeError(f"update_run() got unexpected columns {sorted(unknown)}")
    if "config" in changes:
        changes["config"] = json.dumps(changes["config"])
    with store.write() as connection:
        if connection.execute(update(run).where(run.c.id == run_id).values(**changes)).rowcount == 0:
            raise NotFound(f"There is no run number {run_id}.", advice="It may have been deleted.")


def rename_run(store: Store, run_id: int, name: str) -> None:
    """Give a run another name."""
    if not name.strip():
        raise EngineError("A run needs a name.", advice="Type at least one character.")
    update_run(store, run_id, name=name.strip())


def get_run(store: Store, key: int | str) -> RunRow:
    """The run with that id (also as text) or that name.

    Raises:
        NotFound: there is none, or several have that name.
    """
    query = _QUERY
    if isinstance(key, str):  # as people type it; they cannot mean what they have deleted
        query = query.where(*_THERE)
    with store.read() as connection:
        found: Sequence[Row[Any]] = ()
        if isinstance(key, int) or (key.isascii() and key.isdigit() and len(key) < 19):
            found = connection.execute(query.where(run.c.id == int(key))).all()
        if not found and isinstance(key, str):
            found = connection.execute(query.where(run.c.name == key).order_by(run.c.id)).all()
        if len(found) == 1:
            return as_left(store, [_run_row(found[0])], INTERRUPTED)[0]
        names = list(
            connection.execute(select(run.c.name).select_from(run.join(dataset)).where(*_THERE)).scalars()
        )
    if found:
        numbers = ", ".join(str(row.id) for row in found)
        raise NotFound(
            f"Several runs are called {key!r}.", f"Their numbers are {numbers}.", "Give the number."
        )
    raise NotFound(
        f"There is no run {str(key)!r}.",
        "" if names else "The workspace holds no runs yet.",
        nearest(str(key), names)
        or ("List the runs to see their numbers." if names else "Train a model first."),
    )


def list_runs(
    store: Store,
    dataset_id: int | None = None,
    *,
    with_deleted: bool = False,
    with_config: bool = True,
) -> list[RunRow]:
    """The runs, newest first: of all data sets that are not deleted, or of one, be it deleted or not.

    Args:
        store: where.
        dataset_id: of which data set.
        with_deleted: also the runs that were deleted and can be brought back: they still need their files.
        with_config: with all their settings, which take most of the time where there are thousands.
    """
    query = (_QUERY if with_config else _BRIEF).order_by(run.c.id.desc())
    query = query.where(dataset.c.deleted_at.is_(None) if dataset_id is None else dataset.c.id == dataset_id)
    if not with_deleted:
        query = query.where(run.c.deleted_at.is_(None))
    with store.read() as connection:
        return as_left(store, [_run_row(row) for row in connection.execute(query)], INTERRUPTED)


def list_deleted_runs(store: Store) -> list[RunRow]:
    """Runs that can still be restored, the last deleted first; not those of deleted data sets."""
    chosen = dataset.c.deleted_at.is_(None), run.c.deleted_at != REMOVING
    query = _QUERY.where(*chosen).order_by(run.c.deleted_at.desc(), run.c.id.desc())
    with store.read() as connection:
        return as_left(store, [_run_row(row) for row in connection.execute(query)], INTERRUPTED)


def runs_of_study(store: Store, study_id: int) -> list[RunRow]:
    """The runs that belong to a study, oldest first; without those that were deleted."""
    query = _QUERY.where(run.c.study_id == study_id, run.c.deleted_at.is_(None)).order_by(run.c.id)
    with store.read() as connection:
        return as_left(store, [_run_row(row) for row in connection.execute(query)], INTERRUPTED)


def delete_run(store: Store, run_id: int) -> None:
    """Remove a run and its metrics. Its folder is the workspace's to remove."""
    with store.write() as connection:
        connection.execute(delete(run).where(run.c.id == run_id))


def mark_interrupted(store: Store) -> int:
    """Mark the runs a dead process left "running"; only the holder of the writer's lock may do so."""
    with store.write() as connection:
        left = update(run).where(run.c.status == "running").values(status=INTERRUPTED)
        return connection.execute(left).rowcount


def add_metrics(store: Store, run_id: int, metrics: Sequence[Metric]) -> None:
    """Record figures of a run; one that is there already gets the new value."""
    if not metrics:
        return
    new = sqlite_insert(run_metric)
    upsert = new.on_conflict_do_update(
        index_elements=list(run_metric.primary_key), set_={"value": new.excluded.value}
    )
    rows = [dict(zip(_METRIC_COLUMNS, (run_id, *astuple(metric)), strict=True)) for metric in metrics]
    with store.write() as connection:
        connection.execute(upsert, rows)


def metrics(
    store: Store, run_id: int, *, subject: str | None = None, split: str | None = None
) -> list[Metric]:
    """Figures of a run, in order of subject, split, slice, name and step."""
    columns = [run_metric.c[name] for name in _METRIC_COLUMNS[1:]]
    query = select(*columns).where(run_metric.c.run_id == run_id).order_by(*columns[:-1])
    if subject is not None:
        query = query.where(run_metric.c.subject == subject)
    if split is not None:
        query = query.where(run_metric.c.split == split)
    with store.read() as connection:
        return [_metric(row) for row in connection.execute(query)]


_CHANGEABLE = {field.name for field in fields(RunRow)} - {
    "id", "dataset_id", "dataset_name", "created_at", "tags", "audience"
}  # fmt: skip
_METRIC_COLUMNS = ("run_id", *(field.name for field in fields(Metric)))
_TAGS = select(func.json_group_array(run_tag.c.tag)).where(run_tag.c.run_id == run.c.id).scalar_subquery()
_users = dataset.alias()
_AUDIENCE = (
    select(_users.c.id)
    .where(_users.c.id == func.json_extract(dataset.c.recipe, "$.audience"), _users.c.deleted_at.is_(None))
    .correlate(dataset)
    .scalar_subquery()
)
_FIELDS = [field.name for field in fields(RunRow)]
_OTHERS: dict[str, ColumnElement[Any]] = {
    "dataset_name": dataset.c.name.label("dataset_name"),
    "tags": _TAGS.label("tags"),
    "audience": case((dataset.c.shape == CATALOGUE, _AUDIENCE)).label("audience"),
}


def _select(**instead: ColumnElement[Any]) -> Select[Any]:
    """The columns in the order of the fields of `RunRow`."""
    columns = _OTHERS | instead
    return select(*(columns[name] if name in columns else run.c[name] for name in _FIELDS)).select_from(
        run.join(dataset)
    )


_QUERY, _BRIEF = _select(), _select(config=literal("{}").label("config"))
_CONFIG, _STARRED, _RUN_TAGS = (_FIELDS.index(name) for name in ("config", "starred", "tags"))
_THERE = (dataset.c.deleted_at.is_(None), run.c.deleted_at.is_(None))


def _run_row(row: Row[Any]) -> RunRow:
    values = list(row)  # in the order of the fields: lists of runs may have thousands
    values[_CONFIG] = json.loads(values[_CONFIG])
    values[_STARRED] = bool(values[_STARRED])
    values[_RUN_TAGS] = tuple(sorted(json.loads(values[_RUN_TAGS])))
    return RunRow(*values)


def _metric(row: Row[Any]) -> Metric:
    values = dict(row._mapping)
    if values["value"] is None:
        values["value"] = math.nan  # SQLite keeps NaN as NULL
    return Metric(**values)
