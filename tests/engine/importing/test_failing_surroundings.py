"""A full disk, a vanished file, a locked store: said in words, and the workspace is as it was."""

from __future__ import annotations

import errno
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any, NoReturn

import pytest

from engine.errors import BadInput, EngineError, WorkspaceBusy
from engine.events import CancelToken, Event
from engine.importing.growth import grow_dataset
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.room import NoRoom
from engine.store import connection as store_connection
from engine.store.check import StoreChecked, check_store
from engine.store.datasets import list_datasets
from engine.workspace import Workspace

RECIPE = Recipe(user="user", item="item", time="time")


def write(path: Path, rows: int, first: int = 0) -> Path:
    lines = [f"{n % 997},{n % 101},{1_400_000_000 + n}" for n in range(first, first + rows)]
    path.write_text("\n".join(["user,item,time", *lines]) + "\n")
    return path


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with a data set of 100 rows."""
    for _ in import_log(workspace, [write(tmp_path / "old.csv", 100)], RECIPE, CancelToken()):
        pass
    return workspace


def adding(workspace: Workspace, verb: str, path: Path) -> Iterator[Event]:
    if verb == "import":
        return import_log(workspace, [path], RECIPE, CancelToken())
    return grow_dataset(workspace, 1, [path], None, CancelToken())


def assert_as_before(workspace: Workspace) -> None:
    (row,) = list_datasets(workspace.store)
    assert (row.n_interactions, row.grown_at) == (100, None)
    assert list((workspace.root / "under-way").iterdir()) == []
    *_, checked = check_store(workspace.root, CancelToken())
    assert isinstance(checked, StoreChecked)
    assert checked.problems == ()


@contextmanager
def files_end_at(size: int) -> Iterator[None]:
    """No file grows beyond this many bytes: what a full disk does, without one."""
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


@pytest.mark.skipif(sys.platform == "win32", reason="there are no such limits")
@pytest.mark.parametrize("verb", ["import", "grow"])
@pytest.mark.parametrize("size", [100_000, 300_000])  # the rows put aside as numbers, or the store
def test_a_disk_that_takes_no_more_leaves_the_store_as_it_was(
    filled: Workspace, tmp_path: Path, verb: str, size: int
) -> None:
    path = write(tmp_path / "new.csv", 30_000)
    with files_end_at(size), pytest.raises(EngineError) as failed:
        list(adding(filled, verb, path))
    assert re.search("disk is full|disk I/O error|File too large", str(failed.value))
    assert failed.value.advice
    assert_as_before(filled)
    list(adding(filled, verb, path))  # with room again it goes through


@pytest.mark.parametrize("verb", ["import", "grow"])
def test_a_disk_that_is_full_for_temporary_files_is_said(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    def full(*_: Any, **__: Any) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("engine.importing.spool.tempfile.TemporaryFile", full)
    with pytest.raises(EngineError) as failed:
        list(adding(filled, verb, write(tmp_path / "new.csv", 300)))
    assert "No space left" in str(failed.value)
    assert "room" in str(failed.value)
    assert_as_before(filled)


@pytest.mark.parametrize("verb", ["import", "grow"])
def test_what_does_not_fit_is_refused_before_anything_is_written(
    filled: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    path = write(tmp_path / "new.csv", 300)
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr("engine.importing.room.shutil.disk_usage", lambda _: usage._replace(free=1_000))
    with pytest.raises(NoRoom, match="rows need"):
        next(adding(filled, verb, path))
    assert_as_before(filled)


@pytest.mark.parametrize("verb", ["import", "grow"])
def test_a_vanished_file_is_said(filled: Workspace, tmp_path: Path, verb: str) -> None:
    with pytest.raises(BadInput, match=r"gone\.csv"):
        list(adding(filled, verb, tmp_path / "gone.csv"))
    assert_as_before(filled)


@pytest.mark.parametrize("verb", ["import", "grow"])
def test_a_store_another_program_keeps_locked_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(store_connection, "_BUSY_TIMEOUT_MS", 50)
    with Workspace.open(tmp_path / "w") as workspace:
        list(import_log(workspace, [write(tmp_path / "old.csv", 100)], RECIPE, CancelToken()))
        with closing(sqlite3.connect(workspace.root / "store.sqlite", isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(WorkspaceBusy, match="writing to this workspace"):
                list(adding(workspace, verb, write(tmp_path / "new.csv", 300)))
        assert_as_before(workspace)
