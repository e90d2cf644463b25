"""What was deleted goes for good, with its files and the room it took; what is in use stays."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import func, select

from engine.errors import NotFound
from engine.events import Cancelled, CancelToken
from engine.importing.filters import Filters
from engine.sequences.snapshot import open_run_snapshot, open_snapshot
from engine.store.check import StoreChecked, check_store
from engine.store.copying import duplicate_dataset
from engine.store.datasets import (
    get_dataset,
    hide_dataset,
    list_datasets,
    list_deleted,
    restore_dataset,
)
from engine.store.removal import give_back_room, is_anything_deleted, purge_deleted
from engine.store.runs import Metric, add_metrics, create_run, get_run, list_runs, update_run
from engine.store.tables import LOG_TABLES
from engine.workspace import Workspace
from tests.support.imported import import_sequences

SEQUENCES = [[f"i{(user + place) % 40}" for place in range(20)] for user in range(300)]
MANY = SEQUENCES * 7

KILLED = """
import os, signal, sys
from pathlib import Path
from engine.events import CancelToken
from engine.store import removal
from engine.workspace import Workspace

def die(*_arguments, **_options):
    os.kill(os.getpid(), signal.SIGKILL)

moment = sys.argv[2]
if moment == "rows":
    removal.LOG_TABLES = (*removal.LOG_TABLES[:4], None)
    original = removal.delete
    removal.delete = lambda table: die() if table is None else original(table)
else:
    setattr(removal, moment, die)
with Workspace.open(Path(sys.argv[1])) as workspace:
    list(removal.purge_deleted(workspace.root, workspace.store, CancelToken()))
