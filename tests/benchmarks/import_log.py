"""How fast a log gets into the store, against the sqlite3 shell's bare `.import` of the same file.

Run from the repository: `python -m tests.benchmarks.import_log [rows ...]`; needs the `sqlite3` program and
some gigabytes in the folder for temporary files. Both do their work in turns in one run, so that other load
on the machine falls on both; each import runs in a fresh process, whose peak memory is measured too. The
result goes into RESULTS.md beside this file.
"""

from __future__ import annotations

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

ROWS = (5_000_000, 20_000_000)
ITEMS = 20_000
ROUNDS = 3
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
    """One kind of log; times are epoch seconds."""

    name: str
    users: int
    user: str
    item: str
    asked: float


CASES = (
    Case("integers", 50_000, "{}", "{}", 1.0),
    Case("integers", 500_000, "{}", "{}", 1.0),
    Case("text of 13 characters", 50_000, "user-{:08x}", "SKU{:010d}", 0.6),
    Case("text of 13 characters", 500_000, "user-{:08x}", "SKU{:010d}", 0.6),
)


def main() -> None:
    """Measure all cases and record them."""
    sizes = tuple(map(int, sys.argv[1:])) or ROWS
    lines = [
        "| rows | users | ids | sqlite3 `.import`, rows/s | AREAL import, rows/s | ratio | asked "
        "| peak memory, MB |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for rows in sizes:
        for case in CASES:
            with tempfile.TemporaryDirectory() as folder:
                file = Path(folder) / "log.csv"
                write_log(file, rows, case)
                shell, ours, ratio, peak = measure(file, rows)
            lines.append(
                f"| {rows:,} | {case.users:,} | {case.name} | {shell:,.0f} | {ours:,.0f} | {ratio:.2f} "
                f"| {case.asked} | {peak:.0f} |"
            )
            sys.stdout.write(lines[-1] + "\n")
            sys.stdout.flush()
    text = "\n".join(
        [
            f"user, item, time of {ITEMS:,} items end to end into the final tables "
            "(sequences in order of time, users and items numbered, figures computed, log folded into the "
            f"file); medians of {ROUNDS} rounds in turns, the highest peak of them. Asked of 5,000,000 rows: "
            "these ratios, under 300 MB, and no more memory for 20,000,000.",
            "",
            *lines,
            "",
            machine(),
        ]
    )
    write_section("Import of a log", text)


def write_log(file: Path, rows: int, case: Case = CASES[0]) -> None:
    """A log of Zipf-like items and evenly active users, in order of time."""
    random = np.random.default_rng(1)
    with file.open("w") as out:
        out.write("user_id,item_id,timestamp\n")
        for start in range(0, rows, 1_000_000):
            size = min(1_000_000, rows - start)
            users = random.integers(0, case.users, size).tolist()
            items = ((random.pareto(1.1, size) * 100).astype(np.int64) % ITEMS).tolist()
            times = range(1_396_000_000 + 3 * start, 1_396_000_000 + 3 * (start + size), 3)
            user, item = case.user.format, case.item.format
            out.writelines(
                f"{user(u)},{item(i)},{at}\n" for u, i, at in zip(users, items, times, strict=True)
            )


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
