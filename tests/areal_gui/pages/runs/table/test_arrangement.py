"""Columns, filters, groups and order of the table, without a window."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from areal_gui.pages.runs.run_lines import HR, NDCG, RunLine
from areal_gui.pages.runs.table.arrangement import arranged, in_order
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import DEFAULT, column, columns_to_choose
from areal_gui.pages.runs.table.filters import Condition, RunFilter, can_be_compared
from engine.training.settings import all_settings
from tests.areal_gui.pages.runs.test_run_lines import run


@pytest.fixture
def lines() -> list[RunLine]:
    """Newest first, as they are read: two data sets, one run failed, one of an older version."""
    return [
        RunLine(
            run(4, dataset_id=2, dataset_name="other", tags=("good",)),
            {NDCG: 0.3, HR: 0.5},
            {"training.epochs": 30, "data.earliest": None},
        ),
        RunLine(run(3, starred=True, tags=("good", "x")), {NDCG: 0.1}, {"training.epochs": 20}),
        RunLine(run(2, status="failed", error="The loss became infinite."), {}, {"training.epochs": 20}),
        RunLine(run(1, model="older", notes="Über alles"), {NDCG: 0.2, HR: math.nan}, {"seed": 5}),
    ]


def ids(found: list[RunLine]) -> list[int]:
    return [line.row.id for line in found]


# Columns -------------------------------------------------------------------------------------------------


def test_every_setting_and_every_figure_can_be_a_column() -> None:
    keys = [one.key for one in columns_to_choose([("val", "mrr@50"), ("test", "ms_per_row")])]
    assert {f"set/{setting.path}" for setting in all_settings()} < set(keys)
    assert {"val/mrr@50", "test/ms_per_row", *DEFAULT} < set(keys)
    assert len(keys) == len(set(keys))
    assert [key for key in keys if column(key) is None] == []


@pytest.mark.parametrize("key", ["", "nothing", "set/nothing.at.all", "test/", "set/"])
def test_a_column_that_there_is_not_is_none(key: str) -> None:
    assert column(key) is None


def text(line: RunLine, key: str) -> str:
    described = column(key)
    assert described is not None
    return described.text(line)


def test_the_time_of_training_is_that_without_pauses(lines: list[RunLine]) -> None:
    assert text(replace(lines[0], seconds=125.0), "duration") == "2 min 05 s"
    assert text(lines[0], "duration") == "–"


def test_cells_are_written_for_people(lines: list[RunLine]) -> None:
    first, _, failed, older = lines
    assert text(first, "number") == "#4"
    assert text(first, "test/ndcg@20") == "30.00"
    assert text(older, "test/hr@20") == text(failed, "test/ndcg@20") == "–"
    assert text(first, "set/training.epochs") == "30"
    assert text(older, "set/training.epochs") == "–"
    assert text(older, "set/seed") == "5"
    assert text(first, "set/data.earliest") == "the beginning"
    assert text(first, "model") == "AREAL"
    assert text(failed, "reason") == "The loss became infinite."
    assert text(lines[1], "tags") == "good, x"


def test_every_column_has_a_title_and_a_text_for_every_run(lines: list[RunLine]) -> None:
    for one in columns_to_choose([("val", "mrr@50")]):
        assert one.title
        assert one.group
        for line in lines:
            assert isinstance(one.text(line), str)


# Order ---------------------------------------------------------------------------------------------------


def test_the_newest_run_comes_first_unless_another_order_is_chosen(lines: list[RunLine]) -> None:
    assert ids(in_order(lines, TableChoices())) == [4, 3, 2, 1]


def test_runs_without_a_value_come_last_whichever_way(lines: list[RunLine]) -> None:
    largest = TableChoices().sorted_by("test/ndcg@20")
    assert largest.descending
    assert ids(in_order(lines, largest)) == [4, 1, 3, 2]
    assert ids(in_order(lines, largest.sorted_by("test/ndcg@20"))) == [3, 1, 4, 2]
    assert ids(in_order(lines, TableChoices().sorted_by("test/hr@20"))) == [4, 3, 2, 1]


def test_runs_are_sorted_by_a_setting_and_equal_ones_stay_newest_first(lines: list[RunLine]) -> None:
    choices = TableChoices().sorted_by("set/training.epochs", descending=False)
    assert ids(in_order(lines, choices)) == [3, 2, 4, 1]
    assert ids(in_order(lines, TableChoices().sorted_by("name"))) == [1, 2, 3, 4]


# Filter --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (RunFilter(), [4, 3, 2, 1]),
        (RunFilter(statuses=("failed",)), [2]),
        (RunFilter(statuses=("failed", "finished"), datasets=(1,)), [3, 2, 1]),
        (RunFilter(datasets=(2,)), [4]),
        (RunFilter(models=("older",)), [1]),
        (RunFilter(starred=True), [3]),
        (RunFilter(tags=("good",)), [4, 3]),
        (RunFilter(tags=("good", "x")), [3]),
        (RunFilter(text="ÜBER"), [1]),
        (RunFilter(text="#4"), [4]),
        (RunFilter(text="infinite loss"), [2]),
        (RunFilter(text="other good"), [4]),
        (RunFilter(text="good nothing"), []),
        (RunFilter(conditions=(Condition("test/ndcg@20", "≥", 20.0),)), [4, 1]),
        (RunFilter(conditions=(Condition("test/ndcg@20", "<", 20.0),)), [3]),
        (RunFilter(conditions=(Condition("set/training.epochs", "=", 20.0),)), [3, 2]),
        (RunFilter(conditions=(Condition("set/training.epochs", "≠", 20.0),)), [4]),
        (
            RunFilter(conditions=(Condition("epochs", ">", 1.0), Condition("epochs", "≤", 3.0))),
            [3, 2],
        ),
    ],
)
def test_only_what_the_filter_takes_is_shown(
    lines: list[RunLine], wanted: RunFilter, expected: list[int]
) -> None:
    assert ids(wanted.chosen(lines)) == expected


def test_a_condition_compares_the_number_that_is_read() -> None:
    line = RunLine(run(1), {NDCG: 0.153421})
    assert Condition("test/ndcg@20", "=", 15.34).holds(line)
    assert not Condition("test/ndcg@20", "≠", 15.34).holds(line)
    assert Condition("test/ndcg@20", "≥", 15.34).title() == "NDCG@20, % ≥ 15.34"


def test_values_are_switched_on_and_off() -> None:
    on = RunFilter(text="x").with_switched("tags", "good").with_switched("datasets", 3)
    assert (on.tags, on.datasets, on.is_on) == (("good",), (3,), True)
    off = on.with_switched("tags", "good").with_switched("datasets", 3)
    assert off == RunFilter(text="x") == on.without_choices()


def test_conditions_are_offered_for_numbers_that_people_compare() -> None:
    offered = {one.key for one in columns_to_choose([]) if can_be_compared(one)}
    assert {"test/ndcg@20", "epochs", "duration", "set/training.learning_rate"} <= offered
    assert offered.isdisjoint({"name", "starred", "number", "created", "set/data.split"})


# Groups --------------------------------------------------------------------------------------------------


def test_groups_have_what_their_runs_reach(lines: list[RunLine]) -> None:
    lines = [*lines, RunLine(run(0), {NDCG: 0.3})]
    first, second = arranged(lines, TableChoices(group="dataset"))
    assert (first.title, ids(list(first.lines))) == ("Data set: log", [3, 2, 1, 0])
    assert first.summary == "4 runs · NDCG@20 mean 20.00 ± 10.00%, best 30.00%"
    assert (second.title, second.summary) == ("Data set: other", "1 run · NDCG@20 30.00%")


def test_over_several_data_sets_no_mean_is_told(lines: list[RunLine]) -> None:
    groups = arranged(lines, TableChoices(group="status"))
    assert [(group.title, group.summary) for group in groups] == [
        ("Status: failed", "1 run"),
        ("Status: finished", "3 runs"),
    ]


def test_groups_of_a_setting_stand_in_the_order_of_its_values_and_unknown_ones_last(
    lines: list[RunLine],
) -> None:
    groups = arranged(lines, TableChoices(group="set/training.epochs"))
    assert [group.title for group in groups] == ["Epochs: 20", "Epochs: 30", "Epochs: –"]
    assert [ids(list(group.lines)) for group in groups] == [[3, 2], [4], [1]]


def test_groups_keep_order_and_filter(lines: list[RunLine]) -> None:
    choices = TableChoices(group="dataset", filter=RunFilter(statuses=("finished",)))
    (log, _) = arranged(lines, choices.sorted_by("test/ndcg@20"))
    assert ids(list(log.lines)) == [1, 3]


# Choices -------------------------------------------------------------------------------------------------


def test_choices_are_remembered_but_what_was_searched() -> None:
    wanted = RunFilter(
        text="words",
        statuses=("failed",),
        datasets=(2,),
        tags=("good",),
        starred=True,
        conditions=(Condition("val/hr@10", "≥", 3.5),),
    )
    choices = TableChoices(("name", "val/ndcg@10", "set/seed"), "set/seed", False, "dataset", wanted)
    again = TableChoices.from_json(choices.as_json())
    assert again.filter.text == ""
    assert again.filter.statuses == ("failed",)
    assert TableChoices.from_json(again.as_json()) == again
    assert again.as_json() == choices.as_json()
    assert choices.settings == ("seed",)
    assert set(choices.figures) == {NDCG, HR, ("val", "ndcg@10"), ("val", "hr@10")}


@pytest.mark.parametrize(
    "stored",
    [
        None,
        [],
        {"columns": "name", "sort": 3, "group": "nowhere", "filter": []},
        {"columns": ["gone"], "filter": {"statuses": 1, "conditions": [["a"], 3, ["epochs", "~", 1]]}},
    ],
)
def test_what_cannot_be_understood_is_as_usual(stored: object) -> None:
    assert TableChoices.from_json(stored) == TableChoices()


def test_the_name_always_stays() -> None:
    assert TableChoices().with_columns(["epochs", "epochs", "gone"]).columns == ("name", "epochs")
    assert not TableChoices().with_columns(["name"]).has_usual_columns
