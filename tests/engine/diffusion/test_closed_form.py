"""The chain of a linear denoiser in closed form against the same chain walked."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.closed_form import AffineChain, collapse
from engine.diffusion.config import DiffusionConfig, SamplerName, SamplingConfig, ScheduleName
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import Advance, advances, reverse_end
from tests.engine.diffusion.chains import SAMPLERS, noise_of, processes, samplings

SIZE, ROWS, SAMPLES = 3, 4, 2


class Linear:
    """f(x, t) = A x + g + c_t in float64."""

    def __init__(self, seed: int, steps: int, size: int = SIZE) -> None:
        random = torch.Generator().manual_seed(seed)
        self.a = 0.6 * torch.randn(size, size, generator=random, dtype=torch.float64) / size**0.5
        self.g = torch.randn(ROWS, size, generator=random, dtype=torch.float64)
        self.c = 0.1 * torch.randn(steps + 1, size, generator=random, dtype=torch.float64)

    def __call__(self, x: Tensor, t: int) -> Tensor:
        return x @ self.a.T + self.g[:, None] + self.c[t]

    def collapsed(self, steps: list[Advance], noise: list[Tensor]) -> AffineChain:
        return collapse(steps, self.a, [self.c[step.t] for step in steps], noise)


def assert_same_end(process: DiffusionProcess, config: SamplingConfig, seed: int, size: int = SIZE) -> None:
    steps, denoiser = advances(process, config), Linear(seed, process.steps, size)
    draw = noise_of(seed, (SAMPLES, size), torch.float64)
    x_T = draw()  # noqa: N806
    noise = [draw() for step in steps if step.deviation]
    walked = reverse_end(denoiser, steps, x_T.repeat(ROWS, 1, 1), iter(noise).__next__)
    closed = denoiser.collapsed(steps, noise).end(x_T, denoiser.g)
    assert torch.allclose(closed, walked, rtol=0, atol=1e-10 * max(1.0, float(walked.abs().max())))


@given(processes, samplings.filter(lambda config: config.steps <= 60), st.integers(0, 99))
def test_it_is_the_loop_for_the_same_noise(
    process: DiffusionProcess, config: SamplingConfig, seed: int
) -> None:
    assert_same_end(process, config, seed)


@pytest.mark.parametrize("schedule", ["linear", "exp", "cosine", "sqrt"])
@pytest.mark.parametrize("sampler", SAMPLERS)
def test_it_is_the_loop_of_a_thousand_steps(sampler: SamplerName, schedule: ScheduleName) -> None:
    process = DiffusionProcess(DiffusionConfig(steps=1000, schedule=schedule))
    assert_same_end(process, SamplingConfig(sampler=sampler, steps=1000, eta=0.5), seed=0, size=8)


def test_mean_and_covariance_of_simulated_chains_are_those_of_the_closed_form() -> None:
    process = DiffusionProcess(DiffusionConfig(steps=50, schedule="cosine"))
    steps, denoiser = advances(process, SamplingConfig(sampler="ddpm", steps=50)), Linear(1, 50)
    draw = noise_of(2, (ROWS, 20_000, SIZE), torch.float64)
    simulated = reverse_end(denoiser, steps, draw(), draw)
    noisy = [step for step in steps if step.deviation]
    # One sample for each coordinate of each step's noise: what they add to x_0 makes up all of Sigma.
    units = list(torch.eye(len(noisy) * SIZE, dtype=torch.float64).reshape(len(noisy), SIZE, -1).mT)
    chain = denoiser.collapsed(steps, units)
    covariance = chain.of_x @ chain.of_x.T + chain.noise.T @ chain.noise
    mean = denoiser.g @ chain.of_guidance.T + chain.shift
    for row in range(ROWS):
        assert torch.allclose(simulated[row].mean(0), mean[row], atol=0.03)
        assert torch.allclose(simulated[row].T.cov(), covariance, atol=0.03)


def test_without_noise_in_the_steps_there_is_none_in_the_end() -> None:
    process = DiffusionProcess(DiffusionConfig(steps=50))
    chain = Linear(0, 50).collapsed(advances(process, SamplingConfig(sampler="dpm++", steps=10)), [])
    assert torch.equal(chain.noise, torch.zeros(1, SIZE, dtype=torch.float64))
