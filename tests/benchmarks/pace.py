"""What the window costs a training: samples/s in it, with its curves on screen, and on the command line.

The two take turns as processes of their own, so that all meet the same machine; what counts is the ratio of
the medians. Part of `tests.benchmarks.responsiveness`; alone: `python -m tests.benchmarks.pace [log]`.
"""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from resources.demo import demo_log
from tests.benchmarks.results import machine, write_section

ROUNDS, SECONDS, SPAN = 5, 15.0, 40
"""Turns of each, seconds of steps in each turn, steps over which a pace is taken."""


def compare_paces(log: Path) -> None:
    """Measure and record."""
    from engine.workspace import Workspace
    from tests.support.page_states import import_file

    paces: dict[str, list[float]] = {"command line": [], "window": []}
    with tempfile.TemporaryDirectory() as folder:
        with Workspace.open(Path(folder)) as workspace:
            import_file(workspace, log)
        for turn in range(ROUNDS):
            for kind in sorted(paces, reverse=turn % 2 == 1):
                paces[kind].append(_turn(kind, Path(folder)))
                sys.stdout.write(f"{kind}: {paces[kind][-1]:,.0f} samples/s\n")
    plain, window = (statistics.median(paces[kind]) for kind in ("command line", "window"))
    ratios = [mine / other for mine, other in zip(paces["window"], paces["command line"], strict=True)]
    lines = [
        f"Recommended preset on {log.name}, {ROUNDS} turns of {SECONDS:.0f} s each, in turn; the window is "
        "visible and draws its curves. Asked: less than 5% lost.",
        "",
        "| | samples/s, median | range |",
        "|---|---|---|",
        *(
            f"| {kind} | {statistics.median(all_):,.0f} | {min(all_):,.0f} to {max(all_):,.0f} |"
            for kind, all_ in paces.items()
        ),
        "",
        f"Ratio of the medians {window / plain:.3f}; median of the ratios of neighbouring turns "
        f"{statistics.median(ratios):.3f}.",
        "",
        machine(),
    ]
    write_section("What the window costs a training", "\n".join(lines))
    sys.stdout.write("\n".join(lines) + "\n")


def _turn(kind: str, folder: Path) -> float:
    """The pace of one training that is stopped after a while."""
    before = {path.name for path in (folder / "runs").glob("*")}
    if kind == "window":
        command = ["-m", "tests.benchmarks.pace", "--window", str(folder)]
    else:
        command = ["-m", "engine", "--workspace", str(folder), "train", "1"]
    quiet = subprocess.DEVNULL
    process = subprocess.Popen([sys.executable, *command], stdout=quiet, stderr=quiet)
    try:
        return _watched(folder, before)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=120)


def _watched(folder: Path, before: set[str]) -> float:
    """Wait until a new run has trained for long enough."""
    from engine.store.runs import get_run
    from engine.training.step_series import read_step_series
    from engine.workspace import Workspace

    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        time.sleep(1.0)
        new = {path.name for path in (folder / "runs").glob("*")} - before
        if not new:
            continue
        with Workspace.open(folder, write=False) as workspace:
            run_id = int(new.pop())
            series = read_step_series(workspace, run_id)
            if len(series) > 2 * SPAN and series.seconds[-1] - series.seconds[0] > SECONDS:
                size = int(get_run(workspace.store, run_id).config["training"]["batch_size"])
                took = series.seconds[SPAN:] - series.seconds[:-SPAN]
                return float(size * SPAN / statistics.median(took.tolist()))
    raise TimeoutError("the training did not begin")


def train_in_window(folder: Path) -> None:
    """The real window with its train page; ends when it is asked to."""
    os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")
    from areal_gui import theme
    from areal_gui.app import SWITCH_SECONDS, make_application
    from areal_gui.main_window import MainWindow
    from areal_gui.settings import Settings
    from areal_gui.warm_up import begin as warm_up
    from engine.workspace import Workspace
    from tests.benchmarks.responsiveness import wait

    sys.setswitchinterval(SWITCH_SECONDS)
    asked: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: asked.append(number))
    application = make_application()
    theme.apply("light")
    with Workspace.open(folder) as workspace:
        window = MainWindow(Settings(folder / "window.json", page="train"))
        window.show()
        window.attach(workspace)
        warm_up(window)
        wait(window, lambda: window.device_label.text() != "")
        page = window.page("train")
        wait(window, page.setup.start_button.isEnabled)  # type: ignore[attr-defined]
        page.start()  # type: ignore[attr-defined]
        wait(window, lambda: bool(asked))
        page.control.stop()  # type: ignore[attr-defined]
        wait(window, lambda: not page.control.busy)  # type: ignore[attr-defined]
        window.tasks.stop()
        window.close()
    del application


if __name__ == "__main__":
    if sys.argv[1:2] == ["--window"]:
        train_in_window(Path(sys.argv[2]))
    else:
        compare_paces(Path(sys.argv[1]) if len(sys.argv) > 1 else demo_log())
