"""Recipes as JSON: kept with a data set, and as files that the window and the command line exchange."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from engine.errors import BadInput
from engine.importing.recipe import Recipe


def read_recipe(path: Path) -> Recipe:
    """Read a file that `write_recipe` wrote.

    Raises:
        BadInput: it cannot be read, or is no recipe; named is the first field that does not fit.
    """
    try:
        stored = json.loads(path.read_text("utf-8"))
    except OSError as error:
        raise BadInput(f"{path.name} cannot be read.", str(error), "Choose another file.") from error
    except ValueError as error:
        raise BadInput(
            f"{path.name} is no recipe.", "It is not written in JSON.", "Choose a file that AREAL saved."
        ) from error
    if not isinstance(stored, dict):
        raise BadInput(f"{path.name} is no recipe.", "It holds no settings.", "Choose a file AREAL saved.")
    return recipe_of(stored, path.name)


def recipe_of(stored: Mapping[str, Any], where: str) -> Recipe:
    """The recipe that these settings are.

    Raises:
        BadInput: they are none, with the first that does not fit; `where` says whose they are.
    """
    try:
        return Recipe.model_validate(stored)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, first["loc"]))
        raise BadInput(
            f"{where} is no recipe of this version.",
            f"{field}: {first['msg']}.",
            "Correct the file, or choose the settings in the import dialog and save them anew.",
        ) from error


def write_recipe(path: Path, recipe: Recipe) -> None:
    """Write a recipe without the fields that say nothing.

    Raises:
        BadInput: the file cannot be written.
    """
    text = json.dumps(recipe.model_dump(mode="json", exclude_defaults=True), indent=2, ensure_ascii=False)
    try:
        path.write_text(text + "\n", "utf-8")
    except OSError as error:
        raise BadInput(f"{path.name} cannot be written.", str(error), "Choose another folder.") from error
