"""`import`."""

from __future__ import annotations

import argparse

import pyarrow as pa  # type: ignore[import-untyped]

from engine.cli.console import Console
from engine.cli.operation import follow
from engine.cli.text import duration
from engine.events import CancelToken, Event
from engine.importing.load import DatasetImported, ItemTitlesJoined, import_log
from engine.importing.recipe import Recipe
from engine.importing.sniff import sniff
from engine.store.datasets import rejected_counts
from engine.workspace import Workspace

MEANINGS = ("user", "item", "time", "order", "value", "split")


def import_files(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Read a log into the workspace; columns that are not given are guessed."""
    # Ctrl-C cancels the token; pyarrow would also break off its reading, with an error of its own.
    pa.enable_signal_handlers(False)
    preview = sniff(arguments.files[0])
    recipe = Recipe.from_preview(
        preview,
        user=arguments.user,
        item=arguments.item,
        time=arguments.time,
        order=arguments.order,
        value=arguments.value,
        split=arguments.split_column,
        name=arguments.name,
        items_file=None if arguments.items is None else str(arguments.items),
    )
    for warning in preview.warnings:
        console.say(f"Note: {warning}")
    console.say(_columns(recipe))
    with Workspace.open(arguments.workspace) as workspace:
        events = import_log(workspace, arguments.files, recipe, cancel)
        done = follow(events, console, cancel, DatasetImported, show=lambda event: _show(event, console))
        reasons = rejected_counts(workspace.store, done.dataset_id)
    console.say(_summary(done))
    for reason, count in reasons.items():
        console.say(f"  kept aside: {count:,} rows, {reason}")
    console.result(
        dataset_id=done.dataset_id,
        name=done.name,
        users=done.users,
        items=done.items,
        interactions=done.interactions,
        rejected=done.rejected,
        rejected_reasons=reasons,
        seconds=done.seconds,
    )


def _show(event: Event, console: Console) -> None:
    if isinstance(event, ItemTitlesJoined):
        console.say(f"Titles for {event.matched:,} of {event.total:,} items.")


def _columns(recipe: Recipe) -> str:
    """Which column was taken for what, so that a wrong guess is seen at once."""
    known = {meaning: getattr(recipe, meaning) for meaning in MEANINGS}
    columns = [f"{meaning} = {column}" for meaning, column in known.items() if column is not None]
    return f"Columns: {', '.join(columns)}."


def _summary(done: DatasetImported) -> str:
    return (
        f"Data set {done.dataset_id} “{done.name}”: {done.users:,} users, {done.items:,} items, "
        f"{done.interactions:,} interactions; {done.rejected:,} rows kept aside; {duration(done.seconds)}."
    )
