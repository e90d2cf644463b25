"""A workspace in use is waited for, what was interrupted is told, and the store is checked and copied."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from engine.cli import opening
from engine.store.backup import list_backups
from engine.store.datasets import list_datasets
from engine.workspace import Workspace
from tests.engine.cli.calling import areal, write_log


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A workspace with one data set."""
    assert areal(tmp_path / "w", "import", write_log(tmp_path / "shop.csv", sessions=5)).code == 0
    return tmp_path / "w"


def test_a_busy_workspace_is_refused_with_its_holder(root: Path, tmp_path: Path) -> None:
    with Workspace.open(root):
        outcome = areal(root, "import", tmp_path / "shop.csv")
    assert outcome.code == 3
    assert "(process " in outcome.err
    assert "has been writing to it since" in outcome.err


def test_a_busy_workspace_is_waited_for_when_asked(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = Workspace.open(root)
    waited: list[float] = []

    def release(seconds: float) -> None:
        waited.append(seconds)
        holder.close()

    monkeypatch.setattr(opening, "sleep", release)
    outcome = areal(root, "import", tmp_path / "shop.csv", "--wait", "60")
    assert outcome.code == 0, outcome.err
    assert "Waiting:" in outcome.err
    assert len(waited) == 1


def test_waiting_has_an_end(root: Path, tmp_path: Path) -> None:
    with Workspace.open(root):
        started = time.monotonic()
        assert areal(root, "import", tmp_path / "shop.csv", "--wait", "0.05").code == 3
        assert time.monotonic() - started < 30


def test_reading_verbs_work_beside_a_writer(root: Path) -> None:
    with Workspace.open(root):
        for verb in (["datasets"], ["runs"], ["check"], ["backup"]):
            assert areal(root, *verb).code == 0


def test_an_interrupted_import_is_told_at_the_next_start(root: Path, tmp_path: Path) -> None:
    with Workspace.open(root) as workspace, workspace.under_way("import", "clicks") as folder:
        kept = folder.rename(folder.with_name("kept"))
    assert kept.is_dir()
    outcome = areal(root, "import", tmp_path / "shop.csv", "--name", "again")
    assert "The import of “clicks” at " in outcome.err
    assert "was interrupted; nothing of it was kept." in outcome.err
    assert "interrupted" not in areal(root, "import", tmp_path / "shop.csv", "--name", "third").err


def test_check_names_problems_and_repairs_what_can_be(root: Path) -> None:
    assert areal(root, "check", "--json").result["problems"] == []
    with Workspace.open(root) as workspace, workspace.store.write() as connection:
        connection.exec_driver_sql("INSERT INTO item (dataset_id, item_id, external_id) VALUES (9, 0, 'x')")
    (problem,) = areal(root, "check", "--json").result["problems"]
    assert problem["repairable"] is True
    assert "check --repair" in areal(root, "check").err
    assert areal(root, "check", "--repair", "--json").result["problems"] == []


def test_a_backup_is_made_listed_and_opened_elsewhere(root: Path, tmp_path: Path) -> None:
    assert "No backups yet" in areal(root, "backup", "--list").err
    name = areal(root, "backup", "--json").result["name"]
    assert [backup.name for backup in list_backups(root)] == [name]
    assert name in areal(root, "backup", "--list").out
    outcome = areal(root, "backup", "--restore", name, "--to", tmp_path / "then", "--json")
    assert outcome.result["folder"] == str(tmp_path / "then")
    with Workspace.open(tmp_path / "then") as then:
        assert [row.name for row in list_datasets(then.store)] == ["shop"]


def test_restore_needs_a_place(root: Path) -> None:
    outcome = areal(root, "backup", "--restore", "x")
    assert outcome.code == 2
    assert "--restore and --to belong together" in outcome.err
