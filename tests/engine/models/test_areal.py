"""AREAL as a model, and the terms of its loss."""

from __future__ import annotations

import dataclasses

import pytest
import torch

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.models.areal.config import ArealConfig
from engine.models.areal.model import Areal, ArealSettings
from engine.models.areal.svd_start import svd_start
from engine.models.protocol import Scorer
from engine.sequences.examples import Examples, TrainingLog
from tests.engine.models.behaviour import ModelBehaviour

SETTINGS = ArealSettings(
    model=ArealConfig(embedding_size=16),
    diffusion=DiffusionConfig(steps=100),
    guidance=GuidanceConfig(),
    sampling=SamplingConfig(steps=5, samples=2),
    discrete_weight=1.0,
)


def some_rows(n_items: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    history = torch.tensor([[0, 1, n_items], [2, n_items, n_items], [n_items] * 3])
    return history, torch.tensor([2, 1, 0]), torch.tensor([1, 2, 3])


class TestAreal(ModelBehaviour):
    @classmethod
    def fit(cls, log: TrainingLog, train: Examples) -> Scorer:
        torch.manual_seed(0)
        model = Areal(log.n_items, SETTINGS, svd_start(log, 16, seed=0))
        optimiser = torch.optim.Adam(model.parameters(), lr=5e-3)
        for _ in range(6):
            for rows in torch.split(torch.randperm(len(train)), 64):
                batch = train.batch(rows)
                loss = sum(model.loss(batch.history, batch.length, batch.target).values())
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
        return model

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

    def test_embeddings_do_not_collapse(self, model: Areal) -> None:
        items = model.items().detach()
        assert torch.allclose(items.norm(dim=1), torch.ones(len(items)))
        assert float((items - items.mean(0)).square().sum(1).mean()) > 0.5


def test_the_loss_has_the_terms_of_the_bound() -> None:
    model = Areal(5, SETTINGS)
    terms = model.loss(*some_rows(5))
    assert set(terms) == {"squared_error", "discrete"}
    assert all(term.isfinite() and term > 0 for term in terms.values())


def test_without_weight_the_discrete_term_is_not_computed() -> None:
    model = Areal(5, dataclasses.replace(SETTINGS, discrete_weight=0.0))
    assert set(model.loss(*some_rows(5))) == {"squared_error"}


def test_the_weight_scales_the_discrete_term() -> None:
    torch.manual_seed(0)
    model = Areal(5, SETTINGS).eval()
    heavier = Areal(5, dataclasses.replace(SETTINGS, discrete_weight=3.0)).eval()
    heavier.load_state_dict(model.state_dict())
    torch.manual_seed(1)
    one = model.loss(*some_rows(5))["discrete"]
    torch.manual_seed(1)
    three = heavier.loss(*some_rows(5))["discrete"]
    assert three.item() == pytest.approx(3 * one.item(), rel=1e-5)


def test_every_parameter_learns() -> None:
    model = Areal(5, SETTINGS)
    torch.stack(list(model.loss(*some_rows(5)).values())).sum().backward()
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
