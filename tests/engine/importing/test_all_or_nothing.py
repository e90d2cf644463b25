"""An import is there as a whole, or it has left no trace: cancelled, abandoned, killed, or out of disk."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import event, func, select

from engine.errors import WorkspaceUnusable
from engine.events import Cancelled, CancelToken
from engine.importing.load import DatasetImported, ImportProgress, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import list_datasets, log_chunks
from engine.store.runs import create_run, list_runs
from engine.store.tables import metadata
from engine.workspace import Workspace

REPOSITORY = Path(__file__).resolve().parents[3]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    file = tmp_path / "log.csv"
    with file.open("w") as out:
        out.write("user,item,timestamp\nbroken\n")
        out.writelines(
            f"u{number % 5000},i{number % 700},{1_400_000_000 + number}\n" for number in range(100_000)
        )
    return file


def start(workspace: Workspace, log: Path, cancel: CancelToken | None = None) -> Iterator[ImportProgress]:
    recipe = Recipe.from_preview(sniff(log))
    return import_log(workspace, [log], recipe, cancel or CancelToken())  # type: ignore[return-value]


def rows_in_store(workspace: Workspace) -> int:
    with workspace.store.read() as connection:
        tables = metadata.tables.values()
        return sum(
            connection.execute(select(func.count()).select_from(table)).scalar_one() for table in tables
        )


@pytest.fixture(autouse=True)
def every_event(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.importing.load._SECONDS_BETWEEN_EVENTS", 0.0)


@pytest.mark.parametrize("unit", ["bytes", "rows"])
def test_cancelling_while_reading_or_writing(workspace: Workspace, log: Path, unit: str) -> None:
    cancel = CancelToken()

    def run() -> None:
        for step in start(workspace, log, cancel):
            if step.unit == unit:
                cancel.cancel()

    with pytest.raises(Cancelled):
        run()
    assert rows_in_store(workspace) == 0


def test_an_import_that_nobody_finishes_holds_nothing_up(workspace: Workspace, log: Path) -> None:
    running = start(workspace, log)
    next(step for step in running if step.unit == "rows")
    running.close()  # type: ignore[attr-defined]
    assert rows_in_store(workspace) == 0
    *_, last = start(workspace, log)
    assert isinstance(last, DatasetImported)


def test_a_full_disk_is_said_and_leaves_nothing(workspace: Workspace, log: Path) -> None:
    limit = event.listens_for(workspace.store._engine, "begin")
    limit(lambda connection: connection.exec_driver_sql("PRAGMA max_page_count=200"))
    with pytest.raises(WorkspaceUnusable, match="disk is full"):
        list(start(workspace, log))
    assert rows_in_store(workspace) == 0


def test_readers_see_nothing_of_a_running_import_and_writers_wait_for_it(
    workspace: Workspace, log: Path
) -> None:
    first = [*start(workspace, log)][-1]
    assert isinstance(first, DatasetImported)
    running = start(workspace, log)
    next(step for step in running if step.unit == "rows")
    assert len(list_datasets(workspace.store)) == 1
    assert sum(len(chunk.item_id) for chunk in log_chunks(workspace.store, first.dataset_id)) == 100_000
    writer = threading.Thread(
        target=lambda: create_run(
            workspace.store,
            dataset_id=first.dataset_id,
            name="r",
            model="m",
            preset="quick",
            seed=1,
            device="cpu",
            config={},
        )
    )
    writer.start()
    *_, last = running
    writer.join()
    assert isinstance(last, DatasetImported)
    assert last.name == "log (2)"
    assert len(list_runs(workspace.store)) == 1


def test_an_import_may_end_in_another_thread_than_it_began(workspace: Workspace, log: Path) -> None:
    running = start(workspace, log)
    next(step for step in running if step.unit == "rows")
    closer = threading.Thread(target=running.close)  # type: ignore[attr-defined]
    closer.start()
    closer.join()
    assert rows_in_store(workspace) == 0
    assert isinstance([*start(workspace, log)][-1], DatasetImported)


CHILD = """
import signal, sys
from pathlib import Path
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace

log, root, unit = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3]
with Workspace.open(root) as workspace:
    for step in import_log(workspace, [log], Recipe.from_preview(sniff(log)), CancelToken()):
        if step.unit == unit:
            print("there", flush=True)
            signal.pause()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
@pytest.mark.parametrize("unit", ["bytes", "rows"])
def test_a_killed_import_leaves_nothing_and_lets_the_next_one_in(
    tmp_path: Path, log: Path, unit: str, open_workspace: Callable[[Path], Workspace]
) -> None:
    root = tmp_path / "killed"
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(log), str(root), unit],
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout is not None
    with child.stdout:
        assert child.stdout.readline() == "there\n"
        child.send_signal(signal.SIGKILL)
        child.wait()
    workspace = open_workspace(root)
    assert rows_in_store(workspace) == 0
    left = sum(file.stat().st_size for file in root.rglob("*") if file.is_file())
    assert left < 1_000_000
    assert isinstance([*start(workspace, log)][-1], DatasetImported)
