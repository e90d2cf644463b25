"""Final figures and single settings of all runs at once, for lists of runs."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select

from engine.store.connection import Store
from engine.store.runs import FINAL
from engine.store.tables import run, run_metric

Figure = tuple[str, str]
"""Part ("test" or "val") and name ("ndcg@20") of a figure of the model over all examples."""


def final_figures(store: Store, wanted: Sequence[Figure]) -> dict[int, dict[Figure, float]]:
    """These figures of every run that has them, by the number of the run.

    For each run and figure this is one look into the primary key, however many epochs a run has.
    """
    if not wanted:
        return {}
    columns = run_metric.c
    values = [
        select(columns.value)
        .where(
            columns.run_id == run.c.id,
            columns.subject == "model",
            columns.split == split,
            columns.slice == "all",
            columns.name == name,
            columns.step == FINAL,
        )
        .scalar_subquery()
        for split, name in wanted
    ]
    found: dict[int, dict[Figure, float]] = {}
    with store.read() as connection:
        for number, *row in connection.execute(select(run.c.id, *values)):
            figures = {key: value for key, value in zip(wanted, row, strict=True) if value is not None}
            if figures:
                found[number] = figures
    return found


def trained_seconds(store: Store) -> dict[int, float]:
    """What all epochs of every run took, with their validation; pauses, and what is between sittings, do not
    count. A run without an epoch is missing.
    """
    columns = run_metric.c
    total = (
        select(func.sum(columns.value))
        .where(
            columns.run_id == run.c.id,
            columns.subject == "model",
            columns.split == "train",
            columns.slice == "all",
            columns.name == "seconds",
        )
        .scalar_subquery()
    )
    with store.read() as connection:
        found = connection.execute(select(run.c.id, total))
        return {number: seconds for number, seconds in found if seconds is not None}


def run_settings(store: Store, paths: Sequence[str]) -> dict[int, dict[str, Any]]:
    """These settings of every run, by its number; one that a run's version did not know is missing.

    SQLite takes them out of the recorded configuration, which is far quicker than reading all of it.
    """
    if not paths:
        return {}
    places = [f"$.{path}" for path in paths]
    # Of two places and more SQLite makes a list, with true and false and lists as they are.
    values = func.json_extract(run.c.config, *places, "$.seed")
    kinds = func.json_array(*(func.json_type(run.c.config, place) for place in places))
    found: dict[int, dict[str, Any]] = {}
    with store.read() as connection:
        for number, texts, known in connection.execute(select(run.c.id, values, kinds)):
            there = zip(paths, json.loads(texts), json.loads(known), strict=False)
            found[number] = {path: value for path, value, kind in there if kind is not None}
    return found


def test_figures(store: Store) -> dict[int, dict[str, float]]:
    """Every final figure of the model over all test examples, of every run that was tested."""
    found: dict[int, dict[str, float]] = {}
    columns = run_metric.c
    query = select(columns.run_id, columns.name, columns.value).where(
        columns.run_id.in_(select(run.c.id)),
        columns.subject == "model",
        columns.split == "test",
        columns.slice == "all",
        columns.step == FINAL,
    )
    with store.read() as connection:
        for number, name, value in connection.execute(query):
            found.setdefault(number, {})[name] = math.nan if value is None else value
    return found


def figure_names(store: Store, split: str) -> list[str]:
    """The names of the final figures that the newest runs have, without the ends of intervals."""
    columns = run_metric.c
    newest = select(run.c.id).where(run.c.status == "finished").order_by(run.c.id.desc()).limit(20)
    query = (
        select(columns.name)
        .where(
            columns.run_id.in_(newest),
            columns.subject == "model",
            columns.split == split,
            columns.slice == "all",
            columns.step == FINAL,
        )
        .distinct()
    )
    with store.read() as connection:
        names = connection.execute(query).scalars().all()
    return sorted(name for name in names if not name.endswith((".low", ".high")))
