"""The command line that the window copies means exactly what its form says."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Any

import pytest

from engine.cli.chosen import chosen_settings
from engine.cli.command_line import program_words, quoted, train_words
from engine.cli.parser import parse
from engine.training.presets import PRESETS, preset_for
from engine.training.settings import Value, with_settings
from tests.support.dataset_rows import dataset_row

CHANGES: list[dict[str, Value]] = [
    {},
    {"training.learning_rate": 1 / 3, "seed": 7, "device": "cpu"},
    {"model.sphere": False, "model.fusion_weight": 0.1 + 0.2, "model.initial_deviation": None},
    {"data.events": "view, \"it's $HOME, isn't it\"", "data.earliest": "2014-04-07T10:51:09+02:00"},
    {"data.events": "", "sampling.samples": 64},
]


@pytest.mark.parametrize("changes", CHANGES, ids=str)
@pytest.mark.parametrize("name", PRESETS)
@pytest.mark.parametrize("recipe", [{}, {"filters": {"events": ["a, b", "c"], "item_core": 5}}], ids=str)
def test_it_is_parsed_to_the_same_configuration(
    changes: dict[str, Value], name: str, recipe: dict[str, Any]
) -> None:
    row = dataset_row(recipe=recipe, has_split=True, n_interactions=300_000)
    config = with_settings(preset_for(name, row), changes)
    folder = Path("/home/anna o'neill/my $work")

    line = quoted([*program_words(), *train_words(folder, row, config, name)])
    arguments = parse(shlex.split(line)[len(program_words()) :])

    assert (arguments.verb, arguments.workspace, arguments.dataset) == ("train", folder, "1")
    chosen = chosen_settings(arguments)
    assert chosen.preset == name
    assert chosen.config(row) == config


def test_a_baseline_is_named_and_only_its_own_settings_are_told() -> None:
    row = dataset_row()
    config = with_settings(preset_for("published", row, "gru4rec"), {"gru4rec.layers": 2, "model.layers": 3})
    words = train_words(Path("w"), row, config, "published")
    assert words[4:] == ["--preset", "published", "--model", "gru4rec", "--set", "gru4rec.layers=2"]


def test_it_says_no_more_than_it_must() -> None:
    row = dataset_row()
    config = with_settings(preset_for("quick", row), {"training.epochs": 3})
    words = train_words(Path("w"), row, config, "quick")
    assert words == ["--workspace", "w", "train", "1", "--preset", "quick", "--set", "training.epochs=3"]
