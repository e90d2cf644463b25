"""Deleted runs can be had back until they are purged, and then they are gone with their files."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from engine.errors import EngineError, NotFound
from engine.events import Cancelled, CancelToken
from engine.store.check import StoreChecked, check_store
from engine.store.datasets import hide_dataset, restore_dataset
from engine.store.queue import add_to_queue, mark_failed
from engine.store.run_figures import final_figures
from engine.store.run_marks import tag_runs
from engine.store.run_removal import hide_runs, is_any_run_deleted, purge_deleted_runs, restore_runs
from engine.store.runs import (
    FINAL,
    Metric,
    add_metrics,
    get_run,
    list_deleted_runs,
    list_runs,
    metrics,
    update_run,
)
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset
from tests.engine.store.test_runs import new_run

KILLED = """
import os, signal, sys
from pathlib import Path
from engine.events import CancelToken
from engine.store import run_removal
from engine.workspace import Workspace

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

if sys.argv[2] == "files":
    run_removal.shutil.rmtree = die
else:
    run_removal.delete = die
with Workspace.open(Path(sys.argv[1])) as workspace:
    list(run_removal.purge_deleted_runs(workspace.root, workspace.store, CancelToken()))
"""


@pytest.fixture
def three(workspace: Workspace, write: WriteDataset) -> list[int]:
    """Three finished runs with a metric, a tag and a folder each."""
    dataset = write(["a"], [1])
    numbers = [new_run(workspace, dataset, name) for name in ("one", "two", "three")]
    for number in numbers:
        update_run(workspace.store, number, status="finished", epoch=1)
        add_metrics(workspace.store, number, [Metric("model", "test", "all", "ndcg@20", FINAL, 0.5)])
        (workspace.run_folder(number) / "log.txt").write_text("x")
    tag_runs(workspace.store, numbers, ["t"])
    return numbers


def purged(workspace: Workspace, **options: list[int]) -> None:
    list(purge_deleted_runs(workspace.root, workspace.store, CancelToken(), **options))


def names(workspace: Workspace) -> list[str]:
    return [row.name for row in list_runs(workspace.store)]


def test_a_deleted_run_vanishes_and_comes_back_whole(workspace: Workspace, three: list[int]) -> None:
    hide_runs(workspace.store, three[:2])
    assert names(workspace) == ["three"]
    assert [row.name for row in list_runs(workspace.store, with_deleted=True)] == ["three", "two", "one"]
    assert {row.name for row in list_deleted_runs(workspace.store)} == {"one", "two"}
    for key in ("one", str(three[0])):
        with pytest.raises(NotFound):
            get_run(workspace.store, key)
    restore_runs(workspace.store, three[:2])
    assert names(workspace) == ["three", "two", "one"]
    assert get_run(workspace.store, "one").tags == ("t",)
    assert final_figures(workspace.store, [("test", "ndcg@20")])[three[0]] == {("test", "ndcg@20"): 0.5}


def test_purged_runs_are_gone_with_their_files_and_no_others(workspace: Workspace, three: list[int]) -> None:
    hide_runs(workspace.store, three[:2])
    assert is_any_run_deleted(workspace.store)
    purged(workspace, only=three[:1])
    assert [row.name for row in list_deleted_runs(workspace.store)] == ["two"]
    purged(workspace)
    assert not is_any_run_deleted(workspace.store)
    assert sorted(path.name for path in (workspace.root / "runs").iterdir()) == [str(three[2])]
    assert metrics(workspace.store, three[0]) == []
    assert names(workspace) == ["three"]
    with pytest.raises(NotFound):
        restore_runs(workspace.store, three[:1])


def test_restoring_is_all_or_nothing(workspace: Workspace, three: list[int]) -> None:
    hide_runs(workspace.store, three[:2])
    purged(workspace, only=three[:1])
    with pytest.raises(NotFound):
        restore_runs(workspace.store, three[:2])
    assert [row.name for row in list_deleted_runs(workspace.store)] == ["two"]


def test_a_run_in_training_or_in_the_queue_is_not_deleted(workspace: Workspace, three: list[int]) -> None:
    update_run(workspace.store, three[0], status="running")
    with pytest.raises(EngineError, match="one"):
        hide_runs(workspace.store, three)
    update_run(workspace.store, three[0], status="stopped")
    waiting = add_to_queue(workspace.store, 1, {}, "quick", run_id=three[0])
    with pytest.raises(EngineError) as refused:
        hide_runs(workspace.store, three)
    assert "queue" in refused.value.why
    assert len(names(workspace)) == 3
    mark_failed(workspace.store, waiting, "out of memory")
    hide_runs(workspace.store, three)
    assert names(workspace) == []


def test_runs_of_a_deleted_data_set_come_back_with_it_and_not_alone(
    workspace: Workspace, three: list[int]
) -> None:
    hide_runs(workspace.store, three[:1])
    hide_dataset(workspace.store, 1, with_runs=True)
    assert list_deleted_runs(workspace.store) == []
    restore_dataset(workspace.store, 1)
    assert [row.name for row in list_deleted_runs(workspace.store)] == ["one"]
    assert names(workspace) == ["three", "two"]


def test_a_data_set_whose_runs_are_all_deleted_can_be_deleted_alone(
    workspace: Workspace, three: list[int]
) -> None:
    with pytest.raises(EngineError):
        hide_dataset(workspace.store, 1)
    hide_runs(workspace.store, three)
    hide_dataset(workspace.store, 1)


def test_purging_can_be_cut_off_between_two_runs(workspace: Workspace, three: list[int]) -> None:
    hide_runs(workspace.store, three)
    cancel = CancelToken()
    removing = purge_deleted_runs(workspace.root, workspace.store, cancel)
    next(removing)
    cancel.cancel()
    with pytest.raises(Cancelled):
        list(removing)
    assert len(list_deleted_runs(workspace.store)) == 2


@pytest.mark.parametrize("moment", ["files", "rows"])
def test_a_purge_that_is_killed_goes_on_the_next_time(
    workspace: Workspace, three: list[int], moment: str
) -> None:
    hide_runs(workspace.store, three[:1])
    workspace.close()
    command = [sys.executable, "-c", KILLED, str(workspace.root), moment]
    assert subprocess.run(command, check=False).returncode == -signal.SIGKILL
    with Workspace.open(workspace.root) as again:
        assert list_deleted_runs(again.store) == []
        with pytest.raises(NotFound):
            restore_runs(again.store, three[:1])
        checked = list(check_store(again.root, CancelToken()))[-1]
        assert isinstance(checked, StoreChecked)
        assert checked.problems == ()
        purged(again)
        assert not Path(again.root / "runs" / str(three[0])).exists()
        assert names(again) == ["three", "two"]
