"""DiffRec, T-DiffRec and L-DiffRec: what they must do as models, and what each of them can see."""

from __future__ import annotations

import pytest
import torch
from torch.distributions import Normal, kl_divergence

from engine.models.baselines.annealing import GROWS_OVER
from engine.models.baselines.diffrec import DiffRec
from engine.models.baselines.diffrec_config import DiffRecConfig, row
from engine.models.baselines.l_diffrec import LDiffRec
from engine.models.baselines.row_diffusion import RowDiffusion
from engine.models.protocol import TrainedModel
from tests.engine.models.areal_fit import some_rows


def small(**changes: object) -> DiffRecConfig:
    return DiffRecConfig.model_validate({"hidden": 32, "latent_size": 16, "dropout": 0.1} | changes)


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_the_order_of_a_history_is_seen_by_time_alone(kind: type[DiffRec] | type[LDiffRec]) -> None:
    history, length = torch.tensor([[0, 1, 2], [2, 1, 0]]), torch.tensor([3, 3])
    names = ("diffrec", "t-diffrec") if kind is DiffRec else ("l-diffrec", "lt-diffrec")
    blind, aware = (kind(5, small(variant=name)).eval().scores(history, length) for name in names)
    assert torch.allclose(*blind, atol=1e-6)
    assert not torch.allclose(*aware, atol=1e-4)


def test_the_first_layer_starts_as_one_over_the_row_and_the_embedding_of_t() -> None:
    """What t adds must not drown the row: its part of the layer is as small as that of the items."""
    torch.manual_seed(0)
    network = DiffRec(2000, small(hidden=400)).network
    for part in (network.of_x, network.of_t):
        assert part.weight.std().item() == pytest.approx((2 / 2410) ** 0.5, rel=0.05)


def test_a_name_says_the_variant_and_that_rows_are_sessions() -> None:
    assert row({}) == "DiffRec (session rows)"
    assert (
        row({"diffrec": {"variant": "lt-diffrec", "objective": "next_item"}})
        == "LT-DiffRec (session rows, adapted)"
    )


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_every_parameter_learns(kind: type[DiffRec] | type[LDiffRec]) -> None:
    model = kind(5, small())
    torch.stack(list(model.loss(*some_rows(5)).values())).sum().backward()
    assert [name for name, parameter in model.named_parameters() if parameter.grad is None] == []


def test_the_session_with_its_target_is_learned_from_itself() -> None:
    read, wanted = DiffRec(5, small()).learned_rows(*some_rows(5))
    assert torch.equal(read, wanted)
    assert wanted.tolist() == [[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 1, 0]]


def test_adapted_it_is_learned_from_the_history_alone() -> None:
    read, wanted = DiffRec(5, small(objective="next_item")).learned_rows(*some_rows(5))
    assert read.tolist() == [[1, 1, 0, 0, 0], [0, 0, 1, 0, 0], [0, 0, 0, 0, 0]]
    assert wanted[2].tolist() == [0, 0, 0, 1, 0]


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_its_items_are_the_rows_of_its_output(kind: type[DiffRec] | type[LDiffRec]) -> None:
    model: TrainedModel = kind(5, small())
    last = model.network.out if isinstance(model, DiffRec) else model.decoder  # type: ignore[attr-defined]
    assert torch.equal(model.items(), last.weight)


def test_the_parameters_are_two_matrices_over_the_catalogue_and_what_t_needs() -> None:
    count = sum(parameter.numel() for parameter in DiffRec(100, small(hidden=32)).parameters())
    assert count == 2 * 100 * 32 + 32 + 100 + (10 * 10 + 10) + 10 * 32


