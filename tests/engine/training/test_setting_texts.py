from __future__ import annotations

import pytest

from engine.training.config import RunConfig
from engine.training.setting_texts import (
    UNKNOWN,
    called,
    choice_title,
    learned_from,
    recorded,
    spoken,
    spoken_with_unit,
)
from engine.training.settings import Value, all_settings, settings_by_path


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        ("method", "gru4rec", "GRU4Rec"),
        ("baseline.loss", "ce", "CE"),
        ("baseline.loss", "bce1", "BCE, 1 negative"),
        ("data.split", "by_sequence", "by sequence"),
        ("sampling.sampler", "dpm++", "DPM-Solver++"),
        ("baseline.bias", True, "yes"),
        ("baseline.bias", "false", "no"),
        ("training.learning_rate", 0.001, "0.001"),
        ("model.fusion_weight", None, "attention"),
    ],
)
def test_values_are_told_as_people_call_them(path: str, value: Value, told: str) -> None:
    assert spoken(settings_by_path()[path], value) == told


def test_no_choice_reads_like_a_name_in_a_program() -> None:
    for setting in all_settings():
        titles = [choice_title(setting.path, choice) for choice in setting.choices]
        assert len(set(titles)) == len(titles)
        assert not any("_" in title for title in titles)


def test_the_unit_goes_with_a_value_and_not_with_what_an_empty_one_means() -> None:
    known = settings_by_path()
    assert spoken_with_unit(known["training.batch_size"], 256) == "256 examples"
    assert spoken_with_unit(known["training.batch_size"], 1) == "1 example"
    for setting in known.values():
        if setting.empty:
            assert spoken_with_unit(setting, None) == setting.empty


def test_what_a_run_has_not_recorded_is_told_so() -> None:
    config = RunConfig().model_dump(mode="json")
    known = settings_by_path()
    assert recorded(known["training.batch_size"], config) == "256 examples"
    assert recorded(known["seed"], config) == "0"
    assert recorded(known["training.batch_size"], {"training": {}}) == UNKNOWN
    assert recorded(known["training.batch_size"], {}) == UNKNOWN


def test_what_a_model_has_learned_from_is_told_in_words() -> None:
    assert learned_from("train+val") == "the training and validation parts"
    assert learned_from("all") == "the whole log"


def test_a_sentence_calls_a_setting_by_its_title_and_by_its_name_for_scripts() -> None:
    assert called("training.learning_rate") == "the learning rate (training.learning_rate)"
    assert called("training.clip_norm") == "the largest gradient norm (training.clip_norm)"
