from __future__ import annotations

import pytest

from areal_gui.pages.runs.figures import GROUPS, costs, group_rows, groups_of, recommended_rows
from areal_gui.pages.runs.stored import StoredRun, arranged
from engine.evaluation.figures import FIGURES
from engine.evaluation.slice_names import SLICES, slice_title
from engine.store.runs import FINAL, Metric
from tests.areal_gui.pages.runs.test_run_lines import run


@pytest.fixture
def stored() -> StoredRun:
    model = {
        "ndcg@20": 0.0398,
        "ndcg@20.low": 0.0362,
        "ndcg@20.high": 0.0435,
        "rows": 12_345.0,
        "coverage@20": 0.5,
        "popularity@20": 0.75,
        "ms_per_row": 0.0412,
        "parameters": 41_000.0,
        "training_seconds": 125.0,
        "samples_per_second": 12_500.0,
    }
    found = [Metric("model", "test", "all", name, FINAL, value) for name, value in model.items()]
    found += [
        Metric("model", "test", "rare-target", "ndcg@20", FINAL, 0.01),
        Metric("model", "test", "rare-target", "rows", FINAL, 40.0),
        Metric("item-knn", "test", "all", "coverage@20", FINAL, 0.9),
        Metric("item-knn", "test", "all", "ndcg@20", FINAL, 0.02),
    ]
    return arranged(run(1), found)


def test_every_group_of_the_engine_has_a_title() -> None:
    assert set(GROUPS) == set(SLICES)
    assert all(slice_title(group) != group for group in GROUPS)


def test_only_groups_with_examples_are_offered(stored: StoredRun) -> None:
    assert groups_of(stored, "test") == ["all", "rare-target"]
    assert groups_of(stored, "val") == ["all"]


def test_each_group_has_its_examples_and_intervals(stored: StoredRun) -> None:
    assert group_rows(stored, "test", ["ndcg@20"]) == [
        ("All examples", "12,345", "3.98 (3.62 to 4.35)"),
        ("Rare target", "40", "1.00"),
    ]
    assert group_rows(stored, "val", ["ndcg@20"]) == []


def test_what_is_recommended_is_told_of_every_model(stored: StoredRun) -> None:
    assert recommended_rows(stored, "test") == [
        ("AREAL", "50.00", "0.75", "41.2"),
        ("Item-kNN", "90.00", "–", "–"),
    ]


def test_costs_are_those_that_are_known(stored: StoredRun) -> None:
    assert costs(stored, "test") == [
        ("Parameters", "41,000"),
        ("Training time", "2 min 05 s"),
        ("Training examples/s", "12,500"),
    ]
    assert costs(stored, "val") == []


@pytest.mark.parametrize(
    "name", ["coverage@20", "popularity@20", "ms_per_row", "training_seconds", "samples"]
)
def test_the_names_are_those_of_the_engine(name: str) -> None:
    assert name in FIGURES
