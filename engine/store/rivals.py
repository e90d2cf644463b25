"""What a run has to beat: the best earlier run that was judged on the same validation examples."""

from __future__ import annotations

import json
from dataclasses import dataclass

from sqlalchemy import Connection, and_, select

from engine.store.connection import Store
from engine.store.runs import RunRow
from engine.store.tables import run, run_metric

METRIC = "ndcg@20"


@dataclass(frozen=True)
class Rival:
    """A run and the validation metrics of its best epoch."""

    run_id: int
    name: str
    metrics: dict[str, float]


def best_earlier(store: Store, row: RunRow) -> Rival | None:
    """The best by NDCG@20 of the runs begun before `row`; None where there is none to compare with.

    They are of the same split, with the same rule for items of the history and the same number of
    validation rows: only then the figures of their epochs are of the same examples.
    """
    if not row.split_hash:
        return None
    at_best = and_(
        run_metric.c.run_id == run.c.id,
        run_metric.c.subject == "model",
        run_metric.c.split == "val",
        run_metric.c.slice == "all",
        run_metric.c.name == METRIC,
        run_metric.c.step == run.c.best_epoch,
    )
    query = (
        select(run.c.id, run.c.name, run.c.config)
        .select_from(run.join(run_metric, at_best))
        .where(run.c.dataset_id == row.dataset_id, run.c.split_hash == row.split_hash)
        .where(run.c.policy == row.policy, run.c.id < row.id, run.c.deleted_at.is_(None))
        .order_by(run_metric.c.value.desc(), run.c.id)
    )
    with store.read() as connection:
        for number, name, config in connection.execute(query):
            if _validation_rows(json.loads(config)) == _validation_rows(row.config):
                return Rival(number, name, _at_best(connection, number))
    return None


def _at_best(connection: Connection, run_id: int) -> dict[str, float]:
    best = select(run.c.best_epoch).where(run.c.id == run_id).scalar_subquery()
    query = select(run_metric.c.name, run_metric.c.value).where(
        run_metric.c.run_id == run_id,
        run_metric.c.subject == "model",
        run_metric.c.split == "val",
        run_metric.c.slice == "all",
        run_metric.c.step == best,
    )
    return {name: value for name, value in connection.execute(query) if value is not None}


def _validation_rows(config: dict[str, dict[str, object]]) -> object:
    return config.get("training", {}).get("validation_rows")
