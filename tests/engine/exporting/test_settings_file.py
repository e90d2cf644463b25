from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadInput
from engine.exporting.settings_file import read_settings, write_settings
from engine.training.config import RunConfig
from engine.training.presets import PRESETS, preset
from engine.training.settings import with_settings


def written(path: Path, stored: Any) -> Path:
    path.write_text(stored if isinstance(stored, str) else json.dumps(stored), "utf-8")
    return path


@pytest.mark.parametrize("name", PRESETS)
def test_what_is_written_is_read_as_the_same_configuration(name: str, tmp_path: Path) -> None:
    changes = {
        "training.learning_rate": 1 / 3,
        "data.events": 'view, "add, to cart"',
        "data.earliest": "2014-04-07T10:51:09+02:00",
        "model.fusion_weight": 0.1,
        "device": "cpu",
    }
    config = with_settings(preset(name), changes)

    write_settings(tmp_path / "a.json", config, name)
    kept = read_settings(tmp_path / "a.json")

    assert kept.preset == name
    assert with_settings(preset(name), kept.values) == config


def test_the_record_of_a_run_is_taken_too(tmp_path: Path) -> None:
    config = with_settings(RunConfig(), {"training.epochs": 7})
    file = written(tmp_path / "config.json", config.model_dump(mode="json"))
    assert with_settings(RunConfig(), read_settings(file).values) == config


def test_a_file_may_name_a_few_settings_only(tmp_path: Path) -> None:
    file = written(tmp_path / "a.json", {"preset": "quick", "settings": {"training": {"epochs": 3}}})
    assert read_settings(file).values == {"training.epochs": 3}


def test_everything_that_is_wrong_is_named_at_once(tmp_path: Path) -> None:
    wrong = {"training": {"epoch": 3, "batch_size": 0, "optimiser": "sgd"}, "model": {"layers": 2}}
    with pytest.raises(BadInput) as caught:
        read_settings(written(tmp_path / "a.json", {"settings": wrong}))
    assert "training.epoch is no setting. Did you mean training.epochs" in caught.value.why
    assert "training.batch_size is “0”. It is a whole number from 1 to 65536." in caught.value.why
    assert "training.optimiser is “sgd”. It can be adam, adamw." in caught.value.why
    assert "layers" not in caught.value.why


@pytest.mark.parametrize(
    ("stored", "told"),
    [
        ("epochs: 3", "not written in JSON"),
        ("[1, 2]", "no names with values"),
        ({}, "names no setting"),
        ({"settings": 5}, "names no setting"),
        ({"preset": "quikc", "settings": {"seed": 1}}, "There is no preset “quikc”. Did you mean quick?"),
        ({"settings": {"training": 5}}, "training is no setting"),
        ({"settings": {"seed": [1]}}, "seed is"),
        ({"settings": {"data": {"events": [1, 2]}}}, "data.events"),
    ],
)
def test_a_file_that_holds_no_settings_is_refused(stored: Any, told: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as caught:
        read_settings(written(tmp_path / "a.json", stored))
    assert told in str(caught.value)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        read_settings(tmp_path / "a.json")


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="does not exist"):
        write_settings(tmp_path / "nowhere" / "a.json", RunConfig(), "quick")
