"""IPS: the weights decide how much an example counts, and nothing learns through them."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from engine.events import CancelToken
from engine.models.baselines.ips import Ips
from engine.sequences.config import DataConfig
from engine.sequences.examples import examples
from engine.sequences.splits import make_split
from engine.training.config import RunConfig, TrainingConfig
from engine.training.epoch import EpochRunner
from engine.training.events import StepsDone
from engine.training.settings import with_settings
from engine.training.setup import build_model
from tests.support.snapshots import checkerboard

N = 12
ROWS = (torch.tensor([[0, 1, N], [2, N, N], [N] * 3]), torch.tensor([2, 1, 0]), torch.tensor([1, 2, 3]))


def made(**changes: Any) -> Ips:
    torch.manual_seed(0)
    names = {name.replace("__", "."): value for name, value in changes.items()}
    small = {"method": "ips", "baseline.embedding_size": 8, "baseline.dropout": 0.0}
    model = build_model(N, with_settings(RunConfig(), {**small, **names}))
    assert isinstance(model, Ips)
    return model


@pytest.mark.parametrize("loss", ["ce", "bce1"])
def test_no_gradient_goes_through_the_weights(loss: str) -> None:
    model = made(baseline__loss=loss, ips__power=1.0)
    name = {"ce": "cross_entropy", "bce1": "binary_cross_entropy"}[loss]
    model.loss(*ROWS)[name].backward()  # type: ignore[no-untyped-call]
    assert all(parameter.grad is None for parameter in model.exposure.parameters())


def test_the_exposure_teaches_the_recommender_nothing() -> None:
    model = made()
    model.loss(*ROWS)["exposure"].backward()  # type: ignore[no-untyped-call]
    assert all(parameter.grad is None for parameter in model.recommender.parameters())


@pytest.mark.parametrize("loss", ["ce", "bce1"])
def test_without_a_power_it_is_the_recommender_alone(loss: str) -> None:
    model = made(baseline__loss=loss, ips__power=0.0)
    torch.manual_seed(3)
    terms = model.loss(*ROWS)
    torch.manual_seed(3)
    for name, term in model.recommender.loss(*ROWS).items():
        assert torch.allclose(terms[name], term)
    assert terms["effective_share"].item() == pytest.approx(1.0)


def test_a_target_that_is_rarely_exposed_counts_more() -> None:
    """Item 1 is exposed far more than item 2, whatever the history."""
    model = made(ips__power=1.0, ips__largest_weight=1000.0)
    with torch.no_grad():
        assert model.exposure.bias is not None
        model.exposure.bias[1] += 5.0
    history, length, _ = (part[:2] for part in ROWS)
    before = {}
    for name, target in (("both", (1, 2)), ("exposed", (1, 1)), ("rare", (2, 2))):
        before[name] = model.loss(history, length, torch.tensor(target))
    assert before["both"]["effective_share"] < 0.6  # nearly all of the weight is on one of two
    assert before["exposed"]["effective_share"] > 0.9
    assert before["rare"]["effective_share"] > 0.9


def test_it_recommends_without_weights() -> None:
    model = made().eval()
    assert torch.equal(model.scores(*ROWS[:2]), model.recommender.scores(*ROWS[:2]))


def test_the_effective_share_is_told_and_not_minimised() -> None:
    log = checkerboard()
    train = examples(log, make_split(log, DataConfig()), "train", 3)
    model = build_model(train.n_items, with_settings(RunConfig(), {"method": "ips"}))
    runner = EpochRunner(model, train, TrainingConfig(), 1, CancelToken())
    losses = next(event.losses for event in runner.steps() if isinstance(event, StepsDone))
    assert losses.keys() == {"cross_entropy", "exposure", "effective_share", "total"}
    for total, *terms in zip(losses["total"], losses["cross_entropy"], losses["exposure"], strict=True):
        assert total == pytest.approx(sum(terms), rel=1e-5)
    assert all(0 < share <= 1.0001 for share in losses["effective_share"])
