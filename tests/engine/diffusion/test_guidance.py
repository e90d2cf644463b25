"""The reverse chain as a model walks it: guided, seeded, and the same whatever the batch."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import get_args

import pytest
import torch
from torch import Tensor, nn

from engine.diffusion import guidance
from engine.diffusion.config import DenoiserName, SamplerName, SamplingConfig
from engine.diffusion.guidance import AffineDenoiser, GuidedChain
from engine.models.areal.denoiser import LinearDenoiser, MlpDenoiser, make_denoiser
from tests.engine.diffusion.chains import PROCESS, SAMPLERS

SIZE, ROWS, SAMPLES = 8, 5, 3


def some(name: DenoiserName, rows: int = ROWS) -> tuple[LinearDenoiser | MlpDenoiser, Tensor, Tensor]:
    """A denoiser, histories and the unconditional embedding, the same ones every time."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        denoiser = make_denoiser(name, SIZE, PROCESS.steps)
        return denoiser, torch.randn(rows, SIZE), torch.randn(SIZE)


def chain(sampler: SamplerName = "ddpm", strength: float = 2.0, eta: float = 0.5) -> GuidedChain:
    return GuidedChain(PROCESS, strength, SamplingConfig(sampler=sampler, steps=20, samples=SAMPLES, eta=eta))


@pytest.mark.parametrize("name", get_args(DenoiserName))
@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("strength", [0.0, 2.0])
def test_the_end_is_the_last_of_the_states(name: DenoiserName, sampler: SamplerName, strength: float) -> None:
    reverse = chain(sampler, strength)
    *_, last = reverse.states(*some(name))
    end = reverse.end(*some(name))
    assert end.shape == (ROWS, SAMPLES, SIZE)
    assert torch.allclose(end, last.x, atol=1e-5)


@pytest.mark.parametrize("name", get_args(DenoiserName))
@pytest.mark.parametrize("states_at_once", [1, 4, 7, 1024])
def test_the_end_of_a_row_depends_on_no_other_row(
    name: DenoiserName, states_at_once: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    denoiser, h, none = some(name)
    together = chain().end(denoiser, h, none)
    monkeypatch.setattr(guidance, "STATES_AT_ONCE", states_at_once)
    assert torch.allclose(chain().end(denoiser, h, none), together, atol=1e-6)
    alone = torch.cat([chain().end(denoiser, row[None], none) for row in h])
    assert torch.allclose(alone, together, atol=1e-6)


@pytest.mark.parametrize("name", get_args(DenoiserName))
def test_the_end_is_the_same_at_every_call_and_leaves_the_random_state_alone(name: DenoiserName) -> None:
    reverse = chain()
    first = reverse.end(*some(name))
    torch.manual_seed(5)
    state = torch.get_rng_state()
    assert torch.equal(reverse.end(*some(name)), first)
    assert torch.equal(torch.get_rng_state(), state)


def test_another_seed_starts_and_goes_on_differently() -> None:
    (*_, end), (*_, other), (*_, again) = (
        chain().states(*some("mlp"), samples=1, seed=seed) for seed in (0, 1, 0)
    )
    assert end.x.shape == (ROWS, 1, SIZE)
    assert not torch.allclose(end.x, other.x)
    assert torch.equal(end.x, again.x)


def _step(model: nn.Module) -> None:
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1)
    sum(parameter.square().sum() for parameter in model.parameters()).backward()
    optimiser.step()


def _load(model: nn.Module) -> None:
    model.load_state_dict({name: 0.9 * value for name, value in model.state_dict().items()})


def _write_unseen(model: nn.Module) -> None:
    """As a replayed CUDA graph writes: no version counter moves."""
    for parameter in model.parameters():
        parameter.data.mul_(0.9)


@pytest.mark.parametrize("change", [_step, _load, _write_unseen, nn.Module.double])
def test_the_closed_form_follows_every_change_of_the_weights(change: Callable[[nn.Module], object]) -> None:
    reverse = chain()
    denoiser, h, none = some("linear")
    before = reverse.end(denoiser, h, none)
    change(denoiser)
    h, none = h.to(denoiser.of_x.weight.dtype), none.to(denoiser.of_x.weight.dtype)
    *_, last = reverse.states(denoiser, h, none)
    end = reverse.end(denoiser, h, none)
    assert end.dtype == h.dtype
    assert torch.allclose(end, last.x, atol=1e-5)
    assert change is nn.Module.double or not torch.allclose(end, before, atol=1e-3)


def test_the_closed_form_is_computed_once_for_the_same_weights(monkeypatch: pytest.MonkeyPatch) -> None:
    calls = []
    monkeypatch.setattr(guidance, "collapse", lambda *parts: calls.append(1) or _collapse(*parts))
    reverse = chain()
    denoiser, h, none = some("linear")
    for rows in (h, h[:2], 2 * h):
        reverse.end(denoiser, rows, none)
    reverse.end(copy.deepcopy(denoiser), h, none)
    assert len(calls) == 1


_collapse = guidance.collapse


def test_only_the_linear_denoiser_has_a_closed_form() -> None:
    assert isinstance(some("linear")[0], AffineDenoiser)
    assert not isinstance(some("mlp")[0], AffineDenoiser)


def test_a_chain_carries_no_gradients() -> None:
    for name in get_args(DenoiserName):
        assert not chain().end(*some(name)).requires_grad
        assert not any(step.x.requires_grad for step in chain().states(*some(name)))
