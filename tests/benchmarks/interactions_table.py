"""How soon the table of interactions shows what is asked for, through the window's own model.

Run from the repository: `python -m tests.benchmarks.interactions_table [rows]`; 20,000,000 rows need some
gigabytes in the folder for temporary files. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from areal_gui.components.paged_model import BLOCK
from areal_gui.pages.data.interaction_model import InteractionModel
from areal_gui.pages.data.interaction_query import InteractionQuery, InteractionReader
from areal_gui.tasks import TaskRunner
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.connection import Store
from engine.store.sorting import sort_interactions
from engine.workspace import Workspace
from tests.benchmarks.import_log import write_log
from tests.benchmarks.results import machine, write_section

ROUNDS = 5
LIMIT_MS = 120_000
EVERYTHING = InteractionQuery(1)


class Table:
    """The window's model over a stored log, asked as a view would ask it."""

    def __init__(self, store: Store) -> None:
        self._store, self._model = store, InteractionModel(TaskRunner())
        self._model.failed.connect(lambda error: sys.exit(f"failed: {error}"))

    def opened(self, query: InteractionQuery) -> float:
        """Seconds until the first rows are there."""
        reader = InteractionReader(self._store, query)
        return _until(self._model.opened, lambda: self._model.open(reader))

    def counted(self, query: InteractionQuery) -> float:
        """Seconds until the first rows and the number of rows are there."""
        reader = InteractionReader(self._store, query)
        return _until(self._model.counted, lambda: self._model.open(reader))

    def jumped(self, row: int) -> float:
        """Seconds until the row is there."""
        return _until(self._model.block_loaded, lambda: self._model.row(row))


def main() -> None:
    """Measure and record."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "workspace") as workspace:
        file = Path(folder) / "log.csv"
        write_log(file, rows)
        list(import_log(workspace, [file], Recipe.from_preview(sniff(file)), CancelToken()))
        file.unlink()
        table = Table(workspace.store)
        lines = [_line("open", 0.3, lambda: table.opened(EVERYTHING))]
        lines += _jumps(table, EVERYTHING, rows, "the log's own order")
        before = [
            _line(f"sort by {order}, before it is sorted for good", 2.0, lambda q=query: table.opened(q))
            for order, query in _sorted_queries()
        ]
        started = time.perf_counter()
        list(sort_interactions(workspace.store, 1, CancelToken()))
        seconds = time.perf_counter() - started
        after = [
            _line(f"sort by {order}, afterwards", 2.0, lambda q=query: table.opened(q))
            for order, query in _sorted_queries()
        ]
        lines += before + after
        lines += _jumps(table, replace(EVERYTHING, order="ts", descending=True), rows, "time, descending")
        lines += [_line(name, 0.3, lambda q=query: table.counted(q)) for name, query in _filtered()]
    application.quit()
    text = "\n".join(
        [
            f"{rows:,} interactions. Until the rows are in the window's model (and counted, with a filter); "
            f"median and worst of {ROUNDS}. Sorting for good, in the background at the first sort by a "
            f"column, took {seconds:.0f} s.",
            "",
            "| what | median, s | worst, s | asked, s |",
            "|---|---|---|---|",
            *lines,
            "",
            machine(),
        ]
    )
    write_section("The table of interactions", text)
    sys.stdout.write(text + "\n")


def _sorted_queries() -> list[tuple[str, InteractionQuery]]:
    return [
        ("item", replace(EVERYTHING, order="item")),
        ("time, descending", replace(EVERYTHING, order="ts", descending=True)),
    ]


def _filtered() -> list[tuple[str, InteractionQuery]]:
    return [
        ("one user", replace(EVERYTHING, user="1234")),
        ("one item", replace(EVERYTHING, item="77")),
        ("one day", replace(EVERYTHING, since="2014-05-03", until="2014-05-03")),
        ("one item of one day", replace(EVERYTHING, item="77", since="2014-05-03", until="2014-05-03")),
    ]


def _jumps(table: Table, query: InteractionQuery, rows: int, order: str) -> list[str]:
    """To rows whose blocks are not there yet, each time others."""
    table.counted(query)
    places = iter(range(rows // 2, rows, 7 * BLOCK))
    return [_line(f"jump to the middle, {order}", 0.1, lambda: table.jumped(next(places)))]


def _line(name: str, asked: float, measure: Callable[[], float]) -> str:
    seconds = [measure() for _ in range(ROUNDS)]
    line = f"| {name} | {statistics.median(seconds):.3f} | {max(seconds):.3f} | {asked} |"
    sys.stdout.write(line + "\n")
    return line


def _until(signal: Any, ask: Callable[[], object]) -> float:
    loop = QEventLoop()
    signal.connect(loop.quit)
    QTimer.singleShot(LIMIT_MS, loop, lambda: sys.exit("no answer"))
    started = time.perf_counter()
    ask()
    loop.exec()
    seconds = time.perf_counter() - started
    signal.disconnect(loop.quit)
    return seconds


if __name__ == "__main__":
    main()
