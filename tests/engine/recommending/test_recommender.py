"""A trained run at work on a log whose answer is known."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import NotFound
from engine.events import Cancelled, CancelToken
from engine.recommending import everyone
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.loading import load_chain_recommender
from engine.store.users import history
from engine.workspace import Workspace
from tests.engine.recommending.conftest import Trained
from tests.support.imported import SMALL


def number(recommender: ChainRecommender, external_id: str) -> int:
    return recommender.items.external_ids.index(external_id)


def test_the_certain_next_item_comes_first(recommender: ChainRecommender) -> None:
    i2, i3 = number(recommender, "i2"), number(recommender, "i3")
    best = recommender.recommend([i2, i3, i2])[0]
    assert (best.rank, best.external_id, best.item, best.repeat) == (1, "i3", i3, True)
    assert 0.5 < best.score <= 1


def test_a_list_is_ranked_by_probability_and_no_longer_than_asked(recommender: ChainRecommender) -> None:
    found = recommender.recommend([0], k=3)
    assert [line.rank for line in found] == [1, 2, 3]
    assert [line.score for line in found] == sorted((line.score for line in found), reverse=True)
    assert len(recommender.recommend([0], k=50)) == 8
    assert sum(line.score for line in recommender.recommend([0], k=50)) == pytest.approx(1)


def test_items_of_the_history_are_left_out_where_the_run_excludes_them(trained: Trained) -> None:
    found = trained(data__repeats="exclude").recommend([0, 1], k=50)
    assert {line.item for line in found} == set(range(2, 8))
    assert not any(line.repeat for line in found)
    assert sum(line.score for line in found) == pytest.approx(1)


def test_a_new_user_gets_a_list(recommender: ChainRecommender) -> None:
    assert len(recommender.recommend([], k=5)) == 5


def test_only_the_latest_items_are_seen(recommender: ChainRecommender) -> None:
    recent = [0, 1] * 5
    assert [line.score for line in recommender.recommend([7, 6, 5, *recent])] == pytest.approx(
        [line.score for line in recommender.recommend(recent)]
    )


@pytest.mark.parametrize("repeats", ["keep", "exclude"])
def test_lists_of_all_users_are_those_of_each(
    trained: Trained, workspace: Workspace, monkeypatch: pytest.MonkeyPatch, repeats: str
) -> None:
    monkeypatch.setattr(everyone, "USERS_AT_ONCE", 50)
    monkeypatch.setattr(everyone, "SCORES_AT_ONCE", {"cpu": 8 * 20})  # tiles of 20 users
    recommender = trained(data__repeats=repeats)
    blocks = list(recommender.recommend_all(7, CancelToken()))
    users, items, scores = (
        np.concatenate([getattr(block, name) for block in blocks]) for name in ("users", "items", "scores")
    )
    assert [len(block.users) for block in blocks] == [50, 50, 20]
    assert users.tolist() == list(range(120))
    for user in (0, 57, 119):
        own = [row.item_id for row in history(workspace.store, recommender.run.dataset_id, user)]
        listed = recommender.recommend(own, 7)
        possible = np.isfinite(scores[user])
        assert items[user][possible].tolist() == [line.item for line in listed]
        assert scores[user][possible] == pytest.approx([line.score for line in listed], rel=1e-5)


def test_lists_of_many_users_can_be_cancelled(recommender: ChainRecommender) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        next(recommender.recommend_all(4, token))


def test_a_trajectory_runs_from_noise_to_the_item(recommender: ChainRecommender) -> None:
    path = recommender.trajectory([0, 1, 0], neighbours=3)
    states = len(path.timesteps)
    assert path.timesteps[0] == 50
    assert path.timesteps[-1] == 0
    assert states == SMALL.sampling.steps + 1
    assert path.x.shape == path.prediction.shape == (states, 16)
    assert path.nearest.shape == path.nearest_probability.shape == (states, 3)
    assert path.alpha_bar[-1] == 1
    assert (np.diff(path.alpha_bar) > 0).all()
    assert np.array_equal(path.x[-1], path.prediction[-1])
    assert path.nearest[-1, 0] == 1
    assert (np.diff(path.nearest_probability, axis=1) <= 0).all()


def test_a_trajectory_depends_on_its_seed_alone(recommender: ChainRecommender) -> None:
    first, again, other = (recommender.trajectory([0], seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.x, again.x)
    assert not np.allclose(first.x[0], other.x[0])


def test_attention_tells_the_latest_items_what_they_weigh(recommender: ChainRecommender) -> None:
    found = recommender.attention([7, *[0, 1] * 5])
    assert found.items.tolist() == [0, 1] * 5
    assert found.kernels == (1, 3, 5)
    assert found.scales.shape == (10, 1, 3)
    assert found.fusion.shape == (10, 1, 2)
    assert np.allclose(found.scales.sum(-1), 1, atol=1e-6)
    assert np.allclose(found.fusion.sum(-1), 1, atol=1e-6)


def test_a_new_user_has_nothing_to_attend_to(recommender: ChainRecommender) -> None:
    found = recommender.attention([])
    assert (len(found.items), found.scales.shape, found.fusion.shape) == (0, (0, 1, 3), (0, 1, 2))


def test_the_map_has_a_place_for_every_item_and_is_made_once(recommender: ChainRecommender) -> None:
    found = recommender.item_map
    assert found.points.shape == (8, 2)
    assert 0 < found.explained[1] <= found.explained[0] <= 1
    assert recommender.item_map is found


def test_a_run_that_is_not_there_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        load_chain_recommender(workspace, 7)
