"""Whether a training survives kill -9 at any moment, and comes to the very same end.

Run from the repository: `python -m tests.benchmarks.kill_nine_training [times]`. Each round trains the demo
log with the real program, kills it at a random moment between its first word and its last (every fifth round:
while the next checkpoint is being written), looks whether the store is whole, and has it go on: `train` with
`resume` and `queue run` with `queue run`, in turn. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import hashlib
import json
import random
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread
from typing import Any

from safetensors.torch import load_file

from engine.store.runs import Metric, metrics
from engine.workspace import Workspace
from tests.benchmarks.kill_nine import REPOSITORY, faults
from tests.benchmarks.results import machine, write_section

DEMO = REPOSITORY / "resources" / "demo" / "synthetic_shop_sessions.csv"
LOG = "demo"
SETTINGS = ("--preset", "quick", "--set", "training.epochs=2", "--set", "training.refit=train+val")
COSTS = ("seconds", "per_second", "ms_per_row")
"""In the names of figures that are another number every time."""

WRITING_EVERY = 5
"""Each so manieth round waits for the next checkpoint to be written."""


@dataclass
class Round:
    """What one killed training told.

    Attributes:
        events: its events, as far as they came.
        killed: whether it was still running; in which part it was; whether a file was half-written.
    """

    events: list[dict[str, Any]] = field(default_factory=list)
    killed: bool = False
    writing: bool = False

    @property
    def part(self) -> str:
        """What was being done last."""
        for event in reversed(self.events):
            text = str(event.get("text", ""))
            match event["event"]:
                case "steps_done" | "epoch_finished" | "checkpoint_saved":
                    return "in an epoch"
                case "progress" if text.startswith(("Counting", "Scoring")) and not self._trained:
                    return "while counting and scoring the references"
                case "progress" if text.startswith("Validating"):
                    return "in a validation"
                case "progress" if text.startswith("Training again"):
                    return "while training again for use"
                case "progress" | "reference_evaluated" | "refitted" if self._trained:
                    return "in the final test"
        return "before the first event"

    @property
    def _trained(self) -> bool:
        return any(event["event"] == "epoch_finished" for event in self.events)

    def lost(self, resumed: dict[str, Any]) -> float:
        """How much of an epoch has to be trained anew after going on as `resumed` says."""
        again = [event for event in self.events if str(event.get("text", "")).startswith("Training again")]
        if not again:
            done = max((event["step"] for event in self.events if event["event"] == "steps_done"), default=0)
            return max(0.0, (done - resumed["step"]) / resumed["steps_per_epoch"])
        per_epoch = again[-1]["total"] / resumed["epochs"]
        before = resumed["epochs"] * resumed["steps_per_epoch"]  # no checkpoint of this second training yet
        since = 0 if resumed["step"] == before else resumed["step"]
        return max(0.0, (again[-1]["done"] - since) / per_epoch)


def program(root: Path, *words: str) -> list[str]:
    """The program's own command line."""
    return [sys.executable, "-m", "engine", "--workspace", str(root), *words, "--json"]


