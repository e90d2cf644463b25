"""Where things live, and who may write."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from engine.errors import WorkspaceBusy, WorkspaceUnusable
from engine.store.datasets import list_datasets
from engine.store.queue import add_to_queue, get_queued, list_queue, mark_running
from engine.store.runs import create_run, get_run, list_runs
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset, write  # noqa: F401

REPOSITORY = Path(__file__).resolve().parents[2]
PREAMBLE = """
import sys
from pathlib import Path
from engine.workspace import Workspace
root = Path(sys.argv[1])
"""


def in_another_process(code: str, root: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", PREAMBLE + code, str(root)],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_environment_names_the_default_workspace(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AREAL_WORKSPACE", str(tmp_path / "named"))
    with Workspace.open() as workspace:
        assert workspace.root == tmp_path / "named"
    monkeypatch.delenv("AREAL_WORKSPACE")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    if sys.platform == "linux":
        with Workspace.open() as workspace:
            assert workspace.root == tmp_path / "areal"


def test_folders_are_made_when_asked_for(workspace: Workspace) -> None:
    assert workspace.run_folder(3) == workspace.root / "runs" / "3"
    for folder in (workspace.run_folder(3), workspace.snapshots, workspace.logs):
        assert folder.is_dir()


def test_a_workspace_can_be_opened_again_after_closing_twice(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    workspace.close()
    workspace.close()
    Workspace.open(tmp_path).close()


def test_a_second_writer_is_refused_and_a_reader_is_not(workspace: Workspace) -> None:
    with pytest.raises(WorkspaceBusy, match="in use"):
        Workspace.open(workspace.root)
    with Workspace.open(workspace.root, write=False) as reader:
        assert list_datasets(reader.store) == []


def test_a_second_process_is_refused_too_and_may_read(workspace: Workspace) -> None:
    writer = in_another_process("Workspace.open(root)", workspace.root)
    assert "WorkspaceBusy" in writer.stderr
    reader = in_another_process(
        "from engine.store.datasets import list_datasets\n"
        "with Workspace.open(root, write=False) as workspace: print(list_datasets(workspace.store))",
        workspace.root,
    )
    assert (reader.stdout, reader.returncode) == ("[]\n", 0), reader.stderr


def test_the_lock_goes_with_the_process_that_died(tmp_path: Path) -> None:
    assert in_another_process("import os\nWorkspace.open(root)\nos._exit(9)", tmp_path).returncode == 9
    Workspace.open(tmp_path).close()


def test_a_workspace_opened_in_one_thread_may_be_closed_in_another(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    closer = threading.Thread(target=workspace.close)
    closer.start()
    closer.join()
    Workspace.open(tmp_path).close()


def test_reading_an_empty_folder_makes_an_empty_workspace(tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "new", write=False) as reader:
        assert list_datasets(reader.store) == []


def test_runs_of_a_dead_process_are_interrupted_at_the_next_opening(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
) -> None:
    run_id = create_run(
        workspace.store,
        dataset_id=write(["a"], [1]),
        name="r",
        model="m",
        preset="quick",
        seed=1,
        device="cpu",
        config={},
    )
    workspace.close()
    with Workspace.open(workspace.root) as again:
        assert get_run(again.store, run_id).status == "interrupted"
        assert again.interrupted == 1
    with Workspace.open(workspace.root) as third:
        assert third.interrupted == 0


def test_a_reader_after_a_death_is_told_what_a_writer_will_mark(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
) -> None:
    dataset, store = write(["a"], [1]), workspace.store
    text = {"name": "r", "model": "m", "preset": "quick", "device": "cpu"}
    run_id = create_run(store, dataset_id=dataset, seed=1, config={}, **text)
    number = add_to_queue(store, dataset, {}, "quick")
    mark_running(store, number, run_id)
    with Workspace.open(workspace.root, write=False) as reader:
        assert get_run(reader.store, run_id).status == "running"
        assert get_queued(reader.store, number).status == "running"
        workspace.close()  # as its death: what it was doing is marked by the next writer
        assert [run.status for run in list_runs(reader.store)] == ["interrupted"]
        assert get_run(reader.store, "r").status == "interrupted"
        assert [queued.status for queued in list_queue(reader.store)] == ["waiting"]
        assert get_queued(reader.store, number).status == "waiting"
    with Workspace.open(workspace.root) as again:
        assert (again.interrupted, again.released) == (1, 1)  # reading took nothing from it


def test_files_go_with_the_run_and_with_the_data_set(workspace: Workspace, write: WriteDataset) -> None:  # noqa: F811
    dataset_id = write(["a"], [1])
    one, two = (
        create_run(
            workspace.store,
            dataset_id=dataset_id,
            name=name,
            model="m",
            preset="quick",
            seed=1,
            device="cpu",
            config={},
        )
        for name in "ab"
    )
    folders = [workspace.run_folder(one), workspace.run_folder(two), workspace.snapshots / str(dataset_id)]
    folders[2].mkdir()
    for folder in folders:
        (folder / "file").touch()
    workspace.delete_run(one)
    assert [folder.exists() for folder in folders] == [False, True, True]
    workspace.delete_dataset(dataset_id, with_runs=True)
    assert [folder.exists() for folder in folders] == [False, False, False]
    assert list_runs(workspace.store) == []


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(WorkspaceUnusable, match="cannot be made"):
        Workspace.open(tmp_path / "file" / "workspace")


@pytest.mark.parametrize("name", ["snapshots/1.partial/items.npy", "snapshots/1/partial-x/items.npy"])
def test_a_half_written_snapshot_of_a_dead_process_is_removed(workspace: Workspace, name: str) -> None:
    file = workspace.root / name
    file.parent.mkdir(parents=True)
    file.write_bytes(b"half")
    workspace.close()
    Workspace.open(workspace.root).close()
    assert file.exists()  # it is young: a reader may be writing it
    for path in (file, file.parent):
        os.utime(path, (0, 0))
    Workspace.open(workspace.root).close()
    assert not file.parent.exists()


def test_a_half_written_backup_of_a_dead_process_is_removed(workspace: Workspace) -> None:
    file = workspace.root / "backups" / "store-v1-20260101T000000Z.sqlite.partial"
    file.parent.mkdir()
    file.write_bytes(b"half")
    os.utime(file, (0, 0))
    workspace.close()
    Workspace.open(workspace.root).close()
    assert not file.exists()
