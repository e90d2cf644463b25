"""How soon the window shows twenty runs beside each other: curves, tables, and then the tests.

Run from the repository: `python -m tests.benchmarks.comparison_view [rounds]`. It makes a store of its own
with twenty runs of 10,000 steps and 200 epochs, each judged on 30,000 rows of 10,000 sequences. The platform
is "offscreen" unless QT_QPA_PLATFORM says otherwise. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.support.compared_runs import MadeRun, make_run
from tests.support.page_states import ordinary

Spent = tuple[float, float]
"""Seconds by the clock, and seconds that the window's thread computed."""

ROUNDS = 5
RUNS, STEPS, EPOCHS, SEQUENCES = 20, 10_000, 200, 10_000
SIZE = (1280, 832)
LIMIT = 60.0


def main() -> None:
    """Measure and record."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder) / "store") as workspace:
        ordinary(workspace, Path(folder) / "log")
        ids = [make_run(workspace, _made(number)) for number in range(RUNS)]
        found = [_round(workspace, ids) for _ in range(rounds + 1)][1:]
    lines = ["| | median, s | worst, s | of it the window's thread computed, s |", "|---|---|---|---|"]
    for name in found[0]:
        seconds, busy = zip(*(one[name] for one in found), strict=True)
        middle = statistics.median(seconds)
        lines.append(f"| {name} | {middle:.2f} | {max(seconds):.2f} | {statistics.median(busy):.2f} |")
    text = (
        f"{RUNS} runs of {STEPS:,} steps and {EPOCHS} epochs, {3 * SEQUENCES:,} test rows of {SEQUENCES:,} "
        f"sequences; window of {SIZE[0]} x {SIZE[1]}, {rounds} rounds, libraries loaded before. Asked: under "
        f"0.5 s until curves and tables are painted.\n\n" + "\n".join(lines) + f"\n\n{machine()}"
    )
    write_section("Comparing twenty runs in the window", text)
    print(text)  # noqa: T201


def _made(number: int) -> MadeRun:
    return MadeRun(
        f"run {number}",
        skill=0.35 + 0.01 * number,
        seed=number,
        epochs=EPOCHS,
        steps=STEPS,
        sequences=SEQUENCES,
        config={"training.batch_size": 64 * (1 + number % 3)},
    )


def _round(workspace: Workspace, ids: list[int]) -> dict[str, Spent]:
    """One comparison in a window of its own."""
    from PySide6.QtWidgets import QApplication, QMainWindow

    import engine.training.compare_runs  # noqa: F401 - the window loads it in the background
    from areal_gui import theme
    from areal_gui.commands import CommandRegistry
    from areal_gui.context import AppContext
    from areal_gui.notify import Notifier
    from areal_gui.pages.runs.comparison.view import ComparisonView
    from areal_gui.settings import Settings
    from areal_gui.style import Style
    from areal_gui.tasks import TaskRunner

    application = QApplication.instance() or QApplication([])
    assert isinstance(application, QApplication)
    application.setStyle(Style())
    theme.apply("light")
    host = QMainWindow()
    tasks = TaskRunner(host)
    settings = Settings(workspace.root / "window.json")
    context = AppContext(workspace, settings, tasks, Notifier(host), CommandRegistry(host), parent=host)
    view = ComparisonView(context)
    host.setCentralWidget(view)
    host.resize(*SIZE)
    host.show()
    application.processEvents()
    painted = _Painted(view)
    begun = Begun()
    view.show_runs(ids)
    found = {
        "curves by epoch and tables painted": _until(lambda: painted.done, begun),
        "the tests of all 190 pairs there": _until(lambda: view.compared is not None, begun),
    }
    found["all 200,000 steps painted"] = painted.after(lambda: view.curves.axis.setCurrentIndex(1))
    found["smoothed otherwise and painted"] = painted.after(lambda: view.curves.smoothing.setValue(2))
    found["one run made to stand out"] = painted.after(lambda: view.curves._highlight(7))
    choose = view.choices.baselines.setCurrentIndex
    found["baseline chosen, 19 pairs tested"] = _retested(view, lambda: choose(3))
    tasks.stop()
    host.close()
    host.deleteLater()
    application.processEvents()
    return found


class Begun:
    """A moment."""

    def __init__(self) -> None:
        self._clock, self._busy = time.perf_counter(), time.thread_time()

    @property
    def spent(self) -> Spent:
        return time.perf_counter() - self._clock, time.thread_time() - self._busy


class _Painted:
    """Tells when both plots were painted with the curves of all runs."""

    def __init__(self, view: object) -> None:
        from PySide6.QtCore import QEvent, QObject

        plots = [view.curves.loss, view.curves.validation]  # type: ignore[attr-defined]
        self._seen: set[int] = set()
        owner = self

        class Watch(QObject):
            def eventFilter(self, watched: QObject, event: QEvent) -> bool:
                if event.type() == QEvent.Type.Paint and all(len(plot.lines) == RUNS for plot in plots):
                    owner._seen.add(id(watched))
                return False

        self._watch = Watch()
        self._kept = [plot._canvas.viewport() for plot in plots]
        for viewport in self._kept:
            viewport.installEventFilter(self._watch)

    @property
    def done(self) -> bool:
        return len(self._seen) == len(self._kept)

    def after(self, change: Callable[[], object]) -> Spent:
        """What was spent from a change until both plots were painted."""
        from PySide6.QtWidgets import QApplication

        QApplication.processEvents()
        self._seen.clear()
        begun = Begun()
        change()
        return _until(lambda: self.done, begun)


def _retested(view: object, change: Callable[[], object]) -> Spent:
    begun = Begun()
    change()
    return _until(lambda: view.compared is not None and view.compared.baseline != "", begun)  # type: ignore[attr-defined]


def _until(done: Callable[[], bool], begun: Begun) -> Spent:
    """What was spent since `begun` when it is done; the painting itself counts."""
    from PySide6.QtCore import QEventLoop, QTimer

    loop, timer = QEventLoop(), QTimer(interval=2)

    def look() -> None:
        if done() or begun.spent[0] > LIMIT:
            loop.quit()

    timer.timeout.connect(look)
    timer.start()
    loop.exec()
    if not done():
        sys.exit("it did not happen in time")
    return begun.spent


if __name__ == "__main__":
    main()
