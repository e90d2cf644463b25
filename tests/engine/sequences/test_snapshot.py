"""Snapshots: what the store holds, as arrays that never change."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.events import CancelToken
from engine.importing.filters import Filters
from engine.sequences import snapshot
from engine.sequences.growing import grow
from engine.sequences.snapshot import open_snapshot
from engine.store.users import history
from engine.workspace import Workspace
from tests.support.imported import import_sequences

SEQUENCES = [["a", "b", "a"], ["c"], ["b", "d"]]


def test_a_snapshot_is_the_stored_log(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    found = open_snapshot(workspace, dataset)
    assert (found.n_sequences, found.n_items, found.split) == (3, 4, None)
    for user in range(3):
        rows = history(workspace.store, dataset, user)
        own = slice(found.offsets[user], found.offsets[user + 1])
        assert found.items[own].tolist() == [row.item_id for row in rows]
        assert found.times is not None
        assert found.times[own].tolist() == [row.ts for row in rows]
    assert found.sequence_of.tolist() == [0, 0, 0, 1, 2, 2]


def test_a_split_column_comes_along(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, SEQUENCES, split=["train", "val", "test"])
    found = open_snapshot(workspace, dataset)
    assert found.split is not None
    assert found.split.tolist() == [0, 0, 0, 1, 2, 2]


def test_the_same_log_has_the_same_hash_and_another_has_not(workspace: Workspace) -> None:
    first, again, other = (
        open_snapshot(workspace, import_sequences(workspace, log, name=name)).hash
        for name, log in (("one", SEQUENCES), ("two", SEQUENCES), ("three", [*SEQUENCES, ["a"]]))
    )
    assert first == again != other


def test_it_is_made_once_and_opened_without_loading_it(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    first = open_snapshot(workspace, dataset)
    assert first.folder is not None
    made = (first.folder / "items.npy").stat().st_mtime_ns
    again = open_snapshot(workspace, dataset)
    assert again.folder == first.folder
    assert (first.folder / "items.npy").stat().st_mtime_ns == made
    assert isinstance(again.items, np.memmap)


def test_many_who_ask_at_once_get_the_one_that_the_first_makes(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    made: list[str] = []
    write = snapshot.write_whole_log

    def count(*arguments: Any) -> None:
        made.append(threading.current_thread().name)
        write(*arguments)

    monkeypatch.setattr(snapshot, "write_whole_log", count)
    together = threading.Barrier(8)

    def ask(_: int) -> str:
        together.wait()
        return open_snapshot(workspace, dataset).hash

    with ThreadPoolExecutor(8) as pool:
        hashes = set(pool.map(ask, range(8)))
    assert len(hashes) == 1
    assert len(made) == 1


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"n_items": 4}'])
@pytest.mark.parametrize("file", ["facts.json", "*.json", "*/facts.json"])
def test_a_damaged_snapshot_is_made_again(workspace: Workspace, file: str, damage: str) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    whole = open_snapshot(workspace, dataset).hash
    folder = workspace.snapshots / str(dataset)
    for path in list(folder.glob(file)) or [folder / file]:
        path.write_text(damage)
    assert open_snapshot(workspace, dataset).hash == whole
    assert open_snapshot(workspace, dataset, Filters(item_core=2)).n_items == 2


def test_growth_takes_away_what_no_run_needs(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    open_snapshot(workspace, dataset)
    old = open_snapshot(workspace, dataset, Filters(item_core=2)).folder
    newer = workspace.root / "newer.csv"
    newer.write_text("user,item,time\nu0,e,1800000000\n")
    list(grow(workspace, dataset, [newer], None, CancelToken()))
    (workspace.snapshots / str(dataset) / "damaged.json").write_text("{")
    open_snapshot(workspace, dataset)
    assert old is not None
    assert not old.exists()
    assert len([path for path in old.parent.iterdir() if path.is_dir()]) == 1


def test_a_disk_that_takes_no_snapshot_is_explained(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, SEQUENCES)
    (workspace.snapshots / f"{dataset}").write_text("a file where the folder should be")
    with pytest.raises(EngineError, match="could not be prepared"):
        open_snapshot(workspace, dataset)
