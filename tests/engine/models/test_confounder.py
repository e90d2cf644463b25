"""The latent confounder of IPS: what it knows when, and what learns from it."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Normal as TorchNormal
from torch.distributions import kl_divergence

from engine.models.baselines.annealing import GROWS_OVER
from engine.models.baselines.confounder import Confounder, Normal
from engine.models.baselines.ips import Ips
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.training.setup import build_model

N, D = 12, 8
ROWS = (torch.tensor([[0, 1, N], [2, N, N], [N] * 3]), torch.tensor([2, 1, 0]), torch.tensor([1, 2, 3]))


def made(confounder: str = "gaussian", **changes: float) -> Ips:
    torch.manual_seed(0)
    config = with_settings(
        RunConfig(),
        {"method": "ips", "baseline.embedding_size": D, "baseline.dropout": 0.0, "ips.confounder": confounder}
        | {f"ips.{name}": value for name, value in changes.items()},
    )
    model = build_model(N, config)
    assert isinstance(model, Ips)
    return model


def awake(model: Ips) -> Confounder:
    """Its confounder, as it may be in the middle of a training."""
    assert model.confounder is not None
    for part in (model.confounder.exposing, model.confounder.recommending):
        torch.nn.init.normal_(part.weight)
    return model.confounder


def test_the_divergence_is_that_of_two_normal_distributions() -> None:
    torch.manual_seed(0)
    one, other = (Normal(torch.randn(4, D), torch.randn(4, D)) for _ in range(2))
    as_torch = [TorchNormal(each.mean, (each.log_variance / 2).exp()) for each in (one, other)]
    assert torch.allclose(one.divergence(other), kl_divergence(*as_torch).sum(1), atol=1e-5)
    assert one.divergence(one).abs().max() < 1e-5


def test_draws_have_the_mean_and_the_variance() -> None:
    torch.manual_seed(0)
    drawn = Normal(torch.full((20_000, 1), 3.0), torch.full((20_000, 1), 4.0).log()).draw()
    assert drawn.mean().item() == pytest.approx(3.0, abs=0.05)
    assert drawn.var().item() == pytest.approx(4.0, rel=0.05)


def test_it_begins_as_none() -> None:
    plain, confounded = made("none"), made()
    terms, others = plain.loss(*ROWS), confounded.loss(*ROWS)
    for name in ("cross_entropy", "exposure", "effective_share"):
        assert terms[name].item() == pytest.approx(others[name].item(), abs=1e-6)
    assert torch.allclose(plain.eval().scores(*ROWS[:2]), confounded.eval().scores(*ROWS[:2]))


def test_the_divergence_comes_in_over_the_first_steps() -> None:
    model, found = made(divergence_weight=0.5), []
    confounder = awake(model)
    for steps in (0, GROWS_OVER // 2, GROWS_OVER, 3 * GROWS_OVER):
        confounder.learned.fill_(steps)
        found.append(model.loss(*ROWS)["divergence"].item())
        assert confounder.learned == steps + 1
    assert found[2] > 0
    assert found == pytest.approx([0.0, found[2] / 2, found[2], found[2]])
    model.eval().loss(*ROWS)
    assert confounder.learned == 3 * GROWS_OVER + 1
    assert any(name.endswith("learned") for name in model.state_dict())


def test_items_are_ranked_with_its_mean_and_nothing_is_drawn() -> None:
    model = made().eval()
    confounder, before = awake(model), torch.get_rng_state()
    found = model.scores(*ROWS[:2])
    assert torch.equal(before, torch.get_rng_state())
    mean = confounder.prior(model.exposure.encode(*ROWS[:2])).mean
    h = model.recommender.encode(*ROWS[:2]) + confounder.recommending(mean)
    assert torch.allclose(found, model.recommender.of_all(h), atol=1e-6)
    assert not torch.allclose(found, model.recommender.scores(*ROWS[:2]), atol=1e-3)


def test_neither_weights_nor_recommender_see_the_target_in_it() -> None:
    """What history and target say of it is for the exposure model alone."""
    model = made().eval()
    confounder = awake(model)
    before = model.loss(*ROWS)
    torch.nn.init.normal_(confounder.of_both.weight)
    torch.nn.init.constant_(confounder.of_both.bias, 0.3)
    after = model.loss(*ROWS)
    for name in ("cross_entropy", "effective_share"):
        assert torch.equal(before[name], after[name])
    assert before["exposure"] != after["exposure"]


def test_the_recommender_teaches_the_exposure_nothing_through_it() -> None:
    model = made()
    confounder = awake(model)
    model.loss(*ROWS)["cross_entropy"].backward()  # type: ignore[no-untyped-call]
    assert all(parameter.grad is None for parameter in model.exposure.parameters())
    assert confounder.of_history.weight.grad is None
    assert confounder.exposing.weight.grad is None
    assert confounder.recommending.weight.grad is not None
