"""Every model goes through a whole run: trained, stopped and resumed, tested, kept, trained again for use."""

from __future__ import annotations

import pytest
import torch

from engine.events import CancelToken
from engine.models.methods import METHODS, row_name
from engine.recommending.loading import load_recommender
from engine.store.runs import get_run, metrics
from engine.training.checkpoint import best_checkpoint, load_run_model, refit_checkpoint
from engine.training.config import RunConfig
from engine.training.events import Refitted, RunFinished, RunStarted
from engine.training.forecast.forecast import forecast
from engine.training.settings import with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.models.model_cases import SMALL
from tests.engine.training.courses import after_steps, fingerprint, of_type, ranking, until_end


def config_of(method: str) -> RunConfig:
    changes = SMALL | {
        "method": method,
        "training.epochs": 2,
        "training.batch_size": 64,
        "training.refit": "all",
        "training.average_decay": 0.9,
        "device": "cpu",
    }
    return with_settings(RunConfig(), changes)


@pytest.mark.parametrize("method", METHODS)
def test_a_run_of_every_model_is_stopped_resumed_and_used(
    method: str, workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = config_of(method)
    whole = list(train(workspace, dataset, config, CancelToken()))
    (started,) = of_type(whole, RunStarted)
    assert started.model == row_name(method, config.model_dump())
    assert started.parameters == forecast(workspace, dataset, config).parameters
    assert len(of_type(whole, Refitted)) == 1
    assert get_run(workspace.store, 1).model == method

    token = CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, 4, token.cancel)
        until_end(train(workspace, dataset, config, token))
    *_, finished = resume(workspace, 2, CancelToken())
    assert isinstance(finished, RunFinished)
    assert ranking(finished.metrics) == ranking(whole[-1].metrics)  # type: ignore[attr-defined]
    for path in (best_checkpoint, refit_checkpoint):
        assert fingerprint(path(workspace, 2)) == fingerprint(path(workspace, 1))

    _scores_as_kept(workspace, 2, method)
    recommender = load_recommender(workspace, 2)
    lines = recommender.recommend([0, 1, 0], k=3)
    assert sum(line.score for line in recommender.recommend([0, 1, 0], k=8)) == pytest.approx(1.0, abs=1e-4)
    first = next(iter(recommender.recommend_all(3, CancelToken())))
    assert first.items.shape[1] == len(lines) == 3


def _scores_as_kept(workspace: Workspace, run_id: int, method: str) -> None:
    run = get_run(workspace.store, run_id)
    history, length = torch.tensor([[0, 1, 8], [8, 8, 8]]), torch.tensor([2, 0])
    first, again = (
        load_run_model(workspace, run, 8, torch.device("cpu")).scores(history, length) for _ in range(2)
    )
    assert torch.equal(first, again)
    assert first.shape == (2, 8)
    costs = {metric.name for metric in metrics(workspace.store, run_id, subject="model", split="test")}
    assert ("denoising_steps" in costs) == METHODS[method].has_chain
