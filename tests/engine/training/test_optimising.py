"""Learning rates, clipping, weight decay and averaged weights."""

from __future__ import annotations

import copy
import math

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from safetensors.torch import load_file

from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.training.checkpoint import best_checkpoint
from engine.training.config import RunConfig, TrainingConfig
from engine.training.events import EpochFinished
from engine.training.optimising import Optimisation, rate_at
from engine.training.settings import with_settings
from engine.training.setup import build_model
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences


def settings(**changes: object) -> TrainingConfig:
    return TrainingConfig(**{"learning_rate": 0.1, **changes})  # type: ignore[arg-type]


def model() -> Areal:
    torch.manual_seed(0)
    return build_model(5, with_settings(RunConfig(), {"model.embedding_size": 8, "model.dropout": 0.0}))


def set_gradients(network: Areal, value: float) -> None:
    for parameter in network.parameters():
        parameter.grad = torch.full_like(parameter, value)


def test_the_rate_warms_up_and_then_follows_its_schedule() -> None:
    rates = [rate_at(step, settings(warm_up=4, rate_schedule="linear"), 8) for step in range(8)]
    assert rates == pytest.approx([0.025, 0.05, 0.075, 0.1, 0.1, 0.075, 0.05, 0.025])
    assert rate_at(5, settings(rate_schedule="cosine"), 10) == pytest.approx(0.05)
    assert {rate_at(step, settings(), 8) for step in range(8)} == {0.1}


@given(
    name=st.sampled_from(["constant", "cosine", "linear"]),
    warm_up=st.integers(0, 30),
    planned=st.integers(1, 100),
)
def test_every_rate_is_within_bounds_and_falls_after_the_warm_up(
    name: str, warm_up: int, planned: int
) -> None:
    rates = [rate_at(step, settings(rate_schedule=name, warm_up=warm_up), planned) for step in range(planned)]
    assert all(0 < rate <= 0.1 + 1e-12 for rate in rates)
    assert rates[:warm_up] == sorted(rates[:warm_up])
    assert rates[warm_up:] == sorted(rates[warm_up:], reverse=True)


def test_a_long_gradient_is_shortened_and_its_own_norm_told() -> None:
    network = model()
    optimisation = Optimisation(network, settings(clip_norm=0.5), 10)
    seen: list[float] = []
    optimisation.optimiser.register_step_pre_hook(
        lambda *_: seen.append(math.sqrt(sum(float(p.grad.square().sum()) for p in network.parameters())))
    )
    set_gradients(network, 1.0)
    told = optimisation.step(0)
    count = sum(parameter.numel() for parameter in network.parameters())
    assert float(told) == pytest.approx(math.sqrt(count))
    assert seen == [pytest.approx(0.5, rel=1e-3)]


def test_weight_decay_pulls_matrices_and_leaves_vectors_alone() -> None:
    network = model()
    before = copy.deepcopy(network.state_dict())
    optimisation = Optimisation(network, settings(optimiser="adamw", weight_decay=0.5), 10)
    set_gradients(network, 0.0)
    optimisation.step(0)
    for name, tensor in network.state_dict().items():
        factor = 0.95 if tensor.ndim > 1 else 1.0
        assert torch.allclose(tensor, factor * before[name]), name


def test_averaged_weights_follow_the_trained_ones_from_the_first_step_on() -> None:
    network = model()
    optimisation = Optimisation(network, settings(average_decay=0.9), 10)
    average = network.embedding.detach().clone()
    for t in range(120):
        set_gradients(network, 1.0 if t < 100 else 0.0)
        optimisation.step(t)
        average.lerp_(network.embedding.detach(), 1 - min(0.9, (1 + t) / (10 + t)))
    assert torch.allclose(optimisation.judged.embedding, average, atol=1e-5)
    assert not torch.allclose(optimisation.judged.embedding, network.embedding, atol=1e-5)


def test_without_averaging_the_trained_model_itself_is_judged() -> None:
    network = model()
    assert Optimisation(network, settings(), 10).judged is network


def test_a_run_keeps_and_judges_the_averaged_weights(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[Optimisation] = []

    class Watched(Optimisation):
        def __init__(self, *arguments: object) -> None:
            super().__init__(*arguments)  # type: ignore[arg-type]
            made.append(self)

    monkeypatch.setattr("engine.training.epoch.Optimisation", Watched)
    dataset = import_sequences(workspace, ALTERNATING)
    config = with_settings(SMALL, {"training.epochs": 1, "training.average_decay": 0.9})
    events = list(train(workspace, dataset, config, CancelToken()))
    kept = load_file(best_checkpoint(workspace, 1))
    assert torch.equal(kept["embedding"], made[0].judged.embedding)
    assert not torch.equal(kept["embedding"], made[0].parameters[0])
    assert any(isinstance(event, EpochFinished) for event in events)


def test_an_epoch_tells_the_rate_of_its_last_step_and_the_gradient(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, ALTERNATING)
    config = with_settings(SMALL, {"training.epochs": 2, "training.rate_schedule": "linear"})
    epochs = [e for e in train(workspace, dataset, config, CancelToken()) if isinstance(e, EpochFinished)]
    assert [epoch.learning_rate for epoch in epochs] == pytest.approx([0.01 * 10 / 18, 0.01 / 18])
    assert all(epoch.gradient_norm > 0 for epoch in epochs)
