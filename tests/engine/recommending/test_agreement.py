"""The lists of all users against the list of each: what is written is what is shown."""

from __future__ import annotations

import random

import numpy as np
import pytest

from engine.events import CancelToken
from engine.recommending.loading import load_recommender
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import SMALL, import_sequences

USERS, ITEMS = 1000, 300


def test_lists_of_a_thousand_users_agree(workspace: Workspace) -> None:
    chance = random.Random(3)
    sequences = [[f"i{chance.randrange(ITEMS)}" for _ in range(chance.randint(1, 14))] for _ in range(USERS)]
    dataset = import_sequences(workspace, sequences)
    settings = with_settings(SMALL, {"training.epochs": 1, "data.repeats": "exclude", "sampling.samples": 3})
    *_, finished = train(workspace, dataset, settings, CancelToken())
    recommender = load_recommender(workspace, finished.run_id)  # type: ignore[attr-defined]

    agreed = 0
    for block in recommender.recommend_all(20, CancelToken()):
        for user, items, scores in zip(block.users.tolist(), block.items, block.scores, strict=True):
            history = recommender.numbers_of(recommender.history(workspace.store, user))
            shown = recommender.recommend(history, 20)
            possible = np.isfinite(scores)
            assert items[possible].tolist() == [line.item for line in shown]
            assert scores[possible] == pytest.approx([line.score for line in shown], rel=1e-5)
            agreed += 1
    assert agreed == USERS
