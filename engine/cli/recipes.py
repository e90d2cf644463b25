"""How a log is read, as the options of `import` and a recipe say it."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from engine.cli.console import Console
from engine.cli.effect import filters_of
from engine.importing.containers import log_files
from engine.importing.questions import NO_ORDER, TAKEN_AS_DAYS, TAKEN_AS_UTC
from engine.importing.recipe import Recipe
from engine.importing.recipe_file import read_recipe, recipe_of
from engine.importing.repeated_files import repeats_note
from engine.importing.sniff import sniff

MEANINGS = ("user", "item", "time", "order", "value", "split", "event")
COLUMN_OPTIONS = {"split": "split_column"}


def recipe_for_new(arguments: argparse.Namespace, console: Console) -> Recipe:
    """For a new data set: as a file says, or as the log looks; what is given on the command line wins."""
    said, columns = _options(arguments), _columns(arguments)
    if arguments.recipe is not None:
        return _changed(read_recipe(arguments.recipe), said | columns)
    preview = sniff(arguments.files[0], table=arguments.table)
    answered = {TAKEN_AS_UTC} if arguments.time_zone else set()
    if arguments.time or arguments.order:
        answered.add(NO_ORDER)
    repeated = repeats_note(log_files(arguments.files).logs) if len(arguments.files) > 1 else []
    for warning in preview.warnings + repeated:
        if warning not in answered and not (arguments.serial_days is False and TAKEN_AS_DAYS in warning):
            console.say(f"Note: {warning}")
    if preview.known is not None:
        console.say(f"Recognised as {preview.known}.")
    if said["items_file"] is None and preview.items_form is not None:
        said["items_file"] = str(preview.items_form.absolute())
    return _changed(Recipe.from_preview(preview, **columns), said)


def recipe_for_newer(arguments: argparse.Namespace, stored: Recipe) -> Recipe:
    """For newer files of a data set: as it was imported, but for what the command line says."""
    base = stored if arguments.recipe is None else read_recipe(arguments.recipe)
    return _changed(base, _options(arguments) | _columns(arguments))


def columns_text(recipe: Recipe) -> str:
    """Which column was taken for what, so that a wrong guess is seen at once."""
    known = {meaning: getattr(recipe, meaning) for meaning in MEANINGS}
    columns = [f"{meaning} = {column}" for meaning, column in known.items() if column is not None]
    return f"Columns: {', '.join(columns)}."


def _options(arguments: argparse.Namespace) -> dict[str, Any]:
    """What is said beside the columns, by field of the recipe; None: nothing."""
    items: Path | None = arguments.items
    return {
        "name": arguments.name,
        "items_file": None if items is None else str(items.expanduser().absolute()),
        "session_gap_minutes": arguments.session_gap,
        "time_zone": arguments.time_zone,
        "day_first": arguments.day_first,
        "serial_days": arguments.serial_days,
        "table": arguments.table,
        "filters": filters_of(arguments.settings) if arguments.settings else None,
    }


def _columns(arguments: argparse.Namespace) -> dict[str, Any]:
    """The columns that are named, by what they mean."""
    return {meaning: getattr(arguments, COLUMN_OPTIONS.get(meaning, meaning)) for meaning in MEANINGS}


def _changed(recipe: Recipe, given: dict[str, Any]) -> Recipe:
    changes = {name: value for name, value in given.items() if value is not None}
    return recipe_of(recipe.model_dump() | changes, "This combination of options")
