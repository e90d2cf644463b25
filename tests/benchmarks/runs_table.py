"""How soon the runs page shows thousands of runs, through the page itself in a window that is painted.

Run from the repository: `QT_QPA_PLATFORM=offscreen python -m tests.benchmarks.runs_table [runs]`. The result
goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow

from areal_gui.app import make_application
from areal_gui.commands import CommandRegistry
from areal_gui.context import AppContext
from areal_gui.notify import Notifier
from areal_gui.pages.runs.page import Page
from areal_gui.pages.runs.run_lines import read_lines
from areal_gui.pages.runs.table.filters import Condition, RunFilter
from areal_gui.settings import Settings
from areal_gui.tasks import TaskRunner
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.support.imported import import_sequences
from tests.support.many_runs import write_many_runs

ROUNDS = 7
LIMIT_MS = 30_000
SIZE = (1280, 832)


class Opened:
    """A runs page in a window of its own, as the user meets it the first time."""

    def __init__(self, workspace: Workspace, folder: Path, runs: int) -> None:
        self._runs = runs
        self._window = QMainWindow()
        self._window.resize(*SIZE)
        self._window.show()
        self._tasks = TaskRunner(self._window)
        notify, commands = Notifier(self._window), CommandRegistry(self._window)
        self._context = AppContext(
            workspace, Settings(folder / "window.json", kept=False), self._tasks, notify, commands
        )
        QCoreApplication.processEvents()

    def open(self) -> float:
        """Seconds from nothing to the painted table."""
        started = time.perf_counter()
        self.page = Page(self._context)
        self._window.setCentralWidget(self.page)
        self.page.shown()
        _wait(lambda: self.page.list.model.rowCount() >= self._runs)
        self._window.repaint()
        return time.perf_counter() - started

    def change(self, make: Callable[[], None], ready: Callable[[], bool] = lambda: True) -> float:
        """Seconds from a choice to the painted table."""
        started = time.perf_counter()
        make()
        _wait(ready)
        self.page.list.table.viewport().repaint()
        return time.perf_counter() - started

    def close(self) -> None:
        self._tasks.stop()
        self._window.close()
        self._window.deleteLater()
        QCoreApplication.processEvents()


def main() -> None:
    """Measure and record."""
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    application = make_application()
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "workspace") as workspace:
        sequences = [["a", "b", "c"]] * 5
        datasets = [import_sequences(workspace, sequences, name=name) for name in ("one", "two", "three")]
        write_many_runs(workspace, datasets, runs)
        lines = [_line("read from the store", "", lambda: _timed(lambda: read_lines(workspace.store)))]
        lines.append(_line("open the page", "0.5", lambda: _opened(workspace, Path(folder), runs)))
        lines.append(
            _line(
                "open the page, time of the processors",
                "",
                lambda: _processors(workspace, Path(folder), runs),
            )
        )
        lines += _changes(workspace, Path(folder), runs)
    application.quit()
    text = "\n".join(
        [
            f"{runs:,} runs with settings, epochs, final figures with intervals and slices, and tags, in "
            f"a store. Until the table is painted anew; median and worst of {ROUNDS}.",
            "",
            "| what | median, s | worst, s | asked, s |",
            "|---|---|---|---|",
            *lines,
            "",
            machine(),
        ]
    )
    write_section("The table of runs", text)
    sys.stdout.write(text + "\n")


def _opened(workspace: Workspace, folder: Path, runs: int) -> float:
    opened = Opened(workspace, folder, runs)
    try:
        return opened.open()
    finally:
        opened.close()


def _processors(workspace: Workspace, folder: Path, runs: int) -> float:
    """What it takes where nothing else runs: that of both threads together."""
    started = time.process_time()
    _opened(workspace, folder, runs)
    return time.process_time() - started


def _changes(workspace: Workspace, folder: Path, runs: int) -> list[str]:
    opened = Opened(workspace, folder, runs)
    opened.open()
    page = opened.page
    changes: list[tuple[str, Callable[[], None], Callable[[], bool]]] = [
        ("sort by NDCG@20", lambda: _choose(page, sort="test/ndcg@20"), lambda: True),
        ("search for two words", lambda: page.list.filter_by(RunFilter(text="d64 seed")), lambda: True),
        (
            "filter by a condition",
            lambda: page.list.filter_by(RunFilter(conditions=(Condition("test/ndcg@20", "≥", 15.0),))),
            lambda: True,
        ),
        ("group by a setting", lambda: _choose(page, group="set/model.embedding_size"), lambda: True),
        ("choose all", page.list.table.selectAll, lambda: True),
        (
            "one more column of figures",
            lambda: page.list.change(page.list.choices.with_columns(["name", "val/hr@10"])),
            lambda: ("val", "hr@10") in next(iter(page.list.model.lines)).figures,
        ),
    ]
    lines = []
    for name, change, ready in changes:

        def measured(change: Callable[[], None] = change, ready: Callable[[], bool] = ready) -> float:
            page.list.change(type(page.list.choices)())
            _wait(lambda: page.list.model.rowCount() >= runs)
            page.list.table.viewport().repaint()
            return opened.change(change, ready)

        lines.append(_line(name, "", measured))
    opened.close()
    return lines


def _choose(page: Page, **choices: str) -> None:
    page.list.change(replace(page.list.choices, **choices))  # type: ignore[arg-type]


def _timed(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _line(name: str, asked: str, measure: Callable[[], float]) -> str:
    seconds = [measure() for _ in range(ROUNDS)]
    line = f"| {name} | {statistics.median(seconds):.3f} | {max(seconds):.3f} | {asked} |"
    sys.stdout.write(line + "\n")
    return line


def _wait(ready: Callable[[], bool]) -> None:
    """Let the window live until it is so."""
    loop, deadline = QEventLoop(), time.monotonic() + LIMIT_MS / 1000
    while not ready():
        QTimer.singleShot(1, loop.quit)
        loop.exec()
        if time.monotonic() > deadline:
            sys.exit("no answer")


if __name__ == "__main__":
    assert QApplication.instance() is None
    main()
