"""Studies: plans of several trainings. What belongs to one names it; what became of it is read from there."""

from __future__ import annotations

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from engine.errors import EngineError, NotFound, nearest
from engine.store.connection import Store
from engine.store.queue import QueuedRun, list_queue
from engine.store.runs import FINAL, Metric
from engine.store.tables import dataset, queued_run, run, run_metric, study

SEARCH = "search"
"""The kind of a study whose next training depends on those before."""

TABLE2 = "table2"
"""The kind of a study that tunes every model alike, and then trains each with its seeds."""


@dataclass(frozen=True)
class StudyRow:
    """One study.

    Attributes:
        kind: one of the paper's ("schedules", ..., "table2"), "grid", or "search".
        plan: what is to be trained (`engine.studies.plan`).
        deleted_at: when it was deleted, as long as that can be undone.
    """

    id: int
    dataset_id: int
    dataset_name: str
    name: str
    kind: str
    plan: dict[str, Any]
    created_at: int
    deleted_at: int | None = None


def create_study(store: Store, dataset_id: int, kind: str, name: str, plan: Mapping[str, Any]) -> int:
    """Write down a study and return its number; where its name is taken, a number is added."""
    values = {
        "dataset_id": dataset_id,
        "kind": kind,
        "plan": json.dumps(plan),
        "created_at": time.time_ns() // 1_000_000,
    }
    with store.write() as connection:
        taken = set(connection.execute(select(study.c.name)).scalars())
        values["name"] = _free(name, taken)
        key = connection.execute(insert(study).values(**values)).inserted_primary_key
    assert key is not None
    return int(key[0])


def list_studies(store: Store, dataset_id: int | None = None) -> list[StudyRow]:
    """The studies of all data sets that are there, or of one, newest first."""
    query = _QUERY.where(_THERE).order_by(study.c.id.desc())
    if dataset_id is not None:
        query = query.where(study.c.dataset_id == dataset_id)
    with store.read() as connection:
        return [_study_row(row) for row in connection.execute(query)]


def get_study(store: Store, key: int | str) -> StudyRow:
    """The study with that number (also as text) or that name; raises `NotFound`."""
    found: Row[Any] | None = None
    with store.read() as connection:
        if isinstance(key, int) or (key.isascii() and key.isdigit() and len(key) < 19):
            found = connection.execute(_QUERY.where(_THERE, study.c.id == int(key))).first()
        if found is None and isinstance(key, str):
            found = connection.execute(_QUERY.where(_THERE, study.c.name == key)).first()
        names = list(connection.execute(select(study.c.name).join(dataset).where(_THERE)).scalars())
    if found is None:
        advice = nearest(str(key), names) or "List the studies to see their numbers."
        raise NotFound(
            f"There is no study {str(key)!r}.",
            "" if names else "The workspace holds no studies yet.",
            advice if names else "Begin one first.",
        )
    return _study_row(found)


def rename_study(store: Store, study_id: int, name: str) -> None:
    """Give a study another name."""
    if not name.strip():
        raise EngineError("A study needs a name.", advice="Type at least one character.")
    _change(store, study_id, name=name.strip())


