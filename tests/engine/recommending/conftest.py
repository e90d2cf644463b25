"""A run trained on a log whose answer is known."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.events import CancelToken
from engine.recommending.chain_recommender import ChainRecommender
from engine.recommending.loading import load_chain_recommender
from engine.training.events import RunFinished
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences

Trained = Callable[..., ChainRecommender]


@pytest.fixture
def trained(workspace: Workspace) -> Trained:
    """Trains on the alternating log with a few settings, and loads the run."""

    def make(**settings: str | int) -> ChainRecommender:
        dataset = import_sequences(workspace, ALTERNATING)
        changes = {"training.epochs": 8} | {name.replace("__", "."): to for name, to in settings.items()}
        *_, finished = train(workspace, dataset, with_settings(SMALL, changes), CancelToken())
        assert isinstance(finished, RunFinished)
        return load_chain_recommender(workspace, finished.run_id)

    return make


@pytest.fixture
def recommender(trained: Trained) -> ChainRecommender:
    return trained(data__repeats="keep")
