"""How sure a list is, and how alike its items are."""

from __future__ import annotations

import pytest
import torch

from engine.recommending.certainty import certainty, intra_list_distance
from engine.recommending.chain_recommender import ChainRecommender
from tests.engine.recommending.conftest import Trained

ITEMS = torch.eye(4)


def test_a_posterior_on_one_item_is_certain() -> None:
    found = certainty(torch.tensor([[1.0, 0.0, 0.0, 0.0]] * 3), torch.tensor([0]), ITEMS)
    assert found.mass == 1
    assert found.effective_items == pytest.approx(1)
    assert found.deviation.tolist() == [0]
    assert found.agreement == 1


def test_draws_that_disagree_show_as_deviation_and_little_agreement() -> None:
    by_draw = torch.tensor([[0.8, 0.2, 0.0, 0.0], [0.0, 0.2, 0.8, 0.0]])
    found = certainty(by_draw, torch.tensor([0, 2]), ITEMS)
    assert found.mass == pytest.approx(0.8)
    assert found.deviation.tolist() == pytest.approx([0.4, 0.4])
    assert found.agreement == pytest.approx(0.5)


def test_a_flat_posterior_is_torn_among_all_items() -> None:
    found = certainty(torch.full((2, 4), 0.25), torch.tensor([1, 2]), ITEMS)
    assert found.effective_items == pytest.approx(4)


def test_distance_is_that_of_all_pairs() -> None:
    torch.manual_seed(0)
    listed = torch.randn(5, 7)
    pairs = [
        1 - float(torch.nn.functional.cosine_similarity(listed[a], listed[b], dim=0))
        for a in range(5)
        for b in range(a)
    ]
    assert intra_list_distance(listed) == pytest.approx(sum(pairs) / len(pairs), abs=1e-5)
    assert intra_list_distance(listed[:1]) == 0
    assert intra_list_distance(ITEMS) == pytest.approx(1)


def test_an_empty_list_has_nothing_to_be_sure_of() -> None:
    found = certainty(torch.full((2, 4), 0.25), torch.empty(0, dtype=torch.int64), ITEMS)
    assert (found.mass, found.agreement, found.distance) == (0, 1, 0)


def test_the_mass_of_a_list_is_the_sum_of_its_scores(recommender: ChainRecommender) -> None:
    lines = recommender.recommend([0, 1], 3)
    found = recommender.certainty([0, 1], [line.item for line in lines])
    assert found.mass == pytest.approx(sum(line.score for line in lines), abs=1e-5)
    assert found.deviation.shape == (3,)
    assert 1 <= found.effective_items <= 8


def test_excluded_items_do_not_count(trained: Trained) -> None:
    recommender = trained(data__repeats="exclude")
    lines = recommender.recommend([0, 1], 8)
    found = recommender.certainty([0, 1], [line.item for line in lines])
    assert len(lines) == 6
    assert found.mass == pytest.approx(1, abs=1e-5)