def hide_study(store: Store, study_id: int) -> None:
    """Delete a study, as long as nobody wants it back; its runs stay, and what of it waits will not begin."""
    with store.write() as connection:
        connection.execute(delete(queued_run).where(queued_run.c.study_id == study_id))
    _change(store, study_id, deleted_at=time.time_ns() // 1_000_000)


def restore_study(store: Store, study_id: int) -> None:
    """Take the deletion back."""
    _change(store, study_id, deleted_at=None)


def list_deleted_studies(store: Store) -> list[StudyRow]:
    """Studies that can be brought back, the last deleted first."""
    there = dataset.c.deleted_at.is_(None) & study.c.deleted_at.is_not(None)
    with store.read() as connection:
        rows = connection.execute(_QUERY.where(there).order_by(study.c.deleted_at.desc()))
        return [_study_row(row) for row in rows]


def purge_studies(store: Store) -> list[int]:
    """Remove for good what was deleted; their numbers are never used again."""
    with store.write() as connection:
        query = delete(study).where(study.c.deleted_at.is_not(None)).returning(study.c.id)
        return list(connection.execute(query).scalars())


def study_queue(store: Store, study_id: int) -> list[QueuedRun]:
    """What of a study is in the queue, in its order."""
    return [queued for queued in list_queue(store) if queued.study_id == study_id]


def withdraw_study(store: Store, study_id: int) -> int:
    """Take what waits or has failed of a study out of the queue; the runs that some have become stay."""
    mine = queued_run.c.study_id == study_id
    with store.write() as connection:
        return connection.execute(delete(queued_run).where(mine, queued_run.c.status != "running")).rowcount


def is_trial(store: Store, run_id: int) -> bool:
    """Whether a run only helps to choose settings: it is not tested, for that is for the chosen ones.

    All of a search are trials, and of Table 2 those with the seed of the tuning.
    """
    columns = (study.c.kind, study.c.plan, run.c.seed)
    query = select(*columns).join(run, run.c.study_id == study.c.id).where(run.c.id == run_id)
    with store.read() as connection:
        found = connection.execute(query).one_or_none()
    if found is None:
        return False
    tunes = found.kind == TABLE2 and json.loads(found.plan).get("tuning_seed") == found.seed
    return bool(found.kind == SEARCH or tunes)


def final_metrics(store: Store, study_id: int) -> dict[int, list[Metric]]:
    """Run -> the final figures of its model over all examples."""
    where = (run_metric.c.step == FINAL) & (run_metric.c.slice == "all") & (run_metric.c.subject == "model")
    return _metrics_by_run(store, study_id, where)


def epoch_metrics(store: Store, study_id: int, split: str, name: str) -> dict[int, list[Metric]]:
    """Run -> one figure of the model after every epoch, in order."""
    wanted = (run_metric.c.split == split) & (run_metric.c.name == name) & (run_metric.c.slice == "all")
    where = wanted & (run_metric.c.subject == "model") & (run_metric.c.step > 0)
    return _metrics_by_run(store, study_id, where)


def training_seconds(store: Store, study_id: int) -> float:
    """What all epochs of a study took so far."""
    seconds = (run_metric.c.name == "seconds") & (run_metric.c.split == "train")
    query = select(func.sum(run_metric.c.value)).join(run).where(run.c.study_id == study_id, seconds)
    with store.read() as connection:
        return float(connection.execute(query).scalar_one_or_none() or 0.0)


_THERE = dataset.c.deleted_at.is_(None) & study.c.deleted_at.is_(None)
_QUERY = select(study, dataset.c.name.label("dataset_name")).join(dataset)


def _metrics_by_run(store: Store, study_id: int, where: ColumnElement[bool]) -> dict[int, list[Metric]]:
    columns = [run_metric.c[name] for name in ("subject", "split", "slice", "name", "step", "value")]
    query = select(run_metric.c.run_id, *columns).join(run).where(run.c.study_id == study_id, where)
    found: dict[int, list[Metric]] = {}
    with store.read() as connection:
        for run_id, *values in connection.execute(query.order_by(run_metric.c.run_id, run_metric.c.step)):
            found.setdefault(run_id, []).append(Metric(*values))
    return found


def _study_row(row: Row[Any]) -> StudyRow:
    values = dict(row._mapping)
    values["plan"] = json.loads(values["plan"])
    return StudyRow(**values)


def _change(store: Store, study_id: int, **values: Any) -> None:
    with store.write() as connection:
        changed = connection.execute(update(study).where(study.c.id == study_id).values(**values))
        if changed.rowcount == 0:
            raise NotFound(f"There is no study number {study_id}.", advice="It may have been deleted.")


def _free(name: str, taken: set[str]) -> str:
    if name not in taken:
        return name
    number = 2
    while f"{name} {number}" in taken:
        number += 1
    return f"{name} {number}"
