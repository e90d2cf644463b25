"""A data set grows; what its runs were trained on stays, also where it was not on the disk any more."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from engine.events import CancelToken
from engine.importing.growth import DatasetGrown
from engine.sequences.growing import grow
from engine.sequences.snapshot import open_run_snapshot, open_snapshot
from engine.store.runs import create_run, get_run, update_run
from engine.workspace import Workspace
from tests.support.imported import import_sequences


@pytest.fixture
def dataset_id(workspace: Workspace) -> int:
    """A data set with a run that was trained on all of it."""
    dataset_id = import_sequences(workspace, [["a", "b", "a"], ["c"], ["b", "d"]])
    run_id = create_run(
        workspace.store,
        dataset_id=dataset_id,
        name="r",
        model="m",
        preset="quick",
        seed=1,
        device="cpu",
        config={"data": {}},
    )
    update_run(workspace.store, run_id, snapshot_hash=open_snapshot(workspace, dataset_id).hash)
    return dataset_id


def newer_file(folder: Path) -> Path:
    path = folder / "newer.csv"
    path.write_text("user,item,time\nu0,e,1800000000\nu9,a,1600000000\n")
    return path


@pytest.mark.parametrize("removed", [False, True])
def test_runs_keep_the_sequences_they_were_trained_on(
    workspace: Workspace, tmp_path: Path, dataset_id: int, removed: bool
) -> None:
    before = open_snapshot(workspace, dataset_id)
    items = before.items.tolist()
    if removed:
        shutil.rmtree(workspace.snapshots)
    *_, done = grow(workspace, dataset_id, [newer_file(tmp_path)], None, CancelToken())

    assert isinstance(done, DatasetGrown)
    assert done.interactions == 2
    after = open_snapshot(workspace, dataset_id)
    assert after.hash != before.hash
    assert len(after.items) == len(items) + 2
    assert after.times is not None
    assert after.times[after.offsets[0]] == 1_600_000_000_000  # whoever begins first comes first
    kept = open_run_snapshot(workspace, get_run(workspace.store, 1))
    assert (kept.hash, kept.items.tolist()) == (before.hash, items)


def test_sequences_that_were_lost_before_do_not_keep_a_data_set_from_growing(
    workspace: Workspace, tmp_path: Path, dataset_id: int
) -> None:
    update_run(workspace.store, 1, snapshot_hash="of something else")
    *_, done = grow(workspace, dataset_id, [newer_file(tmp_path)], None, CancelToken())
    assert isinstance(done, DatasetGrown)