def call(root: Path, *words: str) -> list[dict[str, Any]]:
    """The JSON lines of a command that must go well."""
    done = subprocess.run(program(root, *words), cwd=REPOSITORY, check=True, capture_output=True, text=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


def figures(root: Path) -> dict[str, str]:
    """Everything of run 1 that must not depend on how often it was cut off, to the bit."""
    with Workspace.open(root, write=False) as workspace:
        found = {_name(each): each.value.hex() for each in metrics(workspace.store, 1) if _counts(each)}
        folder = workspace.run_folder(1) / "checkpoints"
    for name in ("best", "refit"):
        tensors = sorted(load_file(folder / f"{name}.safetensors").items())
        digest = hashlib.sha256(b"".join(key.encode() + value.numpy().tobytes() for key, value in tensors))
        found[name] = digest.hexdigest()
    return found


def _name(each: Metric) -> str:
    return f"{each.subject} {each.split} {each.slice} {each.name} {each.step}"


def _counts(each: Metric) -> bool:
    return not any(cost in each.name for cost in COSTS)


def killed_training(root: Path, words: Sequence[str], seconds: float, *, writing: bool) -> Round:
    """Start a training and kill it `seconds` after it has begun, or in the next write of a checkpoint."""
    found = Round()
    process = subprocess.Popen(
        program(root, *words), cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    lines = iter(process.stdout)
    found.events += _until_begun(lines)
    listening = Thread(target=lambda: found.events.extend(_events(lines)))
    listening.start()
    time.sleep(seconds)
    partial = root / "runs" / "1" / "checkpoints"
    while writing and process.poll() is None and not any(partial.glob("*.partial")):
        pass
    process.send_signal(signal.SIGKILL)
    found.killed = process.wait() == -signal.SIGKILL
    listening.join()
    found.writing = any(partial.glob("*.partial"))
    return found


def _until_begun(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for event in _events(lines):
        yield event
        if event["event"] == "run_started":
            return


def _events(lines: Iterator[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        try:
            yield json.loads(line)
        except ValueError:  # cut off in the middle
            return


def _waits_for_writing(number: int) -> bool:
    return number % WRITING_EVERY == WRITING_EVERY - 1


def one_round(root: Path, number: int, seconds: float, whole: dict[str, str]) -> tuple[str, float]:
    """Kill, look, go on, compare; gives how it was found, and how much of an epoch was lost.

    Raises:
        AssertionError: something is not as it must be.
    """
    queued = bool(number % 2)
    if queued:
        call(root, "queue", "add", LOG, *SETTINGS)
    words = ("queue", "run") if queued else ("train", LOG, *SETTINGS)
    found = killed_training(root, words, seconds, writing=_waits_for_writing(number))
    assert faults(root) == []
    if not found.killed:
        assert figures(root) == whole
        return "over already", 0.0
    events = call(root, *(("queue", "run") if queued else ("resume", "1")))
    (resumed,) = [event for event in events if event["event"] == "run_resumed"]
    assert resumed["run_id"] == 1
    assert faults(root) == []
    different = [name for name, value in figures(root).items() if whole.get(name) != value]
    assert not different, different
    assert call(root, "queue")[-1]["queue"] == []
    lost = found.lost(resumed)
    assert lost <= 1, f"{lost} epochs were lost"
    return ("while a checkpoint was written" if found.writing else found.part), lost


def rounds(folder: Path, times: int, seed: int = 0) -> tuple[Counter[str], list[float], float]:
    """Kill a training that often; gives how they were found, the epochs each lost, and how long one takes."""
    template = folder / "template"
    call(template, "import", str(DEMO), "--name", LOG)
    whole = Path(shutil.copytree(template, folder / "whole"))
    events = call(whole, "train", LOG, *SETTINGS)
    duration = next(event["seconds"] for event in events if event["event"] == "run_finished")
    expected, chance = figures(whole), random.Random(seed)
    found: Counter[str] = Counter()
    lost = []
    for number in range(times):
        root = Path(shutil.copytree(template, folder / "killed"))
        # A kill that waits for the next checkpoint must leave time for it.
        latest = 0.6 if _waits_for_writing(number) else 0.97
        state, epochs = one_round(root, number, chance.uniform(0, latest * duration), expected)
        sys.stderr.write(f"{number + 1}: {state}; {epochs:.2f} epochs lost\n")
        found[state] += 1
        lost.append(epochs)
        shutil.rmtree(root)
    return found, lost, duration


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    with tempfile.TemporaryDirectory() as name:
        found, lost, duration = rounds(Path(name), times)
    how = "; ".join(f"{count} {state}" for state, count in found.most_common())
    write_section(
        "Kill -9 of a training",
        f"The demo log, `{' '.join(SETTINGS)}` ({duration:.0f} s), killed at random moments; every fifth "
        "time in the middle of writing the next checkpoint. Each time: the store passes its check, the run "
        "goes on (by `resume` and by `queue run` in turn), and every figure of validation, test, slices and "
        "reference rows and every weight of both kept models is, bit for bit, that of a training that was "
        "not cut off. Asked: 20 of 20, at most one epoch lost.\n\n"
        "| killed | went on, and came to the same end | epochs lost: median, most | how they were found |\n"
        "|---|---|---|---|\n"
        f"| {times} | {found.total()} of {times} | {statistics.median(lost):.2f}, {max(lost):.2f} "
        f"| {how} |\n\n"
        f"{machine()}",
    )


if __name__ == "__main__":
    main()
