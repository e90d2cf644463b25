"""`runs`."""

from __future__ import annotations

import argparse
import dataclasses

from engine.cli.console import Console
from engine.cli.text import moment, percent, table
from engine.events import CancelToken
from engine.store.runs import FINAL, RunRow, list_runs, metrics
from engine.workspace import Workspace


def show_runs(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """List the runs, newest first, with their test metrics."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        runs = list_runs(workspace.store)
        tests = {run.id: test_metrics(workspace, run) for run in runs}
    if runs:
        console.show(_runs_table(runs, tests))
    else:
        console.say("No runs yet: begin one with `train DATASET`.")
    console.result(runs=[dataclasses.asdict(run) | {"metrics": tests[run.id]} for run in runs])


def test_metrics(workspace: Workspace, run: RunRow) -> dict[str, float]:
    """The run's own metrics over all test examples; empty before its end."""
    found = metrics(workspace.store, run.id, subject="model", split="test")
    return {metric.name: metric.value for metric in found if metric.slice == "all" and metric.step == FINAL}


def _runs_table(runs: list[RunRow], tests: dict[int, dict[str, float]]) -> str:
    headers = ("run", "name", "data", "preset", "status", "epochs", "HR@20", "NDCG@20", "seen items", "begun")
    rows = [
        (
            run.id,
            run.name,
            run.dataset_name,
            run.preset,
            run.status,
            run.epoch,
            percent(tests[run.id].get("hr@20")),
            percent(tests[run.id].get("ndcg@20")),
            run.policy,
            moment(run.created_at),
        )
        for run in runs
    ]
    return table(headers, rows, left=(1, 2, 3, 4, 8, 9))
