"""Which runs may be compared, and what is said of the others."""

from __future__ import annotations

from typing import Any

import pytest

from engine.store.runs import RunRow
from engine.training.comparable import comparable, names_of, why_not
from tests.support.run_rows import run_row


def reason(**changes: Any) -> str:
    return why_not(run_row(2, **({"split_hash": "another"} | changes)), run_row(1))


def test_runs_with_the_same_split_and_policy_are_comparable() -> None:
    runs = [run_row(1), run_row(2, config={"training": {"epochs": 9}})]
    assert comparable(runs) == (runs, [])


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"split_hash": "split", "policy": "exclude"}, "are excluded here, and may be recommended in the"),
        ({"dataset_id": 2, "dataset_name": "other"}, "Another log: “other” (data set 2), not “shop”."),
        ({"config": {"data": {"item_core": 5, "earliest": "2020"}}}, "From, Least interactions of an item"),
        ({"config": {"data": {"split": "by_time"}}}, "Another split: by time"),
        ({"config": {"data": {"first_item_is_target": False}}}, "first items of sequences"),
        ({}, "it grew between the trainings"),
        ({"best_epoch": None, "status": "failed", "error": "Disk full."}, "no trained model: Disk full."),
        ({"best_epoch": None, "status": "running"}, "in its first epoch"),
        ({"best_epoch": None, "status": "interrupted"}, "it was interrupted before its first epoch ended"),
    ],
)
def test_the_reason_names_what_is_different(changes: dict[str, Any], said: str) -> None:
    assert said in reason(**changes)


def test_the_rows_that_most_runs_were_judged_on_count() -> None:
    odd, first, second = run_row(1, split_hash="odd"), run_row(2), run_row(3)
    kept, left_out = comparable([odd, first, second])
    assert kept == [first, second]
    assert [one.run_id for one in left_out] == [1]


def test_of_equal_groups_the_first_counts_and_a_run_may_be_asked_for() -> None:
    odd, other = run_row(1, split_hash="odd"), run_row(2)
    assert comparable([odd, other])[0] == [odd]
    assert comparable([odd, other], other)[0] == [other]


def test_runs_without_a_model_never_lead() -> None:
    failed = [run_row(number, split_hash="", best_epoch=None, status="failed") for number in (1, 2)]
    kept, left_out = comparable([*failed, run_row(3)])
    assert [run.id for run in kept] == [3]
    assert len(left_out) == 2
    assert comparable(failed)[0] == []
    assert comparable([]) == ([], [])


def test_names_tell_runs_apart() -> None:
    runs: list[RunRow] = [run_row(1, name="a"), run_row(2, name="a"), run_row(3, name="b")]
    assert names_of(runs) == {1: "a (1)", 2: "a (2)", 3: "b"}
