"""`datasets`: listing, renaming, copying, noting, deleting, and what filters leave."""

from __future__ import annotations

import argparse
import dataclasses
from collections.abc import Callable

from engine.cli import dataset_changes
from engine.cli.console import Console
from engine.cli.effect import effect
from engine.cli.text import moment, percent, table
from engine.events import CancelToken
from engine.store.datasets import DatasetRow, list_datasets
from engine.workspace import Workspace

CURVES = {"length_histogram", "popularity"}


def datasets(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """List the data sets, or do to one what is asked for."""
    ACTIONS[arguments.action](arguments, console, cancel)


def show_datasets(arguments: argparse.Namespace, console: Console, _cancel: CancelToken) -> None:
    """List the data sets, newest first."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        found = list_datasets(workspace.store)
    if found:
        console.show(_datasets_table(found))
    else:
        console.say("No data sets yet: begin with `import FILE`.")
    console.result(datasets=[_public(dataset) for dataset in found])


def _public(dataset: DatasetRow) -> dict[str, object]:
    """What a script gets: everything but the points of the drawn curves."""
    return {name: value for name, value in dataclasses.asdict(dataset).items() if name not in CURVES}


def _datasets_table(datasets: list[DatasetRow]) -> str:
    headers = ("set", "name", "users", "items", "interactions", "rejected", "repeats", "from", "to", "")
    rows = [
        (
            dataset.id,
            dataset.name,
            f"{dataset.n_users:,}",
            f"{dataset.n_items:,}",
            f"{dataset.n_interactions:,}",
            f"{dataset.n_rejected:,}",
            percent(dataset.repeat_share),
            moment(dataset.first_ts),
            moment(dataset.last_ts),
            "synthetic" if dataset.synthetic else "",
        )
        for dataset in datasets
    ]
    return table(headers, rows, left=(1, 7, 8, 9))


ACTIONS: dict[str, Callable[[argparse.Namespace, Console, CancelToken], None]] = {
    "list": show_datasets,
    "rename": dataset_changes.rename,
    "duplicate": dataset_changes.duplicate,
    "notes": dataset_changes.notes,
    "delete": dataset_changes.delete,
    "effect": effect,
}
