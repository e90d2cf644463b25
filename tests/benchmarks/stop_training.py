"""How soon a training ends once it is asked to: the longest stretches in which it does not look.

Run from the repository: `python -m tests.benchmarks.stop_training`. Trains for one epoch on real logs, with
all that comes before and after it, and notes how long the processor works between two looks at the token: a
stop takes that long at most, and the time of the last checkpoint. The result goes into RESULTS.md beside this
file.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from engine.events import CancelToken, Event, Progress
from engine.training.events import CheckpointSaved, EpochFinished, RunStarted, StepsDone
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
SHOWN = 3


class Watched(CancelToken):
    """Notes the seconds of work between two looks, by what was told last."""

    def __init__(self) -> None:
        super().__init__()
        self.doing = "preparing the examples"
        self.longest: dict[str, float] = {}
        self._last = time.thread_time()

    def look(self) -> None:
        """Somebody looked, or would have."""
        now = time.thread_time()
        self.longest[self.doing] = max(self.longest.get(self.doing, 0.0), now - self._last)
        self._last = now

    @property
    def cancelled(self) -> bool:
        self.look()
        return super().cancelled

    def raise_if_cancelled(self) -> None:
        self.look()


def doing(event: Event, before: str) -> str:
    """What comes after an event."""
    match event:
        case RunStarted():
            return "counting the reference rows"
        case Progress():
            return event.text.lower()
        case StepsDone():
            return "an epoch"
        case EpochFinished() | CheckpointSaved():
            return "after an epoch"
    return before


def watched(folder: Path, log: str) -> Watched:
    """One epoch on a log, and what belongs to it."""
    command = [sys.executable, "-m", "engine", "--workspace", str(folder), "import"]
    subprocess.run([*command, str(real_data_folder() / log)], cwd=REPOSITORY, check=True, capture_output=True)
    changes = {"training.epochs": 1, "training.refit": "train+val", "device": "cpu"}
    config = with_settings(preset("recommended"), changes)
    with Workspace.open(folder) as workspace:
        token = Watched()
        for event in train(workspace, 1, config, token):
            token.doing = doing(event, token.doing)
        token.look()
    return token


def main() -> None:
    lines = ["| log | the longest stretches without a look, s of processor time |", "|---|---|"]
    for name, log in LOGS.items():
        with tempfile.TemporaryDirectory() as folder:
            found = watched(Path(folder), log).longest
        longest = sorted(found.items(), key=lambda each: -each[1])[:SHOWN]
        lines.append(f"| {name} | {'; '.join(f'{seconds:.2f} {what}' for what, seconds in longest)} |")
    table = "\n".join(lines)
    write_section(
        "Stopping a training",
        "How long a training works between two looks at whether it is to end, over one epoch of the preset "
        "`recommended` and all before and after it: the examples, the start of the embeddings, the reference "
        "rows, the validation, the final test, the training for use. A stop takes that long at most. Asked: "
        f"0.5 s.\n\n{table}\n\n{machine()}",
    )


if __name__ == "__main__":
    main()
