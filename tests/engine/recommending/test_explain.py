"""Leaving items out of a history tells which of them a recommendation rests on."""

from __future__ import annotations

import numpy as np
import pytest

from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.explain import Influence
from tests.engine.recommending.conftest import Trained


def test_the_influence_of_an_item_is_the_difference_that_leaving_it_out_makes(
    recommender: ChainRecommender,
) -> None:
    history = [4, 0, 1]
    found = recommender.influence(history, [0, 5])
    assert found.history.tolist() == history
    whole = {line.item: line for line in recommender.recommend(history, 8)}
    for place, rest in enumerate(([0, 1], [4, 1], [4, 0])):
        there = {line.item: line for line in recommender.recommend(rest, 8)}
        for column, item in enumerate((0, 5)):
            assert found.rank[column] == whole[item].rank
            assert found.rank_without[place, column] == there[item].rank
            assert found.probability_without[place, column] == pytest.approx(there[item].score, rel=1e-4)


def test_what_is_excluded_stays_excluded_when_it_is_left_out(trained: Trained) -> None:
    recommender = trained(data__repeats="exclude")
    found = recommender.influence([0, 2], [1])
    assert found.rank_without.max() <= 6  # of eight items, two are in the history
    scores = {line.item: line.score for line in recommender.recommend([0, 2], 8)}
    assert found.probability[0] == pytest.approx(scores[1], rel=1e-4)


def test_only_what_the_model_sees_can_be_left_out(recommender: ChainRecommender) -> None:
    long = [7, 6, 5, *[0, 1] * 5]
    found = recommender.influence(long, [0])
    assert found.history.tolist() == long[-recommender.history_length :]
    assert len(found.rank_without) == recommender.history_length


def test_an_empty_history_has_no_influence(recommender: ChainRecommender) -> None:
    found = recommender.influence([], [0, 1])
    assert found.rank_without.shape == (0, 2)
    assert found.mostly(0) == []


def influence(probability: float, without: list[float]) -> Influence:
    zeros = np.zeros((len(without), 1), dtype=np.int64)
    return Influence(
        np.arange(len(without)),
        np.array([9]),
        np.array([1]),
        np.array([probability], dtype=np.float32),
        zeros,
        np.array(without, dtype=np.float32)[:, None],
    )


def test_mostly_names_the_fewest_items_that_make_up_most_of_the_effect() -> None:
    assert influence(0.4, [0.4, 0.39, 0.1, 0.2]).mostly(0) == [2]
    assert influence(0.4, [0.2, 0.2, 0.2, 0.6]).mostly(0) == [0, 1]
    assert influence(0.4, [0.5, 0.4]).mostly(0) == []


def test_an_effect_is_a_difference_of_log_probabilities() -> None:
    assert influence(0.4, [0.2, 0.8, 0.0]).effect(0)[:2] == pytest.approx([np.log(2), -np.log(2)], rel=1e-6)
    assert np.isfinite(influence(0.4, [0.0]).effect(0)).all()
