from __future__ import annotations

import pytest

from areal_gui.formats import count, duration, loss_text, points
from areal_gui.pages.train.estimate import HIGH, LOW, estimate
from areal_gui.pages.train.verdict import best_values, label, policy_text, result_rows, verdict
from engine.evaluation import figures
from engine.models.subjects import REFITTED
from engine.training import final_test


def levels(**ndcg: float) -> dict[str, dict[str, float]]:
    return {name.replace("_", "-"): {"ndcg@20": value} for name, value in ndcg.items()}


def test_a_better_model_beats_item_knn_by_points_and_percent() -> None:
    passed, sentence = verdict({"ndcg@20": 0.18}, levels(popularity=0.02, item_knn=0.15))
    assert passed
    assert sentence == ("Beats the strongest reference row, item-kNN, by 3.00 points of NDCG@20 (20% more).")


@pytest.mark.parametrize(("low", "may_be_chance"), [(0.155, True), (0.165, False)])
def test_a_lead_within_the_intervals_is_said_to_be_perhaps_chance(low: float, may_be_chance: bool) -> None:
    model = {"ndcg@20": 0.18, "ndcg@20" + LOW: low, "ndcg@20" + HIGH: 0.2}
    behind = {"ndcg@20": 0.15, "ndcg@20" + LOW: 0.14, "ndcg@20" + HIGH: 0.16}
    _, sentence = verdict(model, {"item-knn": behind})
    assert ("intervals of the model and of item-kNN overlap" in sentence) is may_be_chance


@pytest.mark.parametrize("ours", [0.15, 0.10])
def test_an_equal_or_worse_model_does_not(ours: float) -> None:
    passed, sentence = verdict({"ndcg@20": ours}, levels(item_knn=0.15))
    assert not passed
    assert "Does not beat the strongest reference row, item-kNN" in sentence


@pytest.mark.parametrize(
    ("ours", "beaten", "about_strongest", "about_item_knn"),
    [
        (0.25, True, "Beats the strongest reference row, Markov, by 5.00 points", "Beats item-kNN by 15.00"),
        (0.18, False, "Markov: 2.00 points of NDCG@20 below it", "It does beat item-kNN, by 8.00 points."),
        (0.08, False, "Markov: 12.00 points of NDCG@20 below it", "It does not beat item-kNN either."),
    ],
)
def test_the_strongest_row_decides_and_item_knn_is_named(
    ours: float, beaten: bool, about_strongest: str, about_item_knn: str
) -> None:
    passed, sentence = verdict({"ndcg@20": ours}, levels(markov=0.2, item_knn=0.1, popularity=0.05))
    assert passed is beaten
    assert about_strongest in sentence
    assert about_item_knn in sentence


@pytest.mark.parametrize("ours", [0.0, 0.1, 0.15, 0.2, 0.21])
def test_the_verdict_is_that_of_the_engine(ours: float) -> None:
    model, references = {"ndcg@20": ours}, levels(markov=0.2, item_knn=0.1, v_sknn=0.15)
    references[REFITTED] = {"ndcg@20": 0.9}
    beaten_by = final_test.beaten_by({"model": model} | references)
    assert verdict(model, references)[0] == (beaten_by == ())
    assert bool(label(model, references)) == ("item-knn" in beaten_by)


def test_the_label_names_item_knn() -> None:
    assert label({"ndcg@20": 0.1}, levels(item_knn=0.1)) == "does not beat item-kNN"
    assert label({}, levels(item_knn=0.1)) == label({"ndcg@20": 0.1}, {}) == ""


def test_the_window_and_the_engine_have_the_same_names() -> None:
    assert (figures.LOW, figures.HIGH) == (LOW, HIGH)


def test_an_interval_stands_behind_its_figure() -> None:
    metrics = {"ndcg@20": 0.0398, "ndcg@20.low": 0.0362, "ndcg@20.high": 0.0435, "hr@20": 0.1}
    assert estimate(metrics, "ndcg@20").text == "3.98 (3.62 to 4.35)"
    assert estimate(metrics, "hr@20").text == "10.00"
    assert estimate(metrics, "mrr@20").text == "–"


def test_without_the_reference_nothing_is_claimed() -> None:
    assert not verdict({"ndcg@20": 0.5}, {})[0]


def test_a_reference_that_finds_nothing_is_beaten() -> None:
    assert verdict({"ndcg@20": 0.5}, {"item-knn": {"ndcg@20": 0.0}})[0]


def test_rows_go_from_the_model_to_the_strong_reference() -> None:
    references = {"item-knn": {"ndcg@20": 0.3}, "popularity": {"hr@20": 0.1}, REFITTED: {"hr@20": 0.05}}
    rows = result_rows({"ndcg@20": 0.2}, references)
    assert [row.subject for row in rows] == ["model", REFITTED, "popularity", "item-knn"]
    assert best_values(rows) == (0.3, 0.1, None)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.4, "0 s"), (59.4, "59 s"), (125, "2 min 05 s"), (3720, "1 h 02 min"), (-1, "0 s")],
)
def test_durations(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_numbers_for_people() -> None:
    assert points(0.15342) == "15.34"
    assert points(None) == points(float("nan")) == "–"
    assert count(1234567) == "1,234,567"
    assert loss_text(3.14159) == "3.1416"
    assert loss_text(1234.56) == "1234.6"


def test_the_row_of_a_baseline_has_its_name() -> None:
    rows = result_rows({"ndcg@20": 0.2}, {"markov": {"ndcg@20": 0.1}}, called="GRU4Rec (CE)")
    assert [row.title for row in rows] == ["GRU4Rec (CE)", "Markov"]


def test_the_policy_says_why_popularity_and_repeat_last_are_alike() -> None:
    both = levels(popularity=0.02, repeat_last=0.02)
    assert policy_text("exclude", both).startswith("Items already in the history are excluded. Repeat last ")
    assert policy_text("exclude", levels(popularity=0.02)) == "Items already in the history are excluded."
    assert policy_text("keep", both) == "Items already in the history may be recommended."
