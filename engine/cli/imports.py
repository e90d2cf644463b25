"""`import`: a log as a new data set, or newer files into one that is there."""

from __future__ import annotations

import argparse

import pyarrow as pa  # type: ignore[import-untyped]

from engine.cli.console import Console
from engine.cli.growth import grow_dataset
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.recipes import columns_text, recipe_for_new
from engine.cli.text import duration
from engine.events import CancelToken, Event
from engine.importing.load import DatasetImported, ItemTitlesJoined, import_log
from engine.importing.recipe_file import write_recipe
from engine.store.datasets import rejected_counts


def import_files(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Read a log into the workspace; columns that are not given are guessed."""
    # Ctrl-C cancels the token; pyarrow would also break off its reading, with an error of its own.
    pa.enable_signal_handlers(False)
    if arguments.into is not None:
        grow_dataset(arguments, console, cancel)
        return
    recipe = recipe_for_new(arguments, console)
    console.say(columns_text(recipe))
    if arguments.save_recipe is not None:
        write_recipe(arguments.save_recipe, recipe)
    with open_to_write(arguments, console, cancel) as workspace:
        events = import_log(
            workspace, arguments.files, recipe, cancel, accept_rejected=arguments.accept_rejected
        )
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


def _summary(done: DatasetImported) -> str:
    return (
        f"Data set {done.dataset_id} “{done.name}”: {done.users:,} users, {done.items:,} items, "
        f"{done.interactions:,} interactions; {done.rejected:,} rows kept aside; {duration(done.seconds)}."
    )
