"""Recipes on the disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import BadInput
from engine.importing.filters import Filters
from engine.importing.recipe import Recipe
from engine.importing.recipe_file import read_recipe, write_recipe


def test_a_recipe_comes_back_as_it_was_written(tmp_path: Path) -> None:
    recipe = Recipe(
        user="Käufer", item=2, session_gap_minutes=30, filters=Filters(events=("view",), minimum_value=4)
    )
    write_recipe(tmp_path / "recipe.json", recipe)

    assert read_recipe(tmp_path / "recipe.json") == recipe
    assert "Käufer" in (tmp_path / "recipe.json").read_text("utf-8")
    assert "encoding" not in (tmp_path / "recipe.json").read_text("utf-8")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("user,item", "not written in JSON"),
        ("[1, 2]", "holds no settings"),
        ('{"user": "u"}', "item"),
        ('{"user": "u", "item": "i", "colour": 3}', "colour"),
        ('{"user": "u", "item": "i", "session_gap_minutes": -1}', "session_gap_minutes"),
    ],
)
def test_what_is_no_recipe_is_refused_with_the_reason(tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "recipe.json").write_text(text)

    with pytest.raises(BadInput) as refused:
        read_recipe(tmp_path / "recipe.json")
    assert words in refused.value.why


def test_a_recipe_that_is_gone_or_cannot_be_kept_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_recipe(tmp_path / "gone.json")
    with pytest.raises(BadInput, match="cannot be written"):
        write_recipe(tmp_path / "no" / "folder.json", Recipe(user=1, item=2))
