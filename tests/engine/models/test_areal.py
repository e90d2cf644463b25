"""AREAL as a model, and the terms of its loss."""

from __future__ import annotations

import dataclasses

import pytest
import torch
from torch.nn import functional as F

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.models.areal.config import ArealConfig
from engine.models.areal.model import Areal, ArealSettings
from engine.models.protocol import Scorer
from engine.sequences.examples import Examples, TrainingLog, examples, training_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import Split
from tests.engine.models.areal_fit import SETTINGS, fit, some_rows, total, with_model
from tests.engine.models.behaviour import LENGTH, ModelBehaviour


class TestAreal(ModelBehaviour):
    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        return fit(SETTINGS, log, train)

    @pytest.mark.parametrize("sampler", ["ddpm", "ddim"])
    @pytest.mark.parametrize("steps", [1, 100])
    def test_every_sampler_and_number_of_steps_finds_the_answer(
        self, model: Areal, sampler: str, steps: int
    ) -> None:
        sampling = SamplingConfig(sampler=sampler, steps=steps, samples=2)
        changed = Areal(model.n_items, dataclasses.replace(SETTINGS, sampling=sampling))
        changed.load_state_dict(model.state_dict())
        history = torch.tensor([[0, 1, 0], [3, 2, 3]])
        best = self.scores(changed, history, torch.tensor([3, 3])).argmax(1)
        assert best.tolist() == [1, 2]

    def test_scores_are_probabilities(self, model: Areal) -> None:
        history, length, _ = some_rows(model.n_items)
        assert torch.allclose(self.scores(model, history, length).sum(1), torch.ones(3))

    def test_embeddings_stay_apart_with_the_discrete_term(self, model: Areal) -> None:
        assert torch.allclose(model.items().norm(dim=1), torch.ones(model.n_items))
        assert spread(model) > 0.75

    def test_embeddings_fall_together_under_squared_error_alone(self, board: tuple[Snapshot, Split]) -> None:
        alone = dataclasses.replace(SETTINGS, discrete_weight=0.0)
        collapsed = fit(alone, training_log(*board), examples(*board, "train", LENGTH))
        assert spread(collapsed) < 0.4

    def test_equal_histories_are_scored_once_and_each_gets_its_row(self, model: Areal) -> None:
        history, length, _ = some_rows(model.n_items)
        twice = self.scores(model, torch.cat([history, history.flip(0)]), torch.cat([length, length.flip(0)]))
        assert torch.equal(twice[:3], twice[3:].flip(0))
        assert torch.allclose(twice[:3], self.scores(model, history, length), atol=1e-6)
        assert not torch.allclose(twice[0], twice[1])

    def test_attention_covers_the_history(self, model: Areal) -> None:
        history, length, _ = some_rows(model.n_items)
        found = model.attention(history, length)
        assert torch.allclose(found.scales.sum(-1).sum(-1)[:, 0], length.float())
        assert torch.allclose(found.fusion.sum(-1).sum(-1)[:, 0], length.float())


def spread(model: Areal) -> float:
    """Root mean square distance of the items from their mean: 1 where unit rows point everywhere."""
    items = model.items().detach()
    return float((items - items.mean(0)).square().sum(1).mean().sqrt())


def terms_of(settings: ArealSettings) -> dict[str, float]:
    """The loss of some rows, with the same weights and draws whatever the settings."""
    torch.manual_seed(0)
    model = Areal(5, settings).eval()
    torch.manual_seed(1)
    return {name: term.item() for name, term in model.loss(*some_rows(5)).items()}


def test_the_loss_has_the_terms_of_the_bound() -> None:
    model = Areal(5, SETTINGS)
    terms = model.loss(*some_rows(5))
    assert set(terms) == {"squared_error", "discrete"}
    assert all(term.isfinite() and term > 0 for term in terms.values())


def test_without_weight_the_discrete_term_is_not_computed() -> None:
    model = Areal(5, dataclasses.replace(SETTINGS, discrete_weight=0.0))
    assert set(model.loss(*some_rows(5))) == {"squared_error"}


