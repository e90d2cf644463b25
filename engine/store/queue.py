"""Trainings that wait for their turn; they are still there after a crash."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from engine.errors import NotFound
from engine.store.connection import Store
from engine.store.left_running import WAITING, as_left
from engine.store.tables import dataset, queued_run


@dataclass(frozen=True)
class QueuedRun:
    """One training in the queue.

    Attributes:
        run_id: the run it has become, or is to go on with; None before it has begun.
        name: what the run is to be called; empty: made from the data set, the model and the preset.
        place: where it stands; the smallest comes first.
        status: waiting, running or failed.
        error: why it failed.
        study_id: the study it belongs to.
    """

    id: int
    dataset_id: int
    dataset_name: str
    run_id: int | None
    name: str
    preset: str
    config: dict[str, Any]
    place: float
    status: str
    error: str | None = None
    study_id: int | None = None


def add_to_queue(
    store: Store,
    dataset_id: int,
    config: Mapping[str, Any],
    preset: str,
    *,
    name: str = "",
    run_id: int | None = None,
    study_id: int | None = None,
    first: bool = False,
) -> int:
    """Put a training at the end of the queue, or a run that is to go on; returns its number there.

    Args:
        first: put it at the front instead.
    """
    values = {
        "dataset_id": dataset_id,
        "run_id": run_id,
        "name": name,
        "preset": preset,
        "config": json.dumps(config),
        "status": "waiting",
        "study_id": study_id,
    }
    with store.write() as connection:
        end = func.min(queued_run.c.place) if first else func.max(queued_run.c.place)
        last = connection.execute(select(end)).scalar_one()
        place = 0.0 if last is None else last + (-1.0 if first else 1.0)
        key = connection.execute(insert(queued_run).values(**values, place=place)).inserted_primary_key
    assert key is not None
    return int(key[0])


def list_queue(store: Store) -> list[QueuedRun]:
    """The queue in its order, without the trainings on deleted data sets."""
    query = _QUERY.where(dataset.c.deleted_at.is_(None)).order_by(queued_run.c.place, queued_run.c.id)
    with store.read() as connection:
        return as_left(store, [_queued(row) for row in connection.execute(query)], WAITING)


def get_queued(store: Store, number: int) -> QueuedRun:
    """One training in the queue; raises `NotFound` where it is not there any more."""
    with store.read() as connection:
        row = connection.execute(_QUERY.where(queued_run.c.id == number)).one_or_none()
    if row is None:
        raise _unknown(number)
    return as_left(store, [_queued(row)], WAITING)[0]


def queued_for_run(store: Store, run_id: int) -> QueuedRun | None:
    """The place in the queue that a run has, where it has one."""
    return next((queued for queued in list_queue(store) if queued.run_id == run_id), None)


def move_in_queue(store: Store, number: int, to: int) -> None:
    """Let a training be the `to`th of the queue, from 0."""
    others = [queued for queued in list_queue(store) if queued.id != number]
    to = max(0, min(to, len(others)))
    before = others[to - 1].place if to else None
    behind = others[to].place if to < len(others) else None
    if before is None or behind is None:
        place = 0.0 if before is None and behind is None else _beyond(before, behind)
    else:
        place = (before + behind) / 2
    if place in (before, behind):  # no number is left between the two
        _number_anew(store)
        move_in_queue(store, number, to)
    else:
        _change(store, number, place=place)


def remove_from_queue(store: Store, number: int) -> None:
    """Take a training out of the queue; its run, where it has one, stays."""
    with store.write() as connection:
        connection.execute(delete(queued_run).where(queued_run.c.id == number))


def mark_begun(store: Store, number: int) -> None:
    """A training is being prepared; it becomes a run."""
    _note(store, number, status="running", error=None)


def mark_running(store: Store, number: int, run_id: int) -> None:
    """A training has become a run."""
    _note(store, number, status="running", run_id=run_id, error=None)


def mark_waiting(store: Store, number: int) -> None:
    """A training was cut off; it goes on when it is its turn again."""
    _note(store, number, status="waiting", error=None)


def mark_failed(store: Store, number: int, error: str) -> None:
    """A training cannot go on; the others can."""
    _note(store, number, status="failed", error=error)


def retry_queued(store: Store, number: int) -> None:
    """Let a training that failed be tried again when it is its turn, from its checkpoint where it has one."""
    _change(store, number, status="waiting", error=None)


def forget_failed(store: Store) -> int:
    """Take everything that failed out of the queue, and tell how many that were; the runs stay."""
    with store.write() as connection:
        return connection.execute(delete(queued_run).where(queued_run.c.status == "failed")).rowcount


def release_queue(store: Store) -> int:
    """Let those wait that a dead process left "running"; only the holder of the writer's lock may do so."""
    with store.write() as connection:
        left = update(queued_run).where(queued_run.c.status == "running").values(status="waiting")
        return connection.execute(left).rowcount


_QUERY = select(queued_run, dataset.c.name.label("dataset_name")).join(dataset)


def _queued(row: Row[Any]) -> QueuedRun:
    values = dict(row._mapping)
    values["config"] = json.loads(values["config"])
    return QueuedRun(**values)


def _beyond(before: float | None, behind: float | None) -> float:
    """A place behind the last or before the first."""
    return before + 1.0 if before is not None else (behind or 0.0) - 1.0


def _change(store: Store, number: int, **values: Any) -> None:
    if not _note(store, number, **values):
        raise _unknown(number)


def _note(store: Store, number: int, **values: Any) -> bool:
    """Write down what became of a training; tells whether it is still in the queue."""
    with store.write() as connection:
        return _change_in(connection, number, values)


def _change_in(connection: Connection, number: int, values: Mapping[str, Any]) -> bool:
    changed = connection.execute(update(queued_run).where(queued_run.c.id == number).values(**values))
    return changed.rowcount > 0


def _number_anew(store: Store) -> None:
    with store.write() as connection:
        ids = connection.execute(select(queued_run.c.id).order_by(queued_run.c.place)).scalars().all()
        for place, number in enumerate(ids):
            _change_in(connection, number, {"place": float(place)})


def _unknown(number: int) -> NotFound:
    return NotFound(f"There is no training number {number} in the queue.", advice="It may have ended.")
