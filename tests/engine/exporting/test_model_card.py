"""The model card: figures under one protocol, and synthetic data never unmarked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.exporting.model_card import model_card
from engine.store.datasets import DatasetRow
from engine.store.runs import FINAL, Metric, RunRow

DATASET = DatasetRow(
    id=1,
    name="clicks | 2024",
    source="clicks.csv",
    created_at=0,
    n_users=1200,
    n_items=50,
    n_interactions=9999,
    n_rejected=3,
    first_ts=0,
    last_ts=86_400_000,
    has_times=True,
    has_split=False,
    has_titles=False,
    repeat_share=0.125,
    median_length=4.0,
    max_length=9,
    synthetic=False,
    recipe={},
    length_histogram=[],
    popularity=[],
)
RUN = RunRow(
    id=4,
    dataset_id=1,
    dataset_name="clicks",
    name="first try",
    model="areal",
    preset="quick",
    seed=0,
    device="cpu",
    status="finished",
    created_at=0,
    finished_at=1,
    split_hash="abc123",
    policy="exclude",
    epoch=5,
    best_epoch=3,
    parameters=1000,
    error=None,
    config={"data": {"split": "by_time", "repeats": "auto"}, "seed": 0},
)


def final(subject: str, value: float, part: str = "all") -> Metric:
    return Metric(subject, "test", part, "ndcg@20", FINAL, value)


METRICS = [
    final("item-knn", 0.2),
    final("item-knn", 0.01, "empty-history"),
    final("model", 0.3, "empty-history"),
    final("model", 0.25),
    Metric("model", "val", "all", "ndcg@20", 2, 0.9),
]


def test_figures_are_in_percent_the_model_first() -> None:
    card = model_card(RUN, DATASET, METRICS)

    rows = [line for line in card.splitlines() if line.startswith(("| **areal**", "| item-knn"))]
    assert [row.replace(" ", "").strip("|").split("|")[:2] for row in rows] == [
        ["**areal**", "all"],
        ["item-knn", "all"],
        ["**areal**", "empty-history"],
    ]
    assert "25.00" in rows[0]
    assert "20.00" in rows[1]


def test_the_protocol_stands_beside_the_figures() -> None:
    card = model_card(RUN, DATASET, METRICS)

    for text in ("`by_time`", "`abc123`", "**exclude**", "12.50%", "1970-01-02"):
        assert text in card


def test_a_name_cannot_break_the_table() -> None:
    assert "| Name | clicks \\| 2024 |" in model_card(RUN, DATASET, METRICS)


def test_synthetic_data_is_marked() -> None:
    assert "**Synthetic data.**" in model_card(RUN, replace(DATASET, synthetic=True), METRICS)


def test_a_run_without_a_test_says_so() -> None:
    assert "was not tested" in model_card(RUN, DATASET, [])


@pytest.mark.parametrize("moment", [None, 9 * 10**18])
def test_odd_times_do_not_stop_the_card(moment: int | None) -> None:
    assert model_card(RUN, replace(DATASET, first_ts=moment), METRICS)
