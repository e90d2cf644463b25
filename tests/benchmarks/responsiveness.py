"""How late the window's event loop is while a training runs in it: a 5 ms heartbeat in the real window.

Run from the repository, with a display: `python -m tests.benchmarks.responsiveness [seconds] [log]`. The
train page is visible and draws its curves, each of 100,000 steps and more; the recommended preset trains in
the worker thread. Without a log the demo log is used. Then the same training takes turns in the window and
without one, and its pace is compared. The results go into RESULTS.md beside this file.
"""

from __future__ import annotations

import datetime
import os
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEventLoop, QObject, Qt, QTimer

from areal_gui import theme
from areal_gui.app import SWITCH_SECONDS, make_application
from areal_gui.main_window import MainWindow
from areal_gui.settings import Settings
from areal_gui.warm_up import begin as warm_up
from resources.demo import demo_log
from tests.benchmarks.pace import compare_paces
from tests.benchmarks.results import write_section
from tests.support.page_states import import_file

if TYPE_CHECKING:  # numpy must not be loaded before the variables are set that it reads
    from areal_gui.pages.train.history import RunHistory
    from areal_gui.pages.train.page import Page

BEAT_MS = 5
TURNS = 4
PHASES = ("idle", "preparing", "training", "training, another page shown")
LONG = 100_000
"""Steps on the screen before those of the training."""
MACHINE = "2-core Xeon 2.8 GHz, Debian 12"


@dataclass
class Heartbeat:
    """Notes how late each beat of a 5 ms timer is, by what the window was doing then."""

    lateness: dict[str, list[float]] = field(default_factory=dict)
    phase: str = "idle"
    _last: float = field(default_factory=time.perf_counter)

    def beat(self) -> None:
        now = time.perf_counter()
        self.lateness.setdefault(self.phase, []).append(1000 * (now - self._last) - BEAT_MS)
        self._last = now

    def row(self, phase: str) -> str:
        late = sorted(max(0.0, value) for value in self.lateness[phase])
        middle, p99 = (late[int(share * (len(late) - 1))] for share in (0.5, 0.99))
        return f"| {phase} | {len(late):,} | {middle:.1f} | {p99:.1f} | {late[-1]:.1f} |"


def main() -> None:
    """Measure and record."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 60.0
    log = Path(sys.argv[2]) if len(sys.argv) > 2 else demo_log()
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    sys.setswitchinterval(SWITCH_SECONDS)
    from engine.workspace import Workspace

    application = make_application()
    theme.apply("light")
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        import_file(workspace, log)
        window = MainWindow(Settings(Path(folder) / "window.json", page="train"))
        window.show()
        window.attach(workspace)
        heartbeat, pace = watch(window, seconds)
        window.tasks.stop()
        window.close()
    text = report(heartbeat, log, pace)
    write_section("Responsiveness while training", text)
    sys.stdout.write(text + "\n")
    del application
    compare_paces(log)


def watch(window: MainWindow, seconds: float) -> tuple[Heartbeat, float]:
    """Beat through idleness, the preparation of a training, and `seconds` of training; also samples/s."""
    warm_up(window)
    wait(window, lambda: window.device_label.text() != "")
    page = cast("Page", window.page("train"))
    wait(window, page.setup.start_button.isEnabled)
    heartbeat = Heartbeat()
    timer = QTimer(window, interval=BEAT_MS, timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(heartbeat.beat)
    timer.start()
    pause(window, 5.0)
    heartbeat.phase = "preparing"
    page.start()
    session = page.control.session
    assert session is not None
    wait(window, lambda: len(session.history.steps) > 0)
    lengthen(session.history)
    # In turns, so that both meet the same machine.
    for _turn in range(TURNS):
        for phase, shown in (("training", "train"), ("training, another page shown", "data")):
            window.show_page(shown)
            pause(window, 0.5)
            heartbeat.phase = phase
            pause(window, seconds / TURNS)
            heartbeat.phase = "turning"
    timer.stop()
    page.control.stop()
    wait(window, lambda: not page.control.busy)
    return heartbeat, session.samples_per_second


def lengthen(history: RunHistory, steps: int = LONG) -> None:
    """Put so many noisy steps before those of the training, on the screen as well."""
    import numpy as np

    from engine.training.step_series import StepSeries

    numbers = np.arange(1, steps + 1)
    noise = np.random.default_rng(0).normal(size=steps)
    level = 4.0 + 3.0 * np.exp(-numbers / 5000)
    series = StepSeries(
        numbers,
        0.02 * numbers,
        dict.fromkeys(history.values, level * (1 + 0.1 * noise)),
        history.steps_per_epoch,
    )
    add_steps = history.add_steps
    history.cut(0)
    history.take(series)
    history.add_steps = lambda event: add_steps(  # type: ignore[method-assign]
        replace(event, step=event.step + steps, seconds=[0.02 * steps + at for at in event.seconds])
    )


def wait(owner: QObject, condition: Callable[[], bool], step_ms: int = 20) -> None:
    """Let the event loop run until the condition holds."""
    loop = QEventLoop(owner)
    timer = QTimer(loop, interval=step_ms)
    timer.timeout.connect(lambda: loop.quit() if condition() else None)
    timer.start()
    loop.exec()
    timer.stop()


def pause(owner: QObject, seconds: float) -> None:
    """Let the event loop run for a while."""
    end = time.monotonic() + seconds
    wait(owner, lambda: time.monotonic() >= end)


def report(heartbeat: Heartbeat, log: Path, pace: float) -> str:
    """The section of RESULTS.md."""
    rows = [heartbeat.row(phase) for phase in PHASES]
    lines = [
        f"Lateness of a {BEAT_MS} ms heartbeat in the real window, train page visible, curves of {LONG:,} "
        f"steps, recommended preset on {log.name} at {pace:,.0f} samples/s, 1 torch thread. Asked while "
        "training: p99 under 33 ms, worst under 100 ms. What is late while another page is shown is not the "
        "curves' doing; the two took turns.",
        "",
        "| phase | beats | median, ms | p99, ms | worst, ms |",
        "|---|---|---|---|---|",
        *rows,
        "",
        f"{datetime.date.today().isoformat()}, {MACHINE}, load {os.getloadavg()[0]:.1f}, "
        f"OPENBLAS_NUM_THREADS={os.environ.get('OPENBLAS_NUM_THREADS', 'unset')}.",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main()
