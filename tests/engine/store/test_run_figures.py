"""Final figures of all runs at once."""

from __future__ import annotations

import math

from engine.store.run_figures import (
    figure_names,
    final_figures,
    run_settings,
    test_figures,
    trained_seconds,
)
from engine.store.runs import FINAL, Metric, add_metrics, list_runs, update_run
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset
from tests.engine.store.test_runs import new_run

test_figures.__test__ = False  # type: ignore[attr-defined] # it is no test


def test_only_what_is_final_of_the_model_over_all_examples_counts(
    workspace: Workspace, write: WriteDataset
) -> None:
    dataset = write(["a"], [1])
    tested, failed = new_run(workspace, dataset), new_run(workspace, dataset, "second")
    update_run(workspace.store, tested, status="finished")
    found = [
        Metric("model", "test", "all", "ndcg@20", FINAL, 0.5),
        Metric("model", "test", "all", "ndcg@20.low", FINAL, 0.4),
        Metric("model", "test", "all", "hr@20", FINAL, math.nan),
        Metric("model", "test", "with-history", "ndcg@20", FINAL, 0.6),
        Metric("model", "val", "all", "ndcg@20", FINAL, 0.7),
        Metric("model", "val", "all", "ndcg@20", 3, 0.8),
        Metric("markov", "test", "all", "ndcg@20", FINAL, 0.9),
    ]
    add_metrics(workspace.store, tested, found)
    wanted = [("test", "ndcg@20"), ("val", "ndcg@20"), ("test", "mrr@20")]
    assert final_figures(workspace.store, wanted) == {
        tested: {("test", "ndcg@20"): 0.5, ("val", "ndcg@20"): 0.7}
    }
    everything = test_figures(workspace.store)
    assert math.isnan(everything[tested].pop("hr@20"))
    assert everything == {tested: {"ndcg@20": 0.5, "ndcg@20.low": 0.4}}
    assert figure_names(workspace.store, "test") == ["hr@20", "ndcg@20"]
    assert failed not in everything


def test_settings_are_taken_out_of_the_recorded_configurations(
    workspace: Workspace, write: WriteDataset
) -> None:
    dataset = write(["a"], [1])
    first, second = new_run(workspace, dataset), new_run(workspace, dataset, "second")
    tree = {
        "data": {"earliest": None, "events": ["view", "buy"]},
        "training": {"cuda_graph": False},
        "seed": 3,
    }
    update_run(workspace.store, first, config=tree)
    wanted = ["data.earliest", "data.events", "training.cuda_graph", "training.epochs", "seed"]
    assert run_settings(workspace.store, wanted) == {
        first: {
            "data.earliest": None,
            "data.events": ["view", "buy"],
            "training.cuda_graph": False,
            "seed": 3,
        },
        second: {"training.epochs": 3},
    }
    assert run_settings(workspace.store, ["training.epochs"]) == {first: {}, second: {"training.epochs": 3}}
    assert run_settings(workspace.store, []) == {}
    assert [row.config for row in list_runs(workspace.store, with_config=False)] == [{}, {}]
    assert list_runs(workspace.store)[1].config == tree


def test_the_time_of_training_is_that_of_all_epochs_and_of_no_pause(
    workspace: Workspace, write: WriteDataset
) -> None:
    dataset = write(["a"], [1])
    trained, failed = new_run(workspace, dataset), new_run(workspace, dataset, "second")
    epochs = [Metric("model", "train", "all", "seconds", epoch, 10.0 * epoch) for epoch in (1, 2)]
    other = [
        Metric("model", "train", "all", "loss", 1, 5.0),
        Metric("model", "test", "all", "training_seconds", FINAL, 99.0),
    ]
    add_metrics(workspace.store, trained, [*epochs, *other])
    update_run(workspace.store, trained, finished_at=2**43)
    assert trained_seconds(workspace.store) == {trained: 30.0}
    assert failed not in trained_seconds(workspace.store)
