"""How late a window's event loop is while a log is imported in its process, and how soon a cancel is heard.

Run from the repository: `python -m tests.benchmarks.import_window [rows]`; 20,000,000 rows need some
gigabytes in the folder for temporary files. A 5 ms heartbeat runs in a Qt event loop, the import in a thread
beside it. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import sys
import tempfile
import threading
import time
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, QTimer

from areal_gui.app import SWITCH_SECONDS
from engine.events import Cancelled, CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace
from tests.benchmarks.import_log import write_log
from tests.benchmarks.responsiveness import BEAT_MS, Heartbeat
from tests.benchmarks.results import machine, write_section

CANCELS = 12


def main() -> None:
    """Measure and record."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 20_000_000
    sys.setswitchinterval(SWITCH_SECONDS)
    application = QCoreApplication([])
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "log.csv"
        write_log(file, rows)
        heartbeat, seconds = watch(application, file, Path(folder))
        late = cancels(file, Path(folder), seconds)
    text = "\n".join(
        [
            f"Lateness of a {BEAT_MS} ms heartbeat in a Qt event loop while {rows:,} rows are imported in "
            "the same process. Asked: p99 under 33 ms, worst under 100 ms; a cancel answered within 0.5 s.",
            "",
            "| phase | beats | median, ms | p99, ms | worst, ms |",
            "|---|---|---|---|---|",
            *(heartbeat.row(phase) for phase in heartbeat.lateness),
            "",
            f"The import took {seconds:.0f} s. {CANCELS} cancels at moments spread over it: median "
            f"{np.median(late):.2f} s, worst {max(late):.2f} s until nothing of the import was left.",
            "",
            machine(),
        ]
    )
    write_section("The window during an import", text)
    sys.stdout.write(text + "\n")


def watch(application: QCoreApplication, file: Path, folder: Path) -> tuple[Heartbeat, float]:
    """Beat while the log is imported; also the seconds it took."""
    heartbeat = Heartbeat()
    timer = QTimer(interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(heartbeat.beat)
    seconds: list[float] = []

    def work() -> None:
        time.sleep(3)
        begun = time.perf_counter()
        with tempfile.TemporaryDirectory(dir=folder) as root, Workspace.open(Path(root)) as workspace:
            recipe = Recipe.from_preview(sniff(file))
            for event in import_log(workspace, [file], recipe, CancelToken()):
                heartbeat.phase = getattr(event, "text", "at the end").replace(f" {file.name}", " the file")
            seconds.append(time.perf_counter() - begun)
        application.quit()

    thread = threading.Thread(target=work)
    timer.start()
    thread.start()
    application.exec()
    thread.join()
    return heartbeat, seconds[0]


def cancels(file: Path, folder: Path, seconds: float) -> list[float]:
    """Seconds from each cancel to the end of the import."""
    late = []
    for number in range(CANCELS):
        with tempfile.TemporaryDirectory(dir=folder) as root, Workspace.open(Path(root)) as workspace:
            cancel, asked = CancelToken(), [0.0]

            def ask(cancel: CancelToken = cancel, asked: list[float] = asked) -> None:
                asked[0] = time.perf_counter()
                cancel.cancel()

            timer = threading.Timer(0.95 * seconds * (number + 0.5) / CANCELS, ask)
            timer.start()
            try:
                for _ in import_log(workspace, [file], Recipe.from_preview(sniff(file)), cancel):
                    pass
            except Cancelled:
                late.append(time.perf_counter() - asked[0])
            timer.cancel()
    return late


if __name__ == "__main__":
    main()
