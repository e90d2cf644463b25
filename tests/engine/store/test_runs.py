"""Runs and metrics."""

from __future__ import annotations

import math

import pytest

from engine.errors import EngineError, NotFound
from engine.store.runs import (
    FINAL,
    Metric,
    add_metrics,
    create_run,
    delete_run,
    get_run,
    list_runs,
    mark_interrupted,
    metrics,
    rename_run,
    update_run,
)
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset


def new_run(workspace: Workspace, dataset_id: int, name: str = "first") -> int:
    return create_run(
        workspace.store,
        dataset_id=dataset_id,
        name=name,
        model="areal",
        preset="quick",
        seed=7,
        device="cpu",
        config={"training": {"epochs": 3}},
    )


def test_a_run_begins_running_and_is_updated(workspace: Workspace, write: WriteDataset) -> None:
    number = new_run(workspace, write(["a"], [1], name="shop"))
    row = get_run(workspace.store, number)
    assert (row.status, row.dataset_name, row.config, row.epoch) == (
        "running",
        "shop",
        {"training": {"epochs": 3}},
        0,
    )
    update_run(workspace.store, number, status="finished", best_epoch=2, config={"x": 1}, finished_at=5)
    row = get_run(workspace.store, number)
    assert (row.status, row.best_epoch, row.config, row.finished_at) == ("finished", 2, {"x": 1}, 5)
    with pytest.raises(TypeError, match="colour"):
        update_run(workspace.store, number, colour="red")


def test_runs_are_found_by_number_or_name_and_listed_newest_first(
    workspace: Workspace, write: WriteDataset
) -> None:
    shop, cinema = write(["a"], [1], name="shop"), write(["a"], [1], name="cinema")
    first, second, third = (
        new_run(workspace, shop, "one"),
        new_run(workspace, shop, "two"),
        new_run(workspace, cinema, "two"),
    )
    assert get_run(workspace.store, str(first)).id == get_run(workspace.store, "one").id == first
    assert [row.id for row in list_runs(workspace.store)] == [third, second, first]
    assert [row.id for row in list_runs(workspace.store, shop)] == [second, first]
    with pytest.raises(NotFound, match=f"{second}, {third}"):
        get_run(workspace.store, "two")
    with pytest.raises(NotFound, match="Did you mean one"):
        get_run(workspace.store, "ome")
    rename_run(workspace.store, first, "2026")
    assert get_run(workspace.store, "2026").id == first
    with pytest.raises(NotFound):
        get_run(workspace.store, 2026)
    rename_run(workspace.store, third, "three")
    assert get_run(workspace.store, "two").id == second
    with pytest.raises(EngineError):
        rename_run(workspace.store, third, " ")


def test_a_run_needs_its_data_set(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        new_run(workspace, 1)
    with pytest.raises(NotFound):
        update_run(workspace.store, 1, epoch=1)


def test_metrics_are_overwritten_filtered_and_deleted_with_their_run(
    workspace: Workspace, write: WriteDataset
) -> None:
    number = new_run(workspace, write(["a"], [1]))
    add_metrics(
        workspace.store, number, [Metric("model", "val", "all", "hr@20", step, step / 10) for step in (2, 1)]
    )
    add_metrics(
        workspace.store,
        number,
        [
            Metric("model", "val", "all", "hr@20", 2, 0.5),
            Metric("markov", "test", "all", "hr@20", FINAL, 0.25),
            Metric("model", "train", "all", "loss", 1, math.nan),
        ],
    )
    add_metrics(workspace.store, number, [])
    assert [
        (row.step, row.value) for row in metrics(workspace.store, number, subject="model", split="val")
    ] == [
        (1, 0.1),
        (2, 0.5),
    ]
    assert [row.subject for row in metrics(workspace.store, number, split="test")] == ["markov"]
    assert math.isnan(metrics(workspace.store, number, split="train")[0].value)
    delete_run(workspace.store, number)
    assert metrics(workspace.store, number) == []


def test_only_running_runs_are_marked_interrupted(workspace: Workspace, write: WriteDataset) -> None:
    dataset = write(["a"], [1])
    lost, done = new_run(workspace, dataset, "lost"), new_run(workspace, dataset, "done")
    update_run(workspace.store, done, status="finished")
    assert mark_interrupted(workspace.store) == 1
    assert get_run(workspace.store, lost).status == "interrupted"
    assert get_run(workspace.store, done).status == "finished"
