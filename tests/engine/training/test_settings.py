"""Settings by dotted name."""

from __future__ import annotations

import pytest

from engine.errors import BadSetting
from engine.training.config import RunConfig
from engine.training.settings import all_settings, value_of, with_settings

SCRIPTS_RELY_ON = [
    "data.split",
    "data.history_length",
    "data.first_item_is_target",
    "data.repeats",
    "model.embedding_size",
    "model.layers",
    "diffusion.steps",
    "diffusion.schedule",
    "diffusion.denoiser",
    "guidance.strength",
    "sampling.sampler",
    "sampling.steps",
    "sampling.samples",
    "training.epochs",
    "training.batch_size",
    "training.learning_rate",
    "training.max_minutes",
    "training.patience",
    "training.optimiser",
    "training.weight_decay",
    "training.rate_schedule",
    "training.warm_up",
    "training.clip_norm",
    "training.average_decay",
    "training.refit",
    "training.precision",
    "training.cuda_graph",
]


def test_the_names_that_scripts_rely_on_exist() -> None:
    assert set(SCRIPTS_RELY_ON) <= {setting.path for setting in all_settings()}


def test_every_setting_explains_itself_and_its_default_is_within_bounds() -> None:
    for setting in all_settings():
        assert setting.title
        assert setting.help.endswith(".")
        if isinstance(setting.default, int | float) and setting.minimum is not None:
            assert setting.minimum <= setting.default <= (setting.maximum or float("inf"))
        assert value_of(RunConfig(), setting.path) == setting.default


def test_texts_are_read_as_the_setting_needs_them() -> None:
    config = with_settings(
        RunConfig(),
        {
            "training.epochs": "7",
            "training.learning_rate": "3e-4",
            "data.first_item_is_target": "false",
            "model.initial_deviation": "",
            "seed": "5",
        },
    )
    assert config.training.epochs == 7
    assert config.training.learning_rate == 3e-4
    assert config.data.first_item_is_target is False
    assert config.model.initial_deviation is None
    assert config.seed == 5


def test_changing_a_setting_leaves_the_original_alone() -> None:
    original = RunConfig()
    with_settings(original, {"training.epochs": 7})
    assert original == RunConfig()


def test_an_unknown_name_gets_the_nearest_ones() -> None:
    with pytest.raises(BadSetting, match=r"training\.epochs") as caught:
        with_settings(RunConfig(), {"training.epoch": "3"})
    assert "There is no setting" in caught.value.what


@pytest.mark.parametrize(
    ("path", "value", "bounds"),
    [
        ("training.epochs", "0", "whole number from 1 to 10000"),
        ("training.epochs", "many", "whole number"),
        ("training.learning_rate", "0", "above 0 to 1"),
        ("data.split", "random", "by_sequence, by_time, leave_one_out, column"),
        ("model.embedding_size", "1024", "8 to 256"),
        ("model.sphere", "perhaps", "true or false"),
        ("model.initial_deviation", "2", "or empty"),
    ],
)
def test_a_value_that_is_not_possible_gets_the_bounds(path: str, value: str, bounds: str) -> None:
    with pytest.raises(BadSetting, match=bounds) as caught:
        with_settings(RunConfig(), {path: value})
    assert path in caught.value.what


@pytest.mark.parametrize("path", ["training", "training.epochs.more", "", "nothing"])
def test_only_a_whole_name_is_a_setting(path: str) -> None:
    with pytest.raises(BadSetting, match="There is no setting"):
        value_of(RunConfig(), path)
