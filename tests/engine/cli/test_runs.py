"""`runs`: which are listed in which order, and what is kept about them."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.store.runs import FINAL, Metric, add_metrics, create_run, update_run
from engine.workspace import Workspace
from tests.engine.cli.calling import areal
from tests.support.imported import import_sequences


@pytest.fixture
def four(tmp_path: Path) -> Path:
    """Runs 1 to 4: finished twice, failed, and finished on another data set."""
    root = tmp_path / "w"
    with Workspace.open(root) as workspace:
        shops = [import_sequences(workspace, [["a", "b"]] * 4, name=name) for name in ("shop", "other")]
        for number, (shop, status, ndcg) in enumerate(
            [(0, "finished", 0.2), (0, "finished", 0.3), (0, "failed", None), (1, "finished", 0.1)], 1
        ):
            run = create_run(
                workspace.store,
                dataset_id=shops[shop],
                name=f"run {number}",
                model="areal",
                preset="quick",
                seed=0,
                device="cpu",
                config={"training": {"epochs": 10 - number}},
            )
            update_run(workspace.store, run, status=status, epoch=1)
            if ndcg is not None:
                metric = Metric("model", "test", "all", "ndcg@20", FINAL, ndcg)
                add_metrics(workspace.store, run, [metric])
    return root


def listed(root: Path, *options: str) -> list[int]:
    return [run["id"] for run in areal(root, "runs", *options, "--json").result["runs"]]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ([], [4, 3, 2, 1]),
        (["--dataset", "shop"], [3, 2, 1]),
        (["--status", "failed"], [3]),
        (["--sort", "oldest"], [1, 2, 3, 4]),
        (["--sort", "name"], [1, 2, 3, 4]),
        (["--sort", "ndcg@20"], [2, 1, 4, 3]),
        (["--sort", "training.epochs", "--dataset", "shop"], [3, 2, 1]),
        (["--starred"], []),
    ],
)
def test_runs_are_filtered_and_sorted(four: Path, options: list[str], expected: list[int]) -> None:
    assert listed(four, *options) == expected


def test_a_key_that_does_not_exist_is_refused_with_the_nearest(four: Path) -> None:
    outcome = areal(four, "runs", "--sort", "ndcg@21")
    assert outcome.code == 2
    assert "ndcg@20" in outcome.err


def test_stars_and_tags_are_given_taken_and_filtered_by(four: Path) -> None:
    assert areal(four, "runs", "star", "1", "run 2").code == 0
    assert listed(four, "--starred") == [2, 1]
    assert areal(four, "runs", "star", "1", "--off", "--json").result["starred"] is False
    assert listed(four, "--starred") == [2]
    tagged = areal(four, "runs", "tag", "1", "4", "--add", "good", "--add", "try", "--json").result
    assert tagged["runs"] == [{"run_id": 1, "tags": ["good", "try"]}, {"run_id": 4, "tags": ["good", "try"]}]
    areal(four, "runs", "tag", "4", "--remove", "try")
    assert listed(four, "--tag", "good") == [4, 1]
    assert listed(four, "--tag", "good", "--tag", "try") == [1]
    assert "★ run 2" in areal(four, "runs").out
    assert areal(four, "runs", "tag", "1").code == 2


def test_a_run_is_renamed_and_noted(four: Path) -> None:
    assert areal(four, "runs", "rename", "1", "best", "--json").result["name"] == "best"
    assert areal(four, "runs", "rename", "1", " ").code == 3
    assert areal(four, "runs", "notes", "best", "learns slowly").code == 0
    assert areal(four, "runs", "notes", "best").out == "learns slowly\n"
    assert areal(four, "runs", "notes", "2", "--json").result["notes"] == ""


def test_a_deleted_run_can_be_restored(four: Path) -> None:
    assert areal(four, "runs", "delete", "1", "run 2").code == 0
    assert listed(four) == [4, 3]
    assert set(listed(four, "--deleted")) == {1, 2}
    assert areal(four, "runs", "rename", "1", "x").code == 2
    assert areal(four, "runs", "restore", "run 2", "--json").result["runs"] == [2]
    assert listed(four) == [4, 3, 2]
    refused = areal(four, "runs", "restore", "3")
    assert refused.code == 2
    assert "run 1" in refused.err


def test_a_run_deleted_for_good_is_gone(four: Path) -> None:
    (four / "runs" / "1").mkdir(parents=True)
    assert areal(four, "runs", "delete", "1", "--for-good", "--json").result["for_good"] is True
    assert not (four / "runs" / "1").exists()
    assert listed(four, "--deleted") == []
    assert areal(four, "runs", "restore", "1").code == 2
    assert "No run is deleted" in areal(four, "runs", "--deleted").err


def test_all_or_none_are_deleted(four: Path) -> None:
    with Workspace.open(four) as workspace:
        update_run(workspace.store, 2, status="finished")
    assert areal(four, "runs", "delete", "1", "99").code == 2
    assert listed(four) == [4, 3, 2, 1]
