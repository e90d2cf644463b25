"""The figures of several runs at once, as arrays and dictionaries: what comparing them reads."""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence

from sqlalchemy import select

from engine.store.connection import Store
from engine.store.runs import FINAL
from engine.store.tables import run_metric

ByStep = dict[int, float]
BySlice = dict[str, dict[str, float]]

MODEL = "model"


def final_figures(store: Store, run_ids: Sequence[int], split: str) -> dict[int, BySlice]:
    """Run -> slice -> name -> value: the model's final figures on a split; runs without any are left out."""
    columns = run_metric.c
    query = select(columns.run_id, columns.slice, columns.name, columns.value).where(
        columns.run_id.in_(run_ids),
        columns.subject == MODEL,
        columns.split == split,
        columns.step == FINAL,
    )
    found: dict[int, BySlice] = {}
    with store.read() as connection:
        for run_id, slice_, name, value in connection.execute(query):
            if value is not None:  # SQLite keeps NaN as NULL
                found.setdefault(run_id, {}).setdefault(slice_, {})[name] = value
    return found


def by_epoch(
    store: Store, run_ids: Sequence[int], split: str, names: Collection[str]
) -> dict[tuple[int, str], ByStep]:
    """(Run, name) -> epoch -> value, in the order of the epochs: what was written down while training."""
    columns = run_metric.c
    query = (
        select(columns.run_id, columns.name, columns.step, columns.value)
        .where(
            columns.run_id.in_(run_ids),
            columns.subject == MODEL,
            columns.split == split,
            columns.slice == "all",
            columns.name.in_(names),
            columns.step > 0,
        )
        .order_by(columns.run_id, columns.name, columns.step)
    )
    found: dict[tuple[int, str], ByStep] = {}
    with store.read() as connection:
        for run_id, name, step, value in connection.execute(query):
            found.setdefault((run_id, name), {})[step] = math.nan if value is None else value
    return found
