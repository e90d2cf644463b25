"""What was under way when a process died is said at the next start; what came to its end is not."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from engine.errors import WorkspaceUnusable
from engine.store import journal
from engine.store.journal import Kind
from engine.store.tables import LOG_TABLES
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset, write  # noqa: F401


def leave(workspace: Workspace, kind: Kind, name: str) -> Path:
    """What a process leaves that dies in the middle of such an operation."""
    with workspace.under_way(kind, name) as folder:
        kept = folder.with_name("kept")
        folder.rename(kept)
    kept.rename(folder)
    (folder / "spool").write_bytes(b"half")
    return folder


def reopened(workspace: Workspace) -> Workspace:
    workspace.close()
    return Workspace.open(workspace.root)


def test_an_operation_that_ends_leaves_nothing_to_tell(workspace: Workspace) -> None:
    with workspace.under_way("import", "clicks") as folder:
        (folder / "spool").write_bytes(b"rows")
    with pytest.raises(KeyError), workspace.under_way("growth", "clicks") as other:
        raise KeyError
    assert not folder.exists()
    assert not other.exists()
    with reopened(workspace) as again:
        assert again.left_over == []


def test_what_a_dead_process_left_is_told_once_and_removed(workspace: Workspace) -> None:
    folder = leave(workspace, "import", "clicks")
    with reopened(workspace) as again:
        (left,) = again.left_over
        assert (left.kind, left.name, left.pid) == ("import", "clicks", os.getpid())
        assert abs(left.started / 1000 - time.time()) < 60
        assert not folder.exists()
    with Workspace.open(workspace.root) as third:
        assert third.left_over == []


def test_a_reader_tells_and_removes_nothing(workspace: Workspace) -> None:
    folder = leave(workspace, "copy", "clicks")
    with Workspace.open(workspace.root, write=False) as reader:
        assert reader.left_over == []
    assert folder.exists()


@pytest.mark.parametrize("wished", ["log", "taken"])
def test_an_import_that_was_committed_was_not_interrupted(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
    wished: str,
) -> None:
    write(["a"], [1], name="taken")
    folder = leave(workspace, "import", wished)
    write(["a"], [1], name=wished)
    with reopened(workspace) as again:
        assert again.left_over == []
        assert not folder.exists()


def test_a_set_of_that_name_from_before_does_not_count_as_its_result(
    workspace: Workspace,
    write: WriteDataset,  # noqa: F811
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    write(["a"], [1], name="log")
    later = time.time_ns() // 1_000_000 + 1000
    monkeypatch.setattr(journal, "_now", lambda: later)
    leave(workspace, "import", "log")
    leave(workspace, "growth", "log")
    with reopened(workspace) as again:
        assert sorted(entry.kind for entry in again.left_over) == ["growth", "import"]


def test_a_note_cut_short_is_removed_in_silence(workspace: Workspace) -> None:
    folder = leave(workspace, "import", "clicks")
    (folder / "what.json").write_text('{"kind": "imp')
    with reopened(workspace) as again:
        assert again.left_over == []
        assert not folder.exists()


def test_rows_without_their_data_set_are_discarded(workspace: Workspace) -> None:
    leave(workspace, "import", "clicks")
    with workspace.store.write() as connection:
        connection.exec_driver_sql("INSERT INTO item (dataset_id, item_id, external_id) VALUES (77, 0, 'a')")
        connection.exec_driver_sql(
            "INSERT INTO interaction (dataset_id, user_id, seq, item_id) VALUES (77, 0, 0, 0)"
        )
    with reopened(workspace) as again, again.store.read() as connection:
        for table in LOG_TABLES:
            assert connection.exec_driver_sql(f"SELECT count(*) FROM {table.name}").scalar_one() == 0


def test_a_full_disk_is_said_before_anything_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(journal, "_write_note", full)
    with pytest.raises(WorkspaceUnusable, match="No space left"), journal.under_way(tmp_path, "import", "x"):
        pass
    assert list(tmp_path.iterdir()) == []
