from __future__ import annotations

import pytest

from areal_gui.formats import count, duration, loss_text, points
from areal_gui.pages.train.verdict import best_values, result_rows, verdict


def test_a_better_model_beats_item_knn_by_points_and_percent() -> None:
    passed, sentence = verdict({"ndcg@20": 0.18}, {"item-knn": {"ndcg@20": 0.15}})
    assert passed
    assert "Beats item-kNN by 3.00 points" in sentence
    assert "20 % more" in sentence


@pytest.mark.parametrize("ours", [0.15, 0.10])
def test_an_equal_or_worse_model_does_not(ours: float) -> None:
    passed, sentence = verdict({"ndcg@20": ours}, {"item-knn": {"ndcg@20": 0.15}})
    assert not passed
    assert "Does not beat item-kNN" in sentence


def test_without_the_reference_nothing_is_claimed() -> None:
    assert not verdict({"ndcg@20": 0.5}, {})[0]


def test_a_reference_that_finds_nothing_is_beaten() -> None:
    assert verdict({"ndcg@20": 0.5}, {"item-knn": {"ndcg@20": 0.0}})[0]


def test_rows_go_from_the_model_to_the_strong_reference() -> None:
    rows = result_rows({"ndcg@20": 0.2}, {"item-knn": {"ndcg@20": 0.3}, "popularity": {"hr@20": 0.1}})
    assert [row.subject for row in rows] == ["model", "popularity", "item-knn"]
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
