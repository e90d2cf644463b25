"""What is recommended, counted."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.beyond_accuracy import RECOMMENDED, beyond_accuracy, count_recommended


def test_the_first_twenty_of_every_row_are_counted() -> None:
    scores = torch.arange(30.0).repeat(3, 1)
    assert count_recommended(scores).tolist() == [0.0] * 10 + [3.0] * 20


def test_equals_at_the_end_of_the_list_share_its_last_places() -> None:
    scores = torch.zeros(1, 30)
    scores[0, :10] = 1.0
    assert count_recommended(scores).tolist() == pytest.approx([1.0] * 10 + [0.5] * 20)


def test_excluded_items_are_never_recommended_even_where_nothing_else_is_left() -> None:
    scores = torch.full((2, 30), -torch.inf)
    scores[:, :5] = torch.tensor([1.0, 2.0, 3.0, 4.0, 5.0])
    assert count_recommended(scores).tolist() == [2.0] * 5 + [0.0] * 25


def test_a_small_catalogue_is_recommended_whole() -> None:
    assert count_recommended(torch.zeros(2, 3)).tolist() == [2.0, 2.0, 2.0]


@given(st.integers(0, 2**31), st.integers(21, 60), st.integers(1, 5))
def test_every_row_has_twenty_places_however_many_tie(seed: int, n_items: int, levels: int) -> None:
    scores = torch.randint(0, levels, (4, n_items), generator=torch.Generator().manual_seed(seed)).float()
    counts = count_recommended(scores)
    assert float(counts.sum()) == pytest.approx(4 * RECOMMENDED)
    assert float(counts.max()) <= 4 + 1e-9


def test_coverage_is_the_share_of_items_that_anybody_gets() -> None:
    found = beyond_accuracy(torch.tensor([3.0, 1.0, 0.5, 0.0]).double(), torch.tensor([9, 1, 0, 0]))
    assert found["coverage@20"] == pytest.approx(2.5 / 4)


def test_popularity_is_the_place_among_the_training_counts() -> None:
    trained = torch.tensor([0, 10, 20, 30, 30])
    place = [0.0, 0.25, 0.5, 0.875, 0.875]
    for item in range(5):
        only = torch.zeros(5, dtype=torch.float64)
        only[item] = 7
        assert beyond_accuracy(only, trained)["popularity@20"] == pytest.approx(place[item])


@given(st.lists(st.integers(0, 9), min_size=2, max_size=30))
def test_recommending_everything_alike_is_half_way_up(counts: list[int]) -> None:
    alike = torch.ones(len(counts), dtype=torch.float64)
    assert beyond_accuracy(alike, torch.tensor(counts))["popularity@20"] == pytest.approx(0.5)
