"""How soon the window is there, how soon it can be used, and how late it is while libraries load behind it.

Run from the repository: `python -m tests.benchmarks.first_paint [rounds]`. Each round is a fresh process that
opens a workspace with the demo log; the first round warms the disk cache and does not count. The platform is
"offscreen" unless QT_QPA_PLATFORM says otherwise. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace
from resources.demo import demo_items, demo_log
from tests.benchmarks.results import machine, write_section

ROUNDS = 5
REPOSITORY = Path(__file__).resolve().parents[2]
CHILD = """
import json, sys, time
started = float(sys.argv[1])
from areal_gui import app
from PySide6.QtCore import QElapsedTimer, QTimer, Qt

class Timed(app.MainWindow):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.seconds, self.late = {}, []
        self.clock = QElapsedTimer()
        self.beat = QTimer(self, interval=5, timerType=Qt.TimerType.PreciseTimer)
        self.beat.timeout.connect(self.take)
        self.first_painted.connect(lambda: self.note("paint"))
    def note(self, name):
        self.seconds[name] = time.monotonic() - started
    def attach(self, workspace):
        super().attach(workspace)
        self.context.tasks.query(lambda: None, lambda _: QTimer.singleShot(0, self.usable))
    def usable(self):
        self.note("usable")
        self.loaded_at_first = "torch" in sys.modules
        self.clock.start()
        self.beat.start()
    def take(self):
        self.late.append(self.clock.restart() - 5)
    def show_device(self, text):
        super().show_device(text)
        self.note("loaded")
        self.late.sort()
        result = {**self.seconds, "p99": self.late[int(0.99 * len(self.late))], "worst": self.late[-1]}
        print(json.dumps({**result, "early_torch": self.loaded_at_first}), flush=True)
        self.close()

app.MainWindow = Timed
sys.exit(app.run(["--workspace", sys.argv[2]]))
"""
ROWS = (
    ("paint", "first paint", "s"),
    ("usable", "workspace open and the page there", "s"),
    ("loaded", "torch and all else loaded in the background", "s"),
    ("p99", "lateness of the event loop meanwhile, 99 of 100", "ms"),
    ("worst", "lateness of the event loop meanwhile, worst", "ms"),
)


def main() -> None:
    """Measure and record."""
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder)) as workspace:
            recipe = Recipe.from_preview(sniff(demo_log()), items_file=str(demo_items()), synthetic=True)
            list(import_log(workspace, [demo_log()], recipe, CancelToken()))
        results = [start(Path(folder)) for _ in range(rounds + 1)][1:]
    assert not any(result["early_torch"] for result in results)
    text = described(results)
    write_section("Start of the window", text)
    sys.stdout.write(text + "\n")


def start(workspace: Path) -> dict[str, Any]:
    """One start of the window; times in seconds from the start of the process."""
    environment = {"QT_QPA_PLATFORM": "offscreen", **os.environ}
    command = [sys.executable, "-c", CHILD, str(time.monotonic()), str(workspace)]
    done = subprocess.run(
        command, cwd=REPOSITORY, env=environment, check=True, capture_output=True, text=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def described(results: list[dict[str, Any]]) -> str:
    """The table of what was measured."""
    lines = ["| | median | worst round |", "|---|---|---|"]
    for name, title, unit in ROWS:
        values = [result[name] for result in results]
        middle, most = statistics.median(values), max(values)
        shown = (f"{middle:.2f}", f"{most:.2f}") if unit == "s" else (f"{middle:.0f}", f"{most:.0f}")
        lines.append(f"| {title}, {unit} | {shown[0]} | {shown[1]} |")
    return "\n".join(
        [
            f"{len(results)} warm starts in fresh processes, from the start of the process, with the demo "
            "log in the workspace. Asked: first paint under 0.5 s, usable within 1 s, torch only after it.",
            "",
            *lines,
            "",
            machine(),
        ]
    )


if __name__ == "__main__":
    main()
