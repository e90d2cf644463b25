"""How long a model takes on its way from one workspace to another, and how large it is on that way.

    python -m tests.benchmarks.bundles [log]

Medians of processor time, written into RESULTS.md: of writing the bundle, of reading it with all checks, of
making a run of it, and of writing the report.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.events import CancelToken, Event
from engine.exporting.bundle import export_bundle
from engine.exporting.bundle_file import load_bundle
from engine.exporting.bundle_import import import_bundle
from engine.exporting.run_report import export_report
from engine.training.presets import preset
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from resources.demo import demo_log
from tests.benchmarks.results import machine, write_section
from tests.support.page_states import import_file

ROUNDS = 7


def seconds(work: Callable[[int], object]) -> float:
    """Median of processor seconds; the first round warms up."""
    found = []
    for number in range(ROUNDS + 1):
        started = time.process_time()
        work(number)
        found.append(time.process_time() - started)
    return statistics.median(found[1:])


def drained(events: Iterator[Event]) -> Event:
    *_, last = events
    return last


def main() -> None:
    log = Path(sys.argv[1]) if len(sys.argv) > 1 else demo_log()
    with tempfile.TemporaryDirectory() as name, Workspace.open(Path(name, "w")) as made:
        folder = Path(name)
        import_file(made, log)
        small = {"training.epochs": 1, "device": "cpu"}
        drained(train(made, "1", with_settings(preset("quick"), small), CancelToken()))
        path = Path(drained(export_bundle(made, 1, folder / "kept", CancelToken())).path)  # type: ignore[attr-defined]

        def imported(number: int) -> None:
            with Workspace.open(folder / f"other {number}") as other:
                drained(import_bundle(other, path, CancelToken()))

        rows = {
            "write the bundle": lambda n: drained(export_bundle(made, 1, folder / f"b{n}", CancelToken())),
            "read it, with all checks": lambda n: load_bundle(path),
            "make a run of it in an empty workspace": imported,
            "write the report": lambda n: drained(export_report(made, 1, folder / f"r{n}", CancelToken())),
        }
        items = load_bundle(path).config.n_items
        told = [f"| {title} | {1000 * seconds(work):,.0f} |" for title, work in rows.items()]
        size = path.stat().st_size / 1e6
    head = f"{log.stem}, {items:,} items, d = 64: a bundle of {size:.2f} MB. Medians of {ROUNDS} rounds."
    table = ["| | ms of the processor |", "|---|---|", *told]
    write_section("Bundles and reports", "\n".join([head, "", *table, "", machine()]))


if __name__ == "__main__":
    main()
