from __future__ import annotations

import pytest

from areal_gui.pages.train.form_model import FormModel
from engine.errors import BadSetting
from engine.store.datasets import DatasetRow
from engine.training.config import RunConfig
from engine.training.presets import PRESETS, preset
from tests.support.dataset_rows import dataset_row


def dataset(*, has_split: bool = False, has_times: bool = True) -> DatasetRow:
    return DatasetRow(
        id=1,
        name="log",
        source="log.csv",
        created_at=0,
        n_users=10,
        n_items=5,
        n_interactions=50,
        n_rejected=0,
        first_ts=0,
        last_ts=1,
        has_times=has_times,
        has_split=has_split,
        has_titles=False,
        repeat_share=0.0,
        median_length=5.0,
        max_length=5,
        synthetic=False,
        recipe={},
        length_histogram=[],
        popularity=[],
    )


@pytest.mark.parametrize("name", PRESETS)
def test_an_untouched_form_is_exactly_its_preset(name: str) -> None:
    model = FormModel()
    model.set_preset(name)
    assert model.config() == preset(name)
    assert model.changed == []
    assert model.problems == {}


def test_every_setting_of_a_run_is_in_the_form() -> None:
    paths = FormModel().settings.keys()
    assert {"seed", "device", "data.split", "model.layers", "training.epochs"} <= paths
    leaves = sum(len(part) if isinstance(part, dict) else 1 for part in RunConfig().model_dump().values())
    assert len(paths) == leaves


def test_a_typed_value_is_marked_until_it_is_reset() -> None:
    model = FormModel()
    assert model.type("training.epochs", " 7 ").changed
    assert model.config().training.epochs == 7
    model.reset("training.epochs")
    assert not model.state("training.epochs").changed
    assert model.config() == preset("recommended")


def test_typing_the_presets_value_in_another_spelling_is_no_change() -> None:
    model = FormModel()
    assert not model.type("training.learning_rate", "1e-3").changed


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("training.epochs", "0", "from 1 to 10000"),
        ("training.epochs", "many", "whole number"),
        ("training.epochs", "", "whole number"),
        ("training.learning_rate", "0", "above 0"),
        ("model.initial_deviation", "-1", "empty"),
    ],
)
def test_what_cannot_be_is_refused_with_the_reason(path: str, text: str, reason: str) -> None:
    model = FormModel()
    assert reason in model.type(path, text).problem
    assert list(model.problems) == [path]
    with pytest.raises(BadSetting):
        model.config()


def test_an_optional_number_may_be_empty() -> None:
    model = FormModel()
    model.set_preset("paper")
    assert model.type("model.initial_deviation", "").problem == ""
    assert model.config().model.initial_deviation is None


def test_more_sampling_steps_than_diffusion_steps_are_refused() -> None:
    model = FormModel()
    model.type("diffusion.steps", "15")
    assert "15" in model.problems["sampling.steps"]
    model.type("sampling.steps", "15")
    assert model.problems == {}


def test_a_log_with_a_split_column_is_split_by_it() -> None:
    model = FormModel()
    model.set_dataset(dataset(has_split=True))
    assert model.config().data.split == "column"
    assert model.changed == []


def test_splits_the_log_cannot_give_are_refused() -> None:
    model = FormModel()
    model.set_dataset(dataset(has_times=False))
    model.type("data.split", "column")
    assert "split column" in model.problems["data.split"]
    model.type("data.split", "by_time")
    assert "times" in model.problems["data.split"]


def test_what_was_typed_outlives_another_data_set_but_not_another_preset() -> None:
    model = FormModel()
    model.type("training.epochs", "7")
    model.set_dataset(dataset())
    assert model.changed == ["training.epochs"]
    model.set_preset("quick")
    assert model.config() == preset("quick")


def test_the_filters_that_were_typed_outlive_another_preset() -> None:
    model = FormModel()
    model.type("data.item_core", "20")
    model.type("data.history_length", "7")
    model.set_preset("quick")
    assert model.changed == ["data.item_core"]
    assert model.config().data.item_core == 20


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("data.earliest", "2014-04-07", "no times"),
        ("data.latest", "2014-04-07", "no times"),
        ("data.events", "buy, rent", "no event rent. It has view, buy."),
        ("data.events", "buy,view", ""),
        ("data.item_core", "5", ""),
    ],
)
def test_a_filter_that_the_log_cannot_have_is_a_problem_of_the_form(
    path: str, text: str, problem: str
) -> None:
    model = FormModel()
    model.set_dataset(dataset_row(has_times=False, events=[("view", 3), ("buy", 2)]))
    assert problem in model.type(path, text).problem
    assert bool(model.problems) == bool(problem)
    model.set_dataset(dataset_row(has_times=True))
    assert ("kinds of events" in model.state(path).problem) == (path == "data.events")


def test_what_counts_by_the_recipe_is_no_change_and_is_what_is_trained_on() -> None:
    model = FormModel()
    model.set_dataset(dataset_row(recipe={"filters": {"events": ["a, b", "c"], "item_core": 5}}, events=[]))
    assert model.changed == []
    assert model.problems == {}
    assert model.state("data.item_core").text == "5"
    assert model.config().data.events == ("a, b", "c")
    model.type("data.item_core", "1")
    assert model.config().data.item_core == 1
    model.reset("data.item_core")
    model.set_preset("paper")
    assert model.config().data.item_core == 5
