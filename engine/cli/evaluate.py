"""`evaluate`."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.cli.text import headline, metrics_table, percent, table
from engine.evaluation.slice_names import slice_title
from engine.events import CancelToken, Event
from engine.models.subjects import subject_title
from engine.training.events import Evaluated
from engine.workspace import Workspace

if TYPE_CHECKING:
    from engine.training.evaluate_run import Judged


def evaluate(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Score a run beside the reference rows, over all examples and by slice."""
    from engine.evaluation.rank_table import check_ranks_suffix
    from engine.training.evaluate_run import evaluate_run

    if arguments.ranks is not None:
        check_ranks_suffix(arguments.ranks)
    judged: list[Judged] = []

    def events(workspace: Workspace) -> Iterator[Event]:
        judged.append((yield from evaluate_run(workspace, arguments.run, arguments.split, cancel)))

    with Workspace.open(arguments.workspace, write=False) as workspace:
        done = follow(events(workspace), console, cancel, Evaluated)
        if arguments.ranks is not None:
            _write(workspace, judged[0], arguments, console)
    _show(done, console)
    console.result(
        **headline(done.metrics),
        **dataclasses.asdict(done),
        ranks=None if arguments.ranks is None else str(arguments.ranks),
    )


def _write(workspace: Workspace, judged: Judged, arguments: argparse.Namespace, console: Console) -> None:
    from engine.evaluation.rank_table import write_ranks
    from engine.exporting.atomic import new_file

    found = judged.table(workspace)
    with new_file(arguments.ranks) as partial:
        write_ranks(found, partial, arguments.ranks.suffix)
    console.say(f"The ranks of {len(found):,} examples are in {arguments.ranks}.")


def _show(done: Evaluated, console: Console) -> None:
    console.say(
        f"Run {done.run_id}, {done.rows:,} {done.split} examples; items already seen: {done.policy}. "
        "In brackets: 95% intervals over sequences."
    )
    references = {subject_title(name): row for name, row in done.references.items()}
    rows = {"The model": done.metrics} | references
    slices = {slice_title(name): row for name, row in done.slices.items()}
    console.show(metrics_table(rows))
    console.show("\n" + metrics_table(slices, first="the model by group of examples"))
    console.show("\n" + _beyond_accuracy(rows))


def _beyond_accuracy(rows: dict[str, dict[str, float]]) -> str:
    headers = ("first 20", "catalogue coverage", "popularity (0 rarest, 1 most)", "ms per example")
    cells = [
        (
            name,
            percent(row.get("coverage@20")),
            f"{row.get('popularity@20', 0):.2f}",
            f"{row.get('ms_per_row', 0):.3f}",
        )
        for name, row in rows.items()
    ]
    return table(headers, cells)
