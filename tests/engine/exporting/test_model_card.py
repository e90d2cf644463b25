"""The model card: figures under one protocol, and synthetic data never unmarked."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.exporting.card_results import protocol
from engine.exporting.model_card import model_card
from engine.sequences.config import DataConfig
from engine.sequences.data_card import data_card
from engine.sequences.splits import make_split
from engine.store.datasets import DatasetRow
from engine.store.runs import FINAL, Metric, RunRow
from tests.support.snapshots import snapshot

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
    Metric("model", "test", "all", "ndcg@20.low", FINAL, 0.22),
    Metric("model", "test", "all", "ndcg@20.high", FINAL, 0.28),
    Metric("model", "test", "all", "coverage@20", FINAL, 0.34),
    Metric("model", "test", "all", "training_seconds", FINAL, 1234.0),
    Metric("model", "test", "empty-history", "rows", FINAL, 7.0),
]
LOG = snapshot([[0, 1]] * 10)
CARD = data_card(LOG, make_split(LOG, DataConfig()), 10)


def test_figures_are_in_percent_the_model_first() -> None:
    card = model_card(RUN, DATASET, METRICS, CARD)

    rows = [line for line in card.splitlines() if line.startswith(("| **AREAL**", "| Item-kNN", "| V-SKNN"))]
    assert [row.replace(" ", "").strip("|").split("|")[0] for row in rows] == ["**AREAL**", "Item-kNN"]
    assert "25.00 [22.00, 28.00]" in rows[0]
    assert "20.00" in rows[1]


def test_groups_of_examples_stand_with_their_size_and_the_strongest_reference_row() -> None:
    card = model_card(RUN, DATASET, METRICS, CARD)

    [row] = [line for line in card.splitlines() if line.startswith("| Empty history:")]
    assert [cell.strip() for cell in row.strip("|").split("|")][1:] == [
        "7",
        "-",
        "30.00",
        "-",
        "Item-kNN, 1.00",
    ]


def test_a_model_that_a_reference_row_beats_is_labelled_so() -> None:
    behind = [*METRICS, final("v-sknn", 0.26)]

    assert "ahead of every reference row" in model_card(RUN, DATASET, METRICS, CARD)
    assert "does not beat these reference rows: V-SKNN" in model_card(RUN, DATASET, behind, CARD)


def test_costs_are_explained() -> None:
    card = model_card(RUN, DATASET, METRICS, CARD)

    assert "| Catalogue coverage | 34.0% |" in card
    assert "| Training time | 1,234 s |" in card


def test_the_data_are_described_and_what_surprises_is_said() -> None:
    card = model_card(RUN, DATASET, METRICS, CARD)

    assert "| Empty history | 50.0% | 50.0% | 50.0% |" in card
    assert "- 50% of the test examples have no history" in card


def test_weights_that_were_trained_again_are_not_taken_for_the_judged_ones() -> None:
    assert "of epoch 3" in model_card(RUN, DATASET, METRICS, CARD)
    card = model_card(RUN, DATASET, METRICS, CARD, "all")
    assert "trained again on the whole log for 3 epochs, for use; the figures are not theirs" in card


def test_the_protocol_stands_beside_the_figures() -> None:
    card = model_card(RUN, DATASET, METRICS, CARD)

    for text in (
        "Split “by time”",
        "`abc123`",
        "history are excluded",
        "Target repeats an item",
        "1970-01-01",
    ):
        assert text in card


def test_the_protocol_says_why_two_reference_rows_are_alike() -> None:
    both = ["model", "popularity", "repeat-last"]
    assert "figures of popularity" in protocol(replace(RUN, policy="exclude"), both)
    assert "figures of popularity" not in protocol(replace(RUN, policy="keep"), both)


def test_a_name_cannot_break_the_table() -> None:
    assert "| Name | clicks \\| 2024 |" in model_card(RUN, DATASET, METRICS, CARD)


def test_synthetic_data_is_marked() -> None:
    assert "**Synthetic data.**" in model_card(RUN, replace(DATASET, synthetic=True), METRICS, CARD)


def test_a_run_without_a_test_says_so() -> None:
    assert "was not tested" in model_card(RUN, DATASET, [], CARD)


@pytest.mark.parametrize("moment", [None, 9 * 10**18])
def test_odd_times_do_not_stop_the_card(moment: int | None) -> None:
    assert model_card(RUN, replace(DATASET, first_ts=moment), METRICS, CARD)


def test_the_card_tells_of_what_counted_not_of_what_the_data_set_has_by_now() -> None:
    grown = replace(DATASET, last_ts=10**12, n_interactions=10**6)
    assert "What of the log counts | all of it" in model_card(RUN, grown, METRICS, CARD)
    data = {"split": "by_time", "repeats": "auto", "events": ["buy", "view"], "item_core": 5}
    filtered = replace(RUN, config={"data": data})
    card = model_card(filtered, grown, METRICS, CARD)
    assert "Events that count: buy, view; Least interactions of an item: 5" in card
    assert "2001-09-09" not in card