def test_the_divergence_comes_in_over_the_first_steps() -> None:
    model, found = LDiffRec(5, small(variant="l-diffrec", divergence_weight=0.4)), []
    model.encoder.weight.data.normal_()
    model.dropout.p = 0.0
    for steps in (0, GROWS_OVER // 2, GROWS_OVER, 10 * GROWS_OVER):
        model.learned.fill_(steps)
        found.append(model.loss(*some_rows(5))["divergence"].item())
        assert model.learned == steps + 1
    assert found == pytest.approx([0.0, found[2] / 2, found[2], found[2]])


def test_evaluation_does_not_count_as_a_step() -> None:
    model = LDiffRec(5, small(variant="l-diffrec")).eval()
    model.loss(*some_rows(5))
    assert model.learned == 0


def test_scores_draw_nothing() -> None:
    for model in (DiffRec(5, small()).eval(), LDiffRec(5, small()).eval()):
        before = torch.get_rng_state()
        model.scores(*some_rows(5)[:2])
        assert torch.equal(before, torch.get_rng_state())


def test_what_a_row_fills_in_is_shared_out() -> None:
    model = DiffRec(3, small())
    found = model.probabilities(torch.tensor([[0.3, -0.1, 0.1], [-1.0, -2.0, -3.0]]))
    assert found[0].tolist() == pytest.approx([0.75, 0.0, 0.25], abs=1e-6)
    assert found[1].tolist() == pytest.approx([1 / 3] * 3)


def told(monkeypatch: pytest.MonkeyPatch, model: LDiffRec) -> list[torch.Tensor]:
    """Makes the diffusion of the latent say something that is known; returns what it will have read."""
    read: list[torch.Tensor] = []

    def loss(_: object, latent: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        read.append(latent)
        return latent.square().mean(), DENOISED

    monkeypatch.setattr(model.diffusion, "loss", loss)
    return read


DENOISED = torch.linspace(-2, 2, 3 * 16).view(3, 16)


@pytest.mark.parametrize("objective", ["reconstruct", "next_item"])
def test_the_latent_is_learned_by_its_bound(objective: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Likelihood of what is wanted, from the denoised latent; its error; divergence from N(0, 1)."""
    torch.manual_seed(0)
    chosen = small(variant="l-diffrec", objective=objective, diffusion_weight=0.25, divergence_weight=0.5)
    model = LDiffRec(5, chosen).eval()
    model.learned.fill_(GROWS_OVER)
    torch.nn.init.normal_(model.encoder.weight)
    read = told(monkeypatch, model)
    terms = model.loss(*some_rows(5))
    wanted = [[0, 1], [2], [3]]  # the targets 1, 2 and 3 after the histories 0 1, 2, and none
    shares = model.decoder(DENOISED).log_softmax(1).detach()
    likelihood = -sum(float(shares[row, item]) for row, items in enumerate(wanted) for item in items) / 3
    assert terms["likelihood"].item() == pytest.approx(likelihood, rel=1e-5)
    mean, log_variance = model.encoded(model.learned_rows(*some_rows(5))[0])
    assert torch.equal(read[0], mean)
    assert terms["squared_error"].item() == pytest.approx(0.25 * mean.square().mean().item(), rel=1e-5)
    posterior, prior = Normal(mean, (log_variance / 2).exp()), Normal(0.0, 1.0)
    divergence = kl_divergence(posterior, prior).sum(1).mean()
    assert terms["divergence"].item() == pytest.approx(0.5 * divergence.item(), rel=1e-4)


def test_the_error_of_the_latent_teaches_the_encoder() -> None:
    model = LDiffRec(5, small(variant="l-diffrec"))
    model.loss(*some_rows(5))["squared_error"].backward()
    assert model.encoder.weight.grad is not None
    assert model.encoder.weight.grad.abs().max() > 0


def test_while_training_the_latent_is_drawn_with_its_variance(monkeypatch: pytest.MonkeyPatch) -> None:
    torch.manual_seed(0)
    model = LDiffRec(5, small(variant="l-diffrec", latent_size=4))
    mean, log_variance = torch.full((4000, 4), 0.5), torch.full((4000, 4), -2.0)
    monkeypatch.setattr(model, "encoded", lambda _: (mean, log_variance))
    read: list[torch.Tensor] = []
    monkeypatch.setattr(
        model.diffusion, "loss", lambda _, latent: (read.append(latent), (latent.sum(), latent))[1]
    )
    rows = torch.zeros(4000, 1, dtype=torch.int64)
    model.loss(rows, torch.ones(4000, dtype=torch.int64), rows[:, 0])
    assert read[0].mean().item() == pytest.approx(0.5, abs=0.02)
    assert read[0].var().item() == pytest.approx(torch.tensor(-2.0).exp().item(), rel=0.05)


def test_items_are_ranked_by_the_denoised_latent() -> None:
    torch.manual_seed(0)
    model = LDiffRec(5, small(variant="l-diffrec", noise_scale=1.0, noise_largest=0.5)).eval()
    history, length, _ = some_rows(5)
    mean, _ = model.encoded(model.rows(history, length))
    denoised = model.diffusion.denoised(model.network, mean)
    assert (denoised - mean).abs().max() > 0.05
    assert torch.allclose(model.scores(history, length), model.decoder(denoised))


def test_the_row_that_is_wanted_is_told_from_the_one_that_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """Adapted: noise on the history, and the history with its target to be found in it."""
    model, given = DiffRec(5, small(objective="next_item")), []

    def loss(_: object, read: torch.Tensor, wanted: torch.Tensor) -> tuple[torch.Tensor]:
        given.append((read, wanted))
        return (read.sum(),)

    monkeypatch.setattr(model.diffusion, "loss", loss)
    model.loss(*some_rows(5))
    read, wanted = model.learned_rows(*some_rows(5))
    assert not torch.equal(read, wanted)
    assert torch.equal(given[0][0], read)
    assert torch.equal(given[0][1], wanted)


@pytest.mark.parametrize(("objective", "steps"), [("reconstruct", [5, 4, 3, 2, 1]), ("next_item", [1])])
def test_the_chain_is_walked_unless_the_next_item_is_learned(objective: str, steps: list[int]) -> None:
    model, seen = DiffRec(5, small(objective=objective)).eval(), []
    model.network.register_forward_hook(lambda _, given, __: seen.append(int(given[1][0])))
    model.scores(*some_rows(5)[:2])
    assert seen == steps


@pytest.mark.parametrize("kind", [DiffRec, LDiffRec])
def test_the_diffusion_is_the_configured_one(kind: type[DiffRec] | type[LDiffRec]) -> None:
    config = small(
        steps=3, noise_scale=0.5, noise_least=0.01, noise_largest=0.1, reweigh=False, importance=False
    )
    diffusion = kind(5, config).diffusion
    expected = RowDiffusion(3, 0.5, 0.01, 0.1, reweigh=False, importance=False)
    assert diffusion.process.levels == expected.process.levels
    assert diffusion.weight.tolist() == [1, 1, 1]
    assert diffusion.importance is False
    usual = kind(5, small()).diffusion
    assert usual.importance
    assert usual.weight[1] > 1
