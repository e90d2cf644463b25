from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.engine.cli.calling import SMALL, areal


def test_an_estimate_names_parameters_memory_and_time_and_trains_nothing(trained: Path) -> None:
    runs = areal(trained, "runs", "--json").result["runs"]
    told = areal(trained, "estimate", "shop", *SMALL, "--json").result
    assert told["parameters"] == next(run["parameters"] for run in runs if run["parameters"])
    assert told["needed_bytes"] > 10**6
    assert told["fits"] is True
    assert told["epoch_seconds"] > told["step_seconds"] > 0
    assert areal(trained, "runs", "--json").result["runs"] == runs


def test_what_cannot_fit_is_told_and_refused(trained: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.training.forecast.forecast.free_memory", lambda _device: 10**6)
    told = areal(trained, "estimate", "shop")
    assert told.code == 0
    assert "does not fit" in told.err
    refused = areal(trained, "train", "shop", *SMALL)
    assert refused.code == 2
    assert "1 MB are free" in refused.err


def test_settings_of_a_file_are_trained_with(trained: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"preset": "quick", "settings": {"training": {"epochs": 1}}}), "utf-8")
    own = shutil.copytree(trained, tmp_path / "w")
    done = areal(own, "train", "shop", "--settings", file, "--set", "model.embedding_size=16", "--json")
    assert done.code == 0, done.err
    assert done.result["epochs"] == 1


def test_a_file_with_what_is_no_setting_is_refused_with_its_names(trained: Path, tmp_path: Path) -> None:
    file = tmp_path / "a.json"
    file.write_text(json.dumps({"settings": {"training": {"epoch": 1, "batch_size": 0}}}), "utf-8")
    refused = areal(trained, "train", "shop", "--settings", file)
    assert refused.code == 3
    assert "training.epoch is no setting" in refused.err
    assert "training.batch_size is “0”" in refused.err


def test_a_preset_and_a_file_are_two_starting_points(trained: Path, tmp_path: Path) -> None:
    refused = areal(trained, "train", "shop", "--settings", tmp_path / "a.json", "--preset", "quick")
    assert refused.code == 2
