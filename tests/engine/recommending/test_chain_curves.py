"""Figures along a chain, and chains from several starts."""

from __future__ import annotations

import numpy as np
import pytest

from engine.diffusion.config import SamplingConfig
from engine.recommending.chain_curves import MOST_PLACES
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.generation import Generation
from tests.engine.recommending.conftest import Trained


def test_a_chain_grows_sure_as_it_nears_its_end(recommender: ChainRecommender) -> None:
    path = recommender.trajectory([0, 1, 0])
    found = recommender.curves(path, [1, 7])
    assert found.places.tolist() == [0, 1, 2, 3, 4]
    assert (found.entropy >= 0).all()
    assert (found.entropy <= np.log(8) + 1e-5).all()
    assert found.distance[-1] == 0
    assert found.ranks[-1, 0] == 1
    assert found.ranks.shape == (5, 2)
    assert found.ranks.min() >= 1
    assert found.ranks.max() <= 8


def test_entropy_and_ranks_are_those_of_the_posterior(recommender: ChainRecommender) -> None:
    path = recommender.trajectory([2, 3], neighbours=8)
    found = recommender.curves(path, path.nearest[2].tolist())
    assert found.ranks[2].tolist() == list(range(1, 9))
    p = path.nearest_probability[2]
    assert found.entropy[2] == pytest.approx(-(p * np.log(p)).sum(), rel=1e-4)


def test_items_that_a_list_may_not_hold_have_no_rank(trained: Trained) -> None:
    recommender = trained(data__repeats="exclude")
    history = [0, 2]
    best = recommender.recommend(history, 1)[0].item
    path = recommender.trajectory(history)
    among_all = recommender.curves(path, [best]).ranks[-1, 0]
    assert recommender.curves(path, [best], history).ranks[-1, 0] == 1 <= among_all


def test_a_history_pulls_and_none_does_not(recommender: ChainRecommender) -> None:
    guided = recommender.curves(recommender.trajectory([0, 1, 0]), [1]).guidance
    empty = recommender.curves(recommender.trajectory([]), [1]).guidance
    assert (guided[:-1] > 1e-3).all()
    assert empty[:-1] == pytest.approx(0, abs=1e-5)
    assert np.isnan(guided[-1])


def test_a_long_chain_is_thinned_and_keeps_its_ends(recommender: ChainRecommender) -> None:
    whole = Generation(0.0, SamplingConfig(sampler="ddpm", steps=50, samples=1))
    path = recommender.trajectory([0, 1], generation=whole)
    found = recommender.curves(path, [0])
    assert len(path.timesteps) == 51 <= MOST_PLACES
    assert len(found.places) == 51
    assert (found.places[0], found.places[-1]) == (0, 50)


def test_a_fan_has_a_path_from_every_draw(recommender: ChainRecommender) -> None:
    found = recommender.fan([0, 1, 0], draws=5, seed=3)
    assert found.x.shape == (5, 5, 16)
    assert found.nearest.tolist() == [1] * 5
    assert found.spread >= 0
    ends = found.x[-1]
    spread = np.sqrt(((ends - ends.mean(0)) ** 2).sum(1).mean())
    assert found.spread == pytest.approx(spread, rel=1e-4)
    assert np.array_equal(found.x, recommender.fan([0, 1, 0], draws=5, seed=3).x)


def test_a_fan_of_one_is_the_trajectory(recommender: ChainRecommender) -> None:
    path, fan = recommender.trajectory([0, 1], seed=4), recommender.fan([0, 1], seed=4, draws=1)
    assert np.allclose(path.x, fan.x[:, 0], atol=1e-6)