def test_the_weight_scales_the_discrete_term() -> None:
    heavier = dataclasses.replace(SETTINGS, discrete_weight=3.0)
    assert terms_of(heavier)["discrete"] == pytest.approx(3 * terms_of(SETTINGS)["discrete"], rel=1e-5)


def test_consistency_is_a_term_of_its_own_with_its_weight() -> None:
    plain, one, three = (terms_of(with_model(consistency_weight=weight)) for weight in (0.0, 1.0, 3.0))
    assert set(one) == {"squared_error", "discrete", "consistency"}
    assert one["consistency"] > 0
    assert three["consistency"] == pytest.approx(3 * one["consistency"], rel=1e-5)
    assert {name: one[name] for name in plain} == plain


def test_the_discrete_term_is_the_cross_entropy_of_torch() -> None:
    for smoothing in (0.0, 0.2):
        torch.manual_seed(0)
        model = Areal(9, with_model(label_smoothing=smoothing)).eval()
        prediction, target = torch.randn(4, 16), torch.tensor([0, 3, 3, 8])
        ours = model._discrete(prediction, model.items()[target], target)
        theirs = F.cross_entropy(prediction / 0.1 @ model.items().T, target, label_smoothing=smoothing)
        assert torch.allclose(ours, theirs, atol=1e-5)


def test_on_a_sphere_the_loss_does_not_depend_on_the_length_of_a_row() -> None:
    torch.manual_seed(0)
    model = Areal(5, SETTINGS).eval()
    values = []
    for _ in range(2):
        torch.manual_seed(1)
        values.append(total(model.loss(*some_rows(5))).item())
        with torch.no_grad():
            model.embedding.mul_(3)
    assert values[0] == pytest.approx(values[1], rel=1e-5)


@pytest.mark.parametrize("encoder", ["mcrl", "attention"])
def test_the_denoiser_reads_noise_of_every_step_and_of_some_rows_no_history(encoder: str) -> None:
    torch.manual_seed(0)
    guidance, diffusion = GuidanceConfig(drop_probability=0.2), DiffusionConfig(steps=10)
    settings = dataclasses.replace(with_model(encoder=encoder), guidance=guidance, diffusion=diffusion)
    model, read = Areal(5, settings).eval(), []
    model.denoiser.register_forward_hook(lambda _, given, __: read.append(given))
    n = 10_000
    with torch.no_grad():
        model.loss(torch.tensor([[0, 1]]).repeat(n, 1), torch.full((n,), 2), torch.full((n,), 3))
    [(x, h, t)] = read
    assert (h == model.none).all(1).float().mean().item() == pytest.approx(0.2, abs=0.015)
    assert t.bincount().tolist() == [0, *[pytest.approx(n / 10, rel=0.12)] * 10]
    for step in (1, 5, 10):
        level = model.process.levels[step]
        noise = x[t == step] - level**0.5 * model.items()[3]
        assert noise.square().mean().item() == pytest.approx(1 - level, rel=0.06)


def test_every_parameter_learns() -> None:
    model = Areal(5, SETTINGS)
    total(model.loss(*some_rows(5))).backward()
    without = [name for name, parameter in model.named_parameters() if parameter.grad is None]
    assert without == []


def test_the_paper_starts_its_weights_at_a_tenth() -> None:
    config = ArealConfig(embedding_size=64, initial_deviation=0.1, embedding_start="normal", sphere=False)
    model = Areal(500, dataclasses.replace(SETTINGS, model=config))
    weights = model.encoder.blocks[0].leave[0].weight  # type: ignore[index,union-attr]
    assert weights.std().item() == pytest.approx(0.1, rel=0.1)
    assert model.embedding.std().item() == pytest.approx(1.0, rel=0.1)


def test_a_chain_starts_from_the_noise_of_its_seed() -> None:
    model = Areal(5, SETTINGS).eval()
    history, length, _ = some_rows(5)
    first, again, other = (next(iter(model.chain(history, length, seed=seed))).x for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.allclose(first, other)
    assert torch.equal(first[0], first[1])
