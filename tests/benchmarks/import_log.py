"""How fast a log gets into the store, against the sqlite3 shell's bare `.import` of the same file.

Run from the repository: `python -m tests.benchmarks.import_log [rows]`; needs the `sqlite3` program.
Both do their work in turns in one run, so that other load on the machine falls on both; each import runs in a
fresh process, whose peak memory is measured too. The result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

import datetime
import json
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from tests.benchmarks.results import machine, write_section

ROUNDS = 5
REPOSITORY = Path(__file__).resolve().parents[2]
CHILD = """
import json, resource, sys, time
from pathlib import Path
from engine.events import CancelToken
from engine.importing.load import import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.workspace import Workspace

file, folder = Path(sys.argv[1]), Path(sys.argv[2])
with Workspace.open(folder) as workspace:
    started = time.perf_counter()
    *_, last = import_log(workspace, [file], Recipe.from_preview(sniff(file)), CancelToken())
    seconds = time.perf_counter() - started
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({"seconds": seconds, "rows": last.interactions, "peak_mb": peak}))
"""


@dataclass(frozen=True)
class Case:
    """One kind of log."""

    name: str
    header: str
    user: str
    item: str
    times: str


CASES = (
    Case("integers (user, item, epoch seconds)", "user_id,item_id,timestamp", "{}", "{}", "epoch"),
    Case("text ids, ISO-8601 times", "user_id,item_id,time", "visitor-{:06x}", "SKU{:08d}", "iso"),
)


def main() -> None:
    """Measure both cases and record them."""
    rows = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    lines = [
        "| log | sqlite3 `.import`, rows/s | AREAL import, rows/s | ratio | peak memory, MB |",
        "|---|---|---|---|---|",
    ]
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES:
            file = Path(folder) / "log.csv"
            write_log(case, file, rows)
            shell, ours, ratio, peak = measure(file, rows)
            lines.append(f"| {case.name} | {shell:,.0f} | {ours:,.0f} | {ratio:.2f} | {peak:.0f} |")
    text = "\n".join(
        [
            f"{rows:,} rows of {rows // 10:,} users end to end into the final tables (sequences in order of "
            f"time, users and items numbered, figures computed); medians of {ROUNDS} rounds in turns. "
            "Asked: a ratio of at least 0.5 for integers, under 300 MB.",
            "",
            *lines,
            "",
            machine(),
        ]
    )
    write_section("Import of a log", text)
    sys.stdout.write(text + "\n")


def write_log(case: Case, file: Path, rows: int) -> None:
    """A log of Zipf-like items and users in order of time."""
    random = np.random.default_rng(1)
    users = random.integers(0, rows // 10, rows)
    items = (random.pareto(1.1, rows) * 100).astype(np.int64) % 20_000
    times = 1_396_000_000 + np.arange(rows) * 3
    with file.open("w") as out:
        out.write(case.header + "\n")
        for user, item, moment in zip(users.tolist(), items.tolist(), times.tolist(), strict=True):
            when = moment if case.times == "epoch" else datetime.datetime.fromtimestamp(moment, datetime.UTC)
            text = str(when) if case.times == "epoch" else f"{when:%Y-%m-%dT%H:%M:%S}.277Z"
            out.write(f"{case.user.format(user)},{case.item.format(item)},{text}\n")


def measure(file: Path, rows: int) -> tuple[float, float, float, float]:
    """Rows per second of the shell and of ours, the ratio within a round, and our peak memory in MB."""
    shell, ours, peaks = [], [], []
    for _ in range(ROUNDS):
        with tempfile.TemporaryDirectory() as folder:
            started = time.perf_counter()
            subprocess.run(
                ["sqlite3", str(Path(folder) / "bare.sqlite"), ".mode csv", f".import {file} log"], check=True
            )
            shell.append(rows / (time.perf_counter() - started))
            command = [sys.executable, "-c", CHILD, str(file), folder]
            done = json.loads(subprocess.check_output(command, cwd=REPOSITORY))
            assert done["rows"] == rows
            ours.append(rows / done["seconds"])
            peaks.append(done["peak_mb"])
    ratios = [one / other for one, other in zip(ours, shell, strict=True)]
    return statistics.median(shell), statistics.median(ours), statistics.median(ratios), max(peaks)


if __name__ == "__main__":
    main()
