"""Reverse chains with denoisers whose answer is known."""

from __future__ import annotations

from itertools import pairwise
from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.config import DiffusionConfig, SamplerName
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import Noise, reverse_chain, timesteps

PROCESS = DiffusionProcess(DiffusionConfig(steps=50, schedule="sqrt"))
FINE = DiffusionProcess(DiffusionConfig(steps=1000, schedule="cosine"))
SAMPLERS = get_args(SamplerName)


def noise_of(seed: int, shape: tuple[int, ...]) -> Noise:
    random = torch.Generator().manual_seed(seed)
    return lambda: torch.randn(shape, generator=random)


@given(st.integers(10, 2000), st.integers(1, 2000))
def test_steps_fall_from_the_true_end_of_the_schedule_and_never_repeat(steps: int, asked: int) -> None:
    places = timesteps(steps, asked)
    assert places[0] == steps
    assert places[-1] >= 1
    assert len(places) == min(asked, steps)
    assert all(later < earlier for earlier, later in pairwise(places))


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("steps", [1, 20, 50])
def test_a_perfect_denoiser_ends_at_its_answer(sampler: SamplerName, steps: int) -> None:
    answer = torch.tensor([1.0, -2.0, 3.0])
    noise = noise_of(0, (4, 3))
    chain = list(reverse_chain(sampler, lambda x, t: answer.expand_as(x), PROCESS, noise(), steps, noise))
    assert len(chain) == steps + 1
    assert chain[-1].t == 0
    assert torch.allclose(chain[-1].x, answer.expand(4, 3))


@pytest.mark.parametrize("sampler", SAMPLERS)
def test_the_ideal_denoiser_of_a_gaussian_samples_that_gaussian(sampler: SamplerName) -> None:
    """x_0 ~ N(m, s^2): E[x_0 | x_t] is known, and the chain has to give N(m, s^2) back."""
    mean, deviation = 1.5, 0.5

    def denoise(x: Tensor, t: int) -> Tensor:
        a_t = FINE.levels[t]
        gain = deviation**2 * a_t**0.5 / (deviation**2 * a_t + 1 - a_t)
        return mean + gain * (x - a_t**0.5 * mean)

    noise = noise_of(1, (10_000, 1))
    *_, last = reverse_chain(sampler, denoise, FINE, noise(), 500, noise)
    assert float(last.x.mean()) == pytest.approx(mean, abs=0.03)
    assert float(last.x.std()) == pytest.approx(deviation, rel=0.05)


def test_ddim_adds_no_noise_of_its_own() -> None:
    x = torch.randn(3, 2, generator=torch.Generator().manual_seed(2))

    def no_noise() -> Tensor:
        raise AssertionError("asked for noise")

    chain = list(reverse_chain("ddim", lambda x, t: 0.5 * x, PROCESS, x, 10, no_noise))
    assert torch.equal(chain[0].x, x)


def test_every_state_is_told_with_its_prediction() -> None:
    noise = noise_of(3, (2, 2))
    for step in reverse_chain("ddpm", lambda x, t: 0.1 * x, PROCESS, noise(), 10, noise):
        assert torch.equal(step.prediction, step.x if step.t == 0 else 0.1 * step.x)
