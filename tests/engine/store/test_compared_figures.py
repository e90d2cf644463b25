"""Figures of several runs at once."""

from __future__ import annotations

import math

from engine.store import runs
from engine.store.compared_figures import by_epoch, final_figures
from engine.store.runs import FINAL, Metric
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences


def with_metrics(workspace: Workspace, *metrics: Metric) -> int:
    run_id = runs.create_run(
        workspace.store,
        dataset_id=1,
        name="run",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config={},
    )
    runs.add_metrics(workspace.store, run_id, metrics)
    return run_id


def test_final_figures_are_those_of_the_model_on_that_split(workspace: Workspace) -> None:
    import_sequences(workspace, ALTERNATING)
    first = with_metrics(
        workspace,
        Metric("model", "test", "all", "ndcg@20", FINAL, 0.25),
        Metric("model", "test", "rare-target", "ndcg@20", FINAL, 0.125),
        Metric("model", "test", "all", "hr@20", FINAL, math.nan),
        Metric("model", "val", "all", "ndcg@20", FINAL, 0.5),
        Metric("model", "val", "all", "ndcg@20", 3, 0.75),
        Metric("markov", "test", "all", "ndcg@20", FINAL, 0.9),
    )
    second = with_metrics(workspace, Metric("model", "test", "all", "ndcg@20", FINAL, 1.0))
    without = with_metrics(workspace)
    assert final_figures(workspace.store, [first, second, without], "test") == {
        first: {"all": {"ndcg@20": 0.25}, "rare-target": {"ndcg@20": 0.125}},
        second: {"all": {"ndcg@20": 1.0}},
    }
    assert final_figures(workspace.store, [first], "val") == {first: {"all": {"ndcg@20": 0.5}}}
    assert final_figures(workspace.store, [], "test") == {}


def test_epochs_come_in_order_and_what_is_no_number_stays_none(workspace: Workspace) -> None:
    import_sequences(workspace, ALTERNATING)
    run_id = with_metrics(
        workspace,
        *(Metric("model", "train", "all", "loss", epoch, 10.0 - epoch) for epoch in (10, 2, 1)),
        Metric("model", "train", "all", "loss", 3, math.nan),
        Metric("model", "train", "all", "seconds", 1, 5.0),
        Metric("model", "train", "all", "loss", FINAL, 0.0),
    )
    found = by_epoch(workspace.store, [run_id], "train", ["loss"])
    assert list(found) == [(run_id, "loss")]
    assert list(found[run_id, "loss"]) == [1, 2, 3, 10]
    assert math.isnan(found[run_id, "loss"][3])
