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


def by_hand(model: Ips, power: float, most: float) -> torch.Tensor:
    """The weight of each row: its target's share of the exposure, turned round, clipped, normalised."""
    state = model.exposure.encode(*ROWS[:2])
    share = model.exposure.of_all(state).softmax(1).gather(1, ROWS[2][:, None])[:, 0].tolist()
    clipped = [min(most, max(1.0, p**-power)) for p in share]
    return torch.tensor([each / (sum(clipped) / len(clipped)) for each in clipped])


def uneven(**changes: Any) -> Ips:
    """One whose exposure differs from target to target: of the weights the last alone is clipped."""
    model = made(ips__power=0.7, ips__largest_weight=8.0, **changes).eval()
    with torch.no_grad():
        assert model.exposure.bias is not None
        assert model.recommender.bias is not None
        model.exposure.bias[:4] = torch.tensor([0.0, 3.0, 1.0, -4.0])
        model.recommender.bias.normal_()
    assert len({round(weight, 3) for weight in by_hand(model, 0.7, 8.0).tolist()}) == 3
    return model


@pytest.mark.parametrize("backbone", ["sasrec", "gru4rec"])
def test_each_row_of_the_cross_entropy_has_its_weight(backbone: str) -> None:
    model = uneven(ips__backbone=backbone)
    scores = model.recommender.scores(*ROWS[:2])
    each = -scores.log_softmax(1).gather(1, ROWS[2][:, None])[:, 0]
    terms = model.loss(*ROWS)
    weight = by_hand(model, 0.7, 8.0)
    assert terms["cross_entropy"].item() == pytest.approx(float((weight * each).mean()), rel=1e-5)
    share = float(weight.sum() ** 2 / (3 * (weight**2).sum()))
    assert terms["effective_share"].item() == pytest.approx(share, rel=1e-5)


def test_of_the_binary_loss_the_target_has_the_weight_and_the_negative_has_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    model, drawn = uneven(baseline__loss="bce1"), torch.tensor([5, 7, 9])
    monkeypatch.setattr(model.recommender, "other_items", lambda _: drawn)
    scores = model.recommender.scores(*ROWS[:2])
    right, other = (scores.gather(1, items[:, None])[:, 0] for items in (ROWS[2], drawn))
    each = (-by_hand(model, 0.7, 8.0) * right.sigmoid().log() - (1 - other.sigmoid()).log()) / 2
    found = model.loss(*ROWS)["binary_cross_entropy"]
    assert found.item() == pytest.approx(float(each.mean()), rel=1e-5)


@pytest.mark.parametrize("loss", ["ce", "bce1"])
def test_the_exposure_is_learned_by_likelihood_without_any_weights(loss: str) -> None:
    """A softmax with one table of items, whatever the recommender learns with."""
    model = uneven(baseline__loss=loss, baseline__tied=loss == "ce")
    assert torch.equal(model.exposure.compared(), model.exposure.items())
    scores = model.exposure.scores(*ROWS[:2])
    each = -scores.log_softmax(1).gather(1, ROWS[2][:, None])
    assert model.loss(*ROWS)["exposure"].item() == pytest.approx(float(each.mean()), rel=1e-5)