"""


def with_run(workspace: Workspace, name: str) -> int:
    """A data set with a run that has a folder, metrics and a snapshot; both have the same number."""
    dataset = import_sequences(workspace, SEQUENCES, name=name)
    run = create_run(
        workspace.store,
        dataset_id=dataset,
        name="r",
        model="m",
        preset="quick",
        seed=1,
        device="cpu",
        config={"data": {"item_core": 2}},
    )
    snapshot = open_snapshot(workspace, dataset, Filters(item_core=2))
    update_run(workspace.store, run, snapshot_hash=snapshot.hash, epoch=1)
    add_metrics(workspace.store, run, [Metric("model", "val", "all", "hr@20", 1, 0.5)])
    (workspace.run_folder(run) / "log.txt").write_text("x")
    assert run == dataset
    return dataset


def purged(workspace: Workspace, **options: int) -> None:
    list(purge_deleted(workspace.root, workspace.store, CancelToken(), **options))


def rows(workspace: Workspace, dataset: int) -> int:
    with workspace.store.read() as connection:
        return sum(
            connection.execute(
                select(func.count()).select_from(table).where(table.c.dataset_id == dataset)
            ).scalar_one()
            for table in LOG_TABLES
        )


def problems(root: Path) -> list[str]:
    *_, done = check_store(root, CancelToken())
    assert isinstance(done, StoreChecked)
    return [problem.what for problem in done.problems]


def test_rows_runs_and_files_go_and_those_of_others_stay(workspace: Workspace) -> None:
    gone, stays = with_run(workspace, "gone"), with_run(workspace, "stays")
    hide_dataset(workspace.store, gone, with_runs=True)
    before = rows(workspace, stays)
    purged(workspace)

    assert (rows(workspace, gone), rows(workspace, stays)) == (0, before)
    assert [run.id for run in list_runs(workspace.store)] == [stays]
    for folder in ("snapshots", "runs"):
        assert [path.name for path in (workspace.root / folder).iterdir()] == [str(stays)]
    kept = open_run_snapshot(workspace, get_run(workspace.store, stays))
    assert kept.hash == get_run(workspace.store, stays).snapshot_hash
    assert problems(workspace.root) == []
    assert not is_anything_deleted(workspace.store)


def test_a_copy_keeps_its_log_when_the_original_goes(workspace: Workspace) -> None:
    original = with_run(workspace, "original")
    list(duplicate_dataset(workspace.store, original, "copy"))
    whole = open_snapshot(workspace, original).hash
    hide_dataset(workspace.store, original, with_runs=True)
    purged(workspace)
    (copy,) = list_datasets(workspace.store)
    assert open_snapshot(workspace, copy.id).hash == whole


def test_what_was_not_deleted_or_was_brought_back_stays(workspace: Workspace) -> None:
    dataset = with_run(workspace, "back")
    hide_dataset(workspace.store, dataset, with_runs=True)
    restore_dataset(workspace.store, dataset)
    purged(workspace)
    assert [row.id for row in list_datasets(workspace.store)] == [dataset]
    assert (workspace.run_folder(dataset) / "log.txt").exists()


def test_large_sets_can_be_left_for_another_time(workspace: Workspace) -> None:
    dataset = with_run(workspace, "large")
    hide_dataset(workspace.store, dataset, with_runs=True)
    purged(workspace, most=len(SEQUENCES) * 20 - 1)
    assert [row.id for row in list_deleted(workspace.store)] == [dataset]
    purged(workspace, most=len(SEQUENCES) * 20)
    assert rows(workspace, dataset) == 0


def test_it_ends_between_two_sets_when_asked(workspace: Workspace) -> None:
    for name in ("one", "two"):
        hide_dataset(workspace.store, with_run(workspace, name), with_runs=True)
    token = CancelToken()
    removing = purge_deleted(workspace.root, workspace.store, token)
    next(removing)
    token.cancel()
    with pytest.raises(Cancelled):
        list(removing)
    assert [row.name for row in list_deleted(workspace.store)] == ["two"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such signal")
@pytest.mark.parametrize("moment", ["_begin", "_remove_files", "_remove_rows", "rows"])
def test_killed_in_the_middle_it_is_whole_or_goes_on_the_next_time(workspace: Workspace, moment: str) -> None:
    root = workspace.root
    gone, stays = with_run(workspace, "gone"), with_run(workspace, "stays")
    hide_dataset(workspace.store, gone, with_runs=True)
    workspace.close()
    killed = subprocess.run([sys.executable, "-c", KILLED, str(root), moment], check=False)
    assert killed.returncode == -signal.SIGKILL

    with Workspace.open(root) as again:
        if moment == "_begin":
            restore_dataset(again.store, gone)
            assert open_run_snapshot(again, get_run(again.store, gone)).n_sequences == len(SEQUENCES)
            hide_dataset(again.store, gone, with_runs=True)
        else:
            assert list_deleted(again.store) == []
            assert problems(root) == []
            with pytest.raises(NotFound, match="gone for good"):
                restore_dataset(again.store, gone)
        assert is_anything_deleted(again.store)
        purged(again)
        assert (rows(again, gone), [row.id for row in list_datasets(again.store)]) == (0, [stays])
        assert problems(root) == []


def test_the_room_is_given_back_where_half_of_the_file_is_free(workspace: Workspace) -> None:
    sizes = []
    for name in ("one", "two", "three"):
        import_sequences(workspace, MANY, name=name)
    for dataset in (1, 2):
        hide_dataset(workspace.store, dataset)
        purged(workspace)
        give_back_room(workspace.store, CancelToken())
        sizes.append(workspace.store.path.stat().st_size)
    assert sizes[1] < 0.7 * sizes[0]
    assert rows(workspace, 3) > len(MANY) * 20
    assert problems(workspace.root) == []


def test_giving_room_back_can_be_cancelled(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.store.removal._STEPS_BETWEEN_LOOKS", 100)
    for name in ("one", "two", "three"):
        import_sequences(workspace, MANY, name=name)
    for dataset in (1, 2):
        hide_dataset(workspace.store, dataset)
    purged(workspace)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        give_back_room(workspace.store, token)
    assert rows(workspace, 3) > len(MANY) * 20


def test_a_later_log_takes_the_room_that_became_free(workspace: Workspace) -> None:
    import_sequences(workspace, MANY, name="one")
    import_sequences(workspace, MANY, name="two")
    with workspace.store.read() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
    hide_dataset(workspace.store, 1)
    purged(workspace)
    import_sequences(workspace, MANY, name="three")
    with workspace.store.read() as connection:
        assert connection.exec_driver_sql("PRAGMA page_count").scalar_one() <= 1.1 * pages


def test_what_was_deleted_is_not_found_by_its_name(workspace: Workspace) -> None:
    dataset = with_run(workspace, "gone")
    hide_dataset(workspace.store, dataset, with_runs=True)
    for key in ("gone", str(dataset)):
        with pytest.raises(NotFound, match="No data set is called"):
            get_dataset(workspace.store, key)
        with pytest.raises(NotFound, match="There is no run"):
            get_run(workspace.store, "r" if key == "gone" else key)
    assert get_dataset(workspace.store, dataset).name == "gone"
    restore_dataset(workspace.store, dataset)
    assert get_dataset(workspace.store, "gone").id == dataset
