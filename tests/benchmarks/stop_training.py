"""How soon a training ends once it is asked to, at any moment: preparing, training, validating, testing.

Run from the repository: `python -m tests.benchmarks.stop_training [times]`. Trains for one epoch on real logs
and cancels at random moments spread over all of it. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from engine.events import Cancelled, CancelToken, Event, Progress
from engine.training.config import RunConfig
from engine.training.events import EpochFinished, RunStarted, StepsDone
from engine.training.presets import preset
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.benchmarks.results import machine, write_section
from tests.support.real_data import REPOSITORY, real_data_folder

LOGS = {
    "YooChoose, 84 k": "yoochoose/yoochoose-clicks-100k-iso.dat",
    "MovieLens, 101 k": "movielens-latest-small/ratings.csv",
}


def phase_of(events: list[Event]) -> str:
    """What was being done after these events."""
    for event in reversed(events):
        if isinstance(event, Progress):
            return event.text
        if isinstance(event, StepsDone):
            return "an epoch"
        if isinstance(event, EpochFinished):
            return "after an epoch"
        if isinstance(event, RunStarted):
            return "after the start"
    return "preparing"


def one(workspace: Workspace, config: RunConfig, seconds: float) -> tuple[str, float, float]:
    """Train, and cancel after so long; gives what was being done, how long the end took, and all of it."""
    token, events, asked = CancelToken(), list[Event](), list[float]()
    phases = list[str]()

    def cancel() -> None:
        phases.append(phase_of(list(events)))
        asked.append(time.perf_counter())
        token.cancel()

    timer = threading.Timer(seconds, cancel)
    began = time.perf_counter()
    timer.start()
    try:
        for event in train(workspace, 1, config, token):
            events.append(event)
    except Cancelled:
        pass
    ended = time.perf_counter()
    timer.cancel()
    if not asked:
        return "over", 0.0, ended - began
    return phases[0], ended - asked[0], ended - began


def measured(folder: Path, log: str, times: int, seed: int = 0) -> list[tuple[str, float]]:
    """The phase and the seconds of every cancel."""
    config = with_settings(
        preset("quick"), {"training.epochs": 1, "training.refit": "train+val", "device": "cpu"}
    )
    command = [sys.executable, "-m", "engine", "--workspace", str(folder), "import"]
    subprocess.run([*command, str(real_data_folder() / log)], cwd=REPOSITORY, check=True, capture_output=True)
    with Workspace.open(folder) as workspace:
        *_, whole = one(workspace, config, 1e6)
        chance = random.Random(seed)
        found = []
        for _ in range(times):
            phase, seconds, _ = one(workspace, config, chance.uniform(0.0, whole))
            sys.stderr.write(f"{seconds:.3f} s in {phase}\n")
            if phase != "over":
                found.append((phase, seconds))
        return found


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 40
    lines = ["| log | stops | median, s | worst, s | worst while |", "|---|---|---|---|---|"]
    for name, log in LOGS.items():
        with tempfile.TemporaryDirectory() as folder:
            found = measured(Path(folder), log, times)
        worst = max(found, key=lambda each: each[1])
        middle = statistics.median(seconds for _, seconds in found)
        lines.append(f"| {name} | {len(found)} | {middle:.2f} | {worst[1]:.2f} | {worst[0]} |")
    table = "\n".join(lines)
    write_section(
        "Stopping a training",
        "From the moment the end is asked for until the training has written its checkpoint and ended, at "
        "random moments of one epoch with all before and after it: preparing the examples and the start of "
        "the embeddings, counting and scoring the reference rows, the epoch, its validation, the final test, "
        f"the training for use. Asked: 0.5 s.\n\n{table}\n\n{machine()}",
    )


if __name__ == "__main__":
    main()
