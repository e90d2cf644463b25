"""What is told of a training before its start, beside what it then took.

python -m tests.benchmarks.outlook LOG [--set a.b=c]...   with the logs of `tests.benchmarks.accuracy`

Each training runs in a process of its own, which first makes the estimate, then trains two epochs. Memory is
the growth of the peak of the process over what it took with all libraries loaded. Adds a line to RESULTS.md.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

TITLE = "What is told before a training"
HEAD = (
    "Estimates made just before each training, in the same process, beside what two epochs of it took. "
    "Asked: parameters exact, time within a factor of 1.5 on a quiet machine.\n\n"
    "| log, settings | parameters, told | real | memory, MB, told | real | ratio | an epoch, s, told | real "
    "| ratio | load |\n|---|---|---|---|---|---|---|---|---|---|\n"
)
STATUS, CLEAR = Path("/proc/self/status"), Path("/proc/self/clear_refs")


def measured(log: str, changes: dict[str, str]) -> dict[str, Any]:
    """Estimate and train, in this process."""
    import torch
    import torch._dynamo

    from engine.events import CancelToken
    from engine.store.datasets import get_dataset
    from engine.store.runs import list_runs
    from engine.training.devices import resolve
    from engine.training.events import EpochFinished
    from engine.training.forecast.forecast import forecast
    from engine.training.forecast.pace import timed
    from engine.training.presets import preset_for
    from engine.training.settings import with_settings
    from engine.training.setup import run_data
    from engine.training.trainer import train
    from engine.workspace import Workspace
    from tests.benchmarks.accuracy import dataset_of

    torch.optim.Adam([torch.nn.Parameter(torch.zeros(2))], fused=True)
    with tempfile.TemporaryDirectory() as folder, Workspace.open(Path(folder)) as workspace:
        dataset = get_dataset(workspace.store, dataset_of(workspace, log))
        config = with_settings(preset_for("recommended", dataset), {**changes, "training.epochs": 2})
        resolve(config.device)
        before = _status("VmRSS")
        CLEAR.write_text("5")
        found = forecast(workspace, dataset.id, config)
        pace = timed(run_data(workspace, dataset.id, config), config, CancelToken())
        events = train(workspace, dataset.id, config, CancelToken())
        seconds = [event.seconds for event in events if isinstance(event, EpochFinished)]
        run = list_runs(workspace.store)[0]
        return {
            "parameters": [found.parameters, run.parameters],
            "memory": [found.needed, _status("VmHWM") - before],
            "epoch": [pace.epoch, sum(seconds) / len(seconds)],
            "load": os.getloadavg()[0],
        }


def _status(name: str) -> int:
    """A figure of this process in bytes."""
    lines = dict(line.split(":", 1) for line in STATUS.read_text().splitlines())
    return int(lines[name].split()[0]) * 1024


def line(name: str, found: dict[str, Any]) -> str:
    """A line of the table."""
    (p_told, p_real), (m_told, m_real), (e_told, e_real) = (
        found[key] for key in ("parameters", "memory", "epoch")
    )
    cells = (
        *(name, f"{p_told:,}", f"{p_real:,}"),
        *(f"{m_told / 1e6:,.0f}", f"{m_real / 1e6:,.0f}", f"{m_told / m_real:.2f}"),
        *(f"{e_told:.1f}", f"{e_real:.1f}", f"{e_told / e_real:.2f}", f"{found['load']:.1f}"),
    )
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("log")
    parser.add_argument("--set", dest="settings", action="append", default=[])
    parser.add_argument("--inside", action="store_true", help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.inside:
        changes = dict(text.split("=", 1) for text in arguments.settings)
        sys.stdout.write(json.dumps(measured(arguments.log, changes)) + "\n")
        return
    from tests.benchmarks.results import RESULTS, machine, write_section

    command = [sys.executable, "-m", "tests.benchmarks.outlook", *sys.argv[1:], "--inside"]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
    name = ", ".join([arguments.log, *arguments.settings]).replace("|", "/")
    before = RESULTS.read_text().partition(f"## {TITLE}\n")[2].partition("\n## ")[0]
    kept = [row for row in before.splitlines(keepends=True) if row.startswith("| ")][1:]
    kept = [row for row in kept if not row.startswith(f"| {name} |")]
    rows = "".join([*kept, line(name, json.loads(done.stdout.splitlines()[-1]))])
    write_section(TITLE, f"{HEAD}{rows}\n{machine()}")


if __name__ == "__main__":
    main()
