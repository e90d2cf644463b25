"""`compare`."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.cli.text import percent, printable, table
from engine.events import CancelToken
from engine.models.subjects import subject_title
from engine.workspace import Workspace


def compare(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Compare runs with each other, or one run with its reference rows."""
    from engine.training.compare_runs import Compared, compare_runs

    with Workspace.open(arguments.workspace, write=False) as workspace:
        events = compare_runs(
            workspace,
            arguments.runs,
            arguments.split,
            arguments.metric,
            cancel,
            baseline=arguments.baseline,
        )
        done = follow(events, console, cancel, Compared)
    console.say(
        f"{done.rows:,} {done.split} examples; items already seen: {done.policy}. "
        "In brackets: 95% intervals over sequences."
    )
    console.show(_metrics(done.metrics, arguments.metric))
    if done.pairs:
        console.show("\n" + _pairs(done.pairs))
        console.show("\n" + "\n".join(printable(sentence) for sentence in done.sentences))
    for one in done.left_out:
        console.say(printable(f"Not comparable: run {one['run']} “{one['name']}”. {one['reason']}"))
    console.result(
        runs=done.runs,
        names=done.names,
        split=done.split,
        policy=done.policy,
        rows=done.rows,
        metric=done.metric,
        metrics={
            name: {
                metric: dict(zip(("value", "low", "high"), ends, strict=True)) for metric, ends in row.items()
            }
            for name, row in done.metrics.items()
        },
        pairs=done.pairs,
        baseline=done.baseline,
        left_out=done.left_out,
    )


def _metrics(rows: dict[str, dict[str, tuple[float, float, float]]], asked: str) -> str:
    """The asked metric first, then the other ones at its cut-off."""
    names = list(next(iter(rows.values())))
    shown = [asked, *(name for name in names if name != asked and name.split("@")[1] == asked.split("@")[1])]
    cells = [
        (subject_title(name), *(_with_interval(*row[metric]) for metric in shown))
        for name, row in rows.items()
    ]
    return table(("", *(metric.upper() for metric in shown)), cells)


def _with_interval(value: float, low: float, high: float) -> str:
    return f"{percent(value)} [{100 * low:.2f}, {100 * high:.2f}]"


def _pairs(pairs: Sequence[dict[str, str | float]]) -> str:
    headers = ("A", "B", "A - B, points", "95% interval", "p", "p (Holm)")
    cells = [
        (
            subject_title(str(pair["a"])),
            subject_title(str(pair["b"])),
            f"{100 * float(pair['difference']):+.2f}",
            f"{100 * float(pair['low']):+.2f} to {100 * float(pair['high']):+.2f}",
            f"{float(pair['p']):.4f}",
            f"{float(pair['p_adjusted']):.4f}",
        )
        for pair in pairs
    ]
    return table(headers, cells, left=(0, 1))
