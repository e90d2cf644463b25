"""Lists of a model that scores all items at once."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import BadSetting
from engine.events import CancelToken
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.loading import load_chain_recommender, load_recommender
from engine.recommending.recommender import Recommender
from engine.training.events import RunFinished
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences


@pytest.fixture(params=["ce", "bce1"])
def recommender(request: pytest.FixtureRequest, workspace: Workspace) -> Recommender:
    dataset = import_sequences(workspace, ALTERNATING)
    changes = {"method": "gru4rec", "baseline.loss": request.param, "training.epochs": 20}
    config = with_settings(SMALL, changes | {"data.repeats": "keep", "baseline.dropout": 0.0})
    *_, finished = train(workspace, dataset, config, CancelToken())
    assert isinstance(finished, RunFinished)
    return load_recommender(workspace, finished.run_id)


def test_the_next_item_comes_first_and_shares_add_up(recommender: Recommender) -> None:
    lines = recommender.recommend([0, 1, 0], k=8)
    assert lines[0].external_id == "i1"
    assert sum(line.score for line in lines) == pytest.approx(1.0)
    assert [line.score for line in lines] == sorted((line.score for line in lines), reverse=True)
    assert len(recommender.recommend([], k=3)) == 3


def test_what_speaks_for_an_item_and_how_sure_that_is(recommender: Recommender) -> None:
    found = recommender.influence([2, 0, 1, 0], [1])
    assert found.rank.tolist() == [1]
    assert found.mostly(0)
    sure = recommender.certainty([0, 1, 0], [1, 3])
    assert 0 < sure.mass <= 1
    assert sure.deviation.tolist() == [0, 0]  # there is one draw
    assert recommender.item_map.points.shape == (8, 2)


def test_the_lists_of_all_are_those_of_each(recommender: Recommender) -> None:
    first = next(iter(recommender.recommend_all(3, CancelToken())))
    alone = recommender.recommend([0, 1] * 3, k=3)
    assert first.items[0].tolist() == [line.item for line in alone]
    assert np.allclose(first.scores[0], [line.score for line in alone], atol=1e-6)


def test_a_trajectory_is_refused_with_the_reason(recommender: Recommender, workspace: Workspace) -> None:
    assert not isinstance(recommender, ChainRecommender)
    with pytest.raises(BadSetting, match="has no trajectory") as refused:
        load_chain_recommender(workspace, recommender.run.id)
    assert "GRU4Rec (" in refused.value.why
