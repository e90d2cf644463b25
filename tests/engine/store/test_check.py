"""A sound store has no problems; every kind of damage is found, named, and put right where that is safe."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from engine.events import Cancelled, CancelToken
from engine.store.check import Problem, StoreChecked, check_store, repair_store
from engine.store.runs import create_run, update_run
from engine.workspace import Workspace
from tests.engine.store.conftest import WriteDataset, write  # noqa: F401


def problems(root: Path) -> Sequence[Problem]:
    *_, done = check_store(root, CancelToken())
    assert isinstance(done, StoreChecked)
    return done.problems


def run_sql(workspace: Workspace, statement: str) -> None:
    with workspace.store.write() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture
def filled(workspace: Workspace, write: WriteDataset) -> Workspace:  # noqa: F811
    dataset_id = write(["a", "b"], [3, 2], name="clicks")
    create_run(
        workspace.store,
        dataset_id=dataset_id,
        name="r",
        model="m",
        preset="quick",
        seed=1,
        device="cpu",
        config={},
    )
    return workspace


def test_nothing_is_wrong_with_a_sound_store(filled: Workspace) -> None:
    assert problems(filled.root) == ()


def test_counts_that_are_not_true_are_found(filled: Workspace) -> None:
    run_sql(filled, "DELETE FROM interaction WHERE user_id = 1 AND seq = 1")
    (problem,) = problems(filled.root)
    assert problem.what == "“clicks” does not have the interactions it should have."
    assert problem.why == "It should have 5; 4 are there."
    assert not problem.repairable


def test_rows_of_no_data_set_are_found_and_removed(filled: Workspace) -> None:
    run_sql(filled, "INSERT INTO item (dataset_id, item_id, external_id) VALUES (9, 0, 'x')")
    (problem,) = problems(filled.root)
    assert problem.repairable
    assert "Data set 9" in problem.why
    repair_store(filled.store)
    assert problems(filled.root) == ()


def test_broken_references_are_found(filled: Workspace) -> None:
    filled.close()
    with closing(sqlite3.connect(filled.root / "store.sqlite")) as store, store:
        store.execute("UPDATE run SET dataset_id = 8")
    (problem,) = problems(filled.root)
    assert problem.what == "A row of run belongs to nothing."


def test_a_damaged_page_is_found(filled: Workspace) -> None:
    filled.close()
    path = filled.root / "store.sqlite"
    with closing(sqlite3.connect(path)) as store:
        (page,) = store.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'user_order'").fetchone()
        (size,) = store.execute("PRAGMA page_size").fetchone()
    content = bytearray(path.read_bytes())
    content[size * (page - 1) + 8 : size * page] = b"\xff" * (size - 8)
    path.write_bytes(content)
    assert any("damaged" in problem.what for problem in problems(filled.root))


def test_a_file_that_is_no_store_is_a_problem_not_a_crash(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite").write_bytes(b"only text " * 500)
    (problem,) = problems(tmp_path)
    assert "damaged or is not a store" in problem.what


def test_missing_and_extra_folders_of_runs_are_found(filled: Workspace) -> None:
    update_run(filled.store, 1, epoch=2)
    filled.run_folder(5)
    missing, extra = problems(filled.root)
    assert missing.what == "The files of run 1 are not there."
    assert "belongs to no run" in extra.what
    assert not extra.repairable


def test_snapshots_that_cannot_be_used_are_found_and_removed(filled: Workspace) -> None:
    folder = filled.snapshots / "1"
    for name in ("whole", "empty", "torn", "partial-x"):
        (folder / name).mkdir(parents=True)
        np.save(folder / name / "items.npy", np.arange(0 if name == "empty" else 1000))
        if name != "partial-x":
            (folder / name / "facts.json").write_text(json.dumps({"hash": "x"}))
    torn = folder / "torn" / "items.npy"
    torn.write_bytes(torn.read_bytes()[:500])
    found = problems(filled.root)
    assert [problem.repairable for problem in found] == [True, True]
    repair_store(filled.store)
    assert sorted(path.name for path in folder.iterdir()) == ["empty", "whole"]


def test_a_check_can_be_cancelled_in_the_middle_of_a_query(filled: Workspace) -> None:
    cancel = CancelToken()
    checking = check_store(filled.root, cancel)
    next(checking)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(checking)
