"""`import --into`: newer files of a log that is there."""

from __future__ import annotations

import argparse

from engine.cli.console import Console
from engine.cli.opening import open_to_write
from engine.cli.operation import follow
from engine.cli.recipes import columns_text, recipe_for_newer
from engine.cli.text import duration
from engine.errors import BadSetting
from engine.events import CancelToken
from engine.importing.growth import DatasetGrown
from engine.importing.recipe_file import recipe_of, write_recipe
from engine.sequences.growing import grow
from engine.store.datasets import get_dataset, rejected_counts


def grow_dataset(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Add what is new in some files to a data set, and say what that was."""
    for option, given in (("--name", arguments.name), ("--set", arguments.settings)):
        if given:
            raise BadSetting(
                f"{option} goes with a new data set.",
                "--into adds to one that is there, and leaves everything else about it as it is.",
                f"Leave {option} away, or --into.",
            )
    with open_to_write(arguments, console, cancel) as workspace:
        before = get_dataset(workspace.store, arguments.into)
        stored = recipe_of(before.recipe, f"What is kept with “{before.name}”")
        recipe = recipe_for_newer(arguments, stored)
        console.say(columns_text(recipe))
        if arguments.save_recipe is not None:
            write_recipe(arguments.save_recipe, recipe)
        events = grow(
            workspace,
            before.id,
            arguments.files,
            recipe,
            cancel,
            accept_rejected=arguments.accept_rejected,
        )
        done = follow(events, console, cancel, DatasetGrown)
        reasons = rejected_counts(workspace.store, before.id)
        after = get_dataset(workspace.store, before.id)
    console.say(_summary(done, after.name))
    console.result(
        dataset_id=after.id,
        name=after.name,
        new_interactions=done.interactions,
        new_users=done.users,
        new_items=done.items,
        already_there=done.already_there,
        rejected=done.rejected,
        users=after.n_users,
        items=after.n_items,
        interactions=after.n_interactions,
        rejected_reasons=reasons,
        seconds=done.seconds,
    )


def _summary(done: DatasetGrown, name: str) -> str:
    head = f"Data set {done.dataset_id} “{name}”"
    tail = (
        f"{done.already_there:,} rows were there already; {done.rejected:,} rows kept aside; "
        f"{duration(done.seconds)}."
    )
    if not done.interactions:
        return f"{head} has all of it: nothing is new. {tail}"
    return (
        f"{head} has grown by {done.interactions:,} interactions, {done.users:,} new users and "
        f"{done.items:,} new items; {tail}"
    )
