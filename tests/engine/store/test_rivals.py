"""The run that a training has to beat."""

from __future__ import annotations

from typing import Any

import pytest

from engine.store.connection import Store
from engine.store.rivals import best_earlier
from engine.store.runs import Metric, add_metrics, create_run, get_run, update_run
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset


@pytest.fixture
def store(workspace: Workspace) -> Store:
    return workspace.store


@pytest.fixture
def dataset(write: WriteDataset) -> int:
    return write(["u1", "u2"], [3, 1])


def add_run(store: Store, dataset: int, ndcg: float | None, *, rows: int = 100, **changes: Any) -> int:
    run_id = create_run(
        store,
        dataset_id=dataset,
        name=f"run with {ndcg}",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config={"training": {"validation_rows": rows}},
    )
    update_run(store, run_id, **{"split_hash": "abc", "policy": "exclude"} | changes)
    if ndcg is not None:
        update_run(store, run_id, best_epoch=2)
        figures = [("ndcg@20", 1, ndcg / 2), ("ndcg@20", 2, ndcg), ("hr@20", 2, 2 * ndcg)]
        add_metrics(
            store, run_id, [Metric("model", "val", "all", name, step, value) for name, step, value in figures]
        )
    return run_id


def test_the_best_of_the_earlier_runs_is_found_with_the_metrics_of_its_best_epoch(
    store: Store, dataset: int
) -> None:
    add_run(store, dataset, 0.2)
    best = add_run(store, dataset, 0.3)
    add_run(store, dataset, None)
    now = add_run(store, dataset, 0.1)
    add_run(store, dataset, 0.9)
    rival = best_earlier(store, get_run(store, now))
    assert rival is not None
    assert (rival.run_id, rival.name) == (best, "run with 0.3")
    assert rival.metrics == {"ndcg@20": 0.3, "hr@20": 0.6}


@pytest.mark.parametrize(
    "changes",
    [{"split_hash": "other"}, {"policy": "keep"}, {"deleted_at": 1}, {"rows": 50}],
    ids=lambda changes: next(iter(changes)),
)
def test_runs_that_were_judged_otherwise_or_deleted_do_not_count(
    store: Store, dataset: int, changes: dict[str, Any]
) -> None:
    add_run(store, dataset, 0.3, **changes)
    assert best_earlier(store, get_run(store, add_run(store, dataset, 0.1))) is None


def test_a_run_that_knows_no_split_yet_has_none(store: Store, dataset: int) -> None:
    add_run(store, dataset, 0.3)
    assert best_earlier(store, get_run(store, add_run(store, dataset, None, split_hash=""))) is None
