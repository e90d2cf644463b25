"""`import`."""

from __future__ import annotations

import argparse

import pyarrow as pa  # type: ignore[import-untyped]

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.text import duration
from engine.events import CancelToken, Event
from engine.importing.load import DatasetImported, ItemTitlesJoined, import_log
from engine.importing.recipe import Recipe
from engine.importing.recipe_file import read_recipe, recipe_of, write_recipe
from engine.importing.sniff import sniff
from engine.store.datasets import rejected_counts

MEANINGS = ("user", "item", "time", "order", "value", "split", "event")
COLUMN_OPTIONS = {"split": "split_column"}


def import_files(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Read a log into the workspace; columns that are not given are guessed."""
    # Ctrl-C cancels the token; pyarrow would also break off its reading, with an error of its own.
    pa.enable_signal_handlers(False)
    recipe = _recipe(arguments, console)
    console.say(_columns(recipe))
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


def _recipe(arguments: argparse.Namespace, console: Console) -> Recipe:
    """How the log is read: as a file says, or as it looks; what is given on the command line wins."""
    said = {
        "name": arguments.name,
        "items_file": None if arguments.items is None else str(arguments.items),
        "session_gap_minutes": arguments.session_gap,
        "time_zone": arguments.time_zone,
        "day_first": arguments.day_first,
    }
    columns = {meaning: getattr(arguments, COLUMN_OPTIONS.get(meaning, meaning)) for meaning in MEANINGS}
    if arguments.recipe is not None:
        recipe, given = read_recipe(arguments.recipe), said | columns
    else:
        preview = sniff(arguments.files[0], table=arguments.table)
        for warning in preview.warnings:
            console.say(f"Note: {warning}")
        recipe, given = Recipe.from_preview(preview, **columns), said
        if preview.known is not None:
            console.say(f"Recognised as {preview.known}.")
        found = preview.items_form
        if given["items_file"] is None and found is not None:
            given["items_file"] = str(found)
    changes = {name: value for name, value in given.items() if value is not None}
    return recipe_of(recipe.model_dump() | changes, "This combination of options")


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
