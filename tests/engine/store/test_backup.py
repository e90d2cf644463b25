"""Backups are whole, listed, never overwrite anything, and open as workspaces of their own."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from engine.errors import BadInput, NotFound, WorkspaceUnusable
from engine.events import Cancelled, CancelToken, Progress
from engine.store import backup as store_backup
from engine.store.backup import BackupMade, BackupOpened, find_backup, list_backups, make_backup, open_backup
from engine.store.datasets import list_datasets
from engine.store.runs import create_run
from engine.store.tables import SCHEMA_VERSION
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset, write  # noqa: F401


def made(root: Path) -> BackupMade:
    *_, done = make_backup(root, CancelToken())
    assert isinstance(done, BackupMade)
    return done


def test_a_backup_is_listed_and_holds_what_the_store_held(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
    tmp_path: Path,
) -> None:
    write(["a", "b"], [2, 1], name="before")
    done = made(workspace.root)
    write(["c"], [1], name="after")

    (backup,) = list_backups(workspace.root)
    assert (backup.name, str(backup.path), backup.size) == (done.name, done.path, done.size)
    assert (backup.version, backup.automatic) == (SCHEMA_VERSION, False)
    *_, opened = open_backup(workspace.root, backup, tmp_path / "then", CancelToken())

    assert opened == BackupOpened(folder=str(tmp_path / "then"), runs=0)
    with Workspace.open(tmp_path / "then") as then:
        assert [row.name for row in list_datasets(then.store)] == ["before"]
    assert [row.name for row in list_datasets(workspace.store)] == ["after", "before"]


def test_runs_come_with_their_files(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
    tmp_path: Path,
) -> None:
    dataset_id = write(["a"], [1])
    for name in "ab":
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
    (workspace.run_folder(1) / "weights").write_text("w")
    made(workspace.root)
    workspace.run_folder(3)  # of a run that the backup does not know
    *_, opened = open_backup(
        workspace.root, list_backups(workspace.root)[0], tmp_path / "then", CancelToken()
    )
    assert isinstance(opened, BackupOpened)
    assert opened.runs == 1
    runs = tmp_path / "then" / "runs"
    assert sorted(runs.rglob("*")) == [runs / "1", runs / "1" / "weights"]


def test_the_newest_comes_first_and_names_differ(workspace: Workspace) -> None:
    names = [made(workspace.root).name for _ in range(3)]
    assert [backup.name for backup in list_backups(workspace.root)] == names[::-1]


def test_names_of_the_first_version_are_known(workspace: Workspace) -> None:
    made(workspace.root)
    old = workspace.root / "backups" / "store-v1-0007.sqlite"
    old.write_bytes(b"")
    os.utime(old, (1_000, 1_000))
    (workspace.root / "backups" / "mine.sqlite").touch()
    newest, oldest = list_backups(workspace.root)
    assert (oldest.name, oldest.version, oldest.made_at, oldest.automatic) == (
        "store-v1-0007",
        1,
        1_000_000,
        True,
    )
    assert newest.made_at > 1_700_000_000_000


def test_an_unknown_name_says_the_nearest(workspace: Workspace) -> None:
    with pytest.raises(NotFound, match="none yet"):
        find_backup(workspace.root, "x")
    name = made(workspace.root).name
    assert find_backup(workspace.root, f"{name}.sqlite").name == name
    with pytest.raises(NotFound, match=f"Did you mean {name}"):
        find_backup(workspace.root, name[:-1])


def test_a_folder_with_something_in_it_is_left_alone(workspace: Workspace, tmp_path: Path) -> None:
    made(workspace.root)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()
    with pytest.raises(BadInput, match="there already"):
        next(open_backup(workspace.root, list_backups(workspace.root)[0], tmp_path / "mine", CancelToken()))
    assert [path.name for path in (tmp_path / "mine").iterdir()] == ["file"]


def test_a_cancelled_backup_leaves_nothing(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(store_backup, "_PAGES_PER_STEP", 1)
    cancel = CancelToken()
    making = make_backup(workspace.root, cancel)
    assert isinstance(next(making), Progress)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(making)
    assert list((workspace.root / "backups").iterdir()) == []


def test_an_abandoned_opening_removes_the_new_folder(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    made(workspace.root)
    monkeypatch.setattr(store_backup, "_PAGES_PER_STEP", 1)
    opening = open_backup(workspace.root, list_backups(workspace.root)[0], tmp_path / "then", CancelToken())
    next(opening)
    opening.close()  # type: ignore[attr-defined]
    assert not (tmp_path / "then").exists()


def test_a_damaged_store_makes_no_backup(workspace: Workspace) -> None:
    workspace.close()
    path = workspace.root / "store.sqlite"
    with closing(sqlite3.connect(path)) as store:
        (pages,) = store.execute("PRAGMA page_count").fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    middle = size * (pages // 2)
    content[middle : middle + 400] = b"\xff" * 400
    path.write_bytes(content)
    with pytest.raises(WorkspaceUnusable):
        made(workspace.root)
    assert list_backups(workspace.root) == []
