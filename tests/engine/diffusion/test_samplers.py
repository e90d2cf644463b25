"""Reverse chains with denoisers whose answer is known."""

from __future__ import annotations

import math
from itertools import pairwise

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.config import SamplerName, SamplingConfig
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import advances, reverse_chain, reverse_end, timesteps
from tests.engine.diffusion.chains import FINE, PROCESS, SAMPLERS, noise_of, processes, samplings


def sampling(sampler: SamplerName, steps: int, eta: float = 0.0) -> SamplingConfig:
    return SamplingConfig(sampler=sampler, steps=steps, eta=eta)


@given(st.integers(10, 2000), st.integers(1, 2000))
def test_steps_fall_from_the_true_end_of_the_schedule_and_never_repeat(steps: int, asked: int) -> None:
    places = timesteps(steps, asked)
    assert places[0] == steps
    assert places[-1] >= 1
    assert len(places) == min(asked, steps)
    assert all(later < earlier for earlier, later in pairwise(places))


@given(processes, samplings)
def test_every_chain_joins_the_true_end_to_certainty(
    process: DiffusionProcess, config: SamplingConfig
) -> None:
    steps = advances(process, config)
    assert steps[0].t == process.steps
    assert all(earlier.s == later.t for earlier, later in pairwise(steps))
    last = steps[-1]
    assert (last.s, last.of_x_0, last.of_x, last.of_before, last.deviation) == (0, 1.0, 0.0, 0.0, 0.0)
    assert all(math.isfinite(n) for step in steps for n in (step.of_x_0, step.of_x, step.of_before))


@given(processes, samplings)
def test_a_perfect_denoiser_keeps_every_state_on_the_marginal_of_its_time(
    process: DiffusionProcess, config: SamplingConfig
) -> None:
    """x_t = sqrt(a_t) x_0 + sqrt(1 - a_t) eps: signal and variance of each state are those of q."""
    signal, variance = process.levels[-1] ** 0.5, 1 - process.levels[-1]
    for step in advances(process, config):
        signal = step.of_x * signal + step.of_x_0 + step.of_before
        variance = step.of_x**2 * variance + step.deviation**2
        assert signal == pytest.approx(process.levels[step.s] ** 0.5, abs=1e-6)
        assert variance == pytest.approx(1 - process.levels[step.s], abs=1e-6)


@given(processes, st.integers(1, 2000))
def test_ddim_with_all_the_noise_is_ddpm(process: DiffusionProcess, steps: int) -> None:
    ancestral = advances(process, sampling("ddpm", steps))
    for ours, theirs in zip(advances(process, sampling("ddim", steps, eta=1.0)), ancestral, strict=True):
        assert (ours.t, ours.s, ours.deviation) == (theirs.t, theirs.s, theirs.deviation)
        assert ours.of_x_0 == pytest.approx(theirs.of_x_0, abs=1e-7)
        assert ours.of_x == pytest.approx(theirs.of_x, abs=1e-7)


def test_ddim_with_all_steps_and_noise_walks_as_ddpm_does() -> None:
    ends = []
    for config in (sampling("ddpm", 50), sampling("ddim", 50, eta=1.0)):
        noise = noise_of(0, (4, 3), torch.float64)
        steps = advances(PROCESS, config)
        ends.append(reverse_end(lambda x, t: 0.7 * x + 0.1, steps, noise(), noise))
    assert torch.allclose(*ends, atol=1e-10)


@pytest.mark.parametrize("sampler", SAMPLERS)
@pytest.mark.parametrize("steps", [1, 20, 50])
def test_a_perfect_denoiser_ends_at_its_answer(sampler: SamplerName, steps: int) -> None:
    answer = torch.tensor([1.0, -2.0, 3.0])
    noise = noise_of(0, (4, 3))
    config = sampling(sampler, steps, eta=0.5)
    chain = list(reverse_chain(lambda x, t: answer.expand_as(x), advances(PROCESS, config), noise(), noise))
    assert len(chain) == (2 if sampler == "one-step" else steps + 1)
    assert chain[-1].t == 0
    assert torch.equal(chain[-1].x, answer.expand(4, 3))


@pytest.mark.parametrize("sampler", ["ddpm", "ddim", "dpm++"])
@pytest.mark.parametrize("eta", [0.0, 0.6])
def test_the_ideal_denoiser_of_a_gaussian_samples_that_gaussian(sampler: SamplerName, eta: float) -> None:
    """x_0 ~ N(m, s^2): E[x_0 | x_t] is known, and the chain has to give N(m, s^2) back."""
    noise = noise_of(1, (10_000, 1))
    end = reverse_end(_gaussian, advances(FINE, sampling(sampler, 500, eta)), noise(), noise)
    assert float(end.mean()) == pytest.approx(MEAN, abs=0.03)
    assert float(end.std()) == pytest.approx(DEVIATION, rel=0.05)


MEAN, DEVIATION = 1.5, 0.5


def _gaussian(x: Tensor, t: int) -> Tensor:
    a_t = FINE.levels[t]
    gain = DEVIATION**2 * a_t**0.5 / (DEVIATION**2 * a_t + 1 - a_t)
    return MEAN + gain * (x - a_t**0.5 * MEAN)


def test_the_second_order_comes_nearer_to_the_noiseless_path_in_few_steps() -> None:
    """The path's end is known for the Gaussian: x_0 = m + s (x_T - sqrt(a_T) m) / deviation of x_T."""
    x = noise_of(2, (500, 1))()
    a_T = FINE.levels[-1]  # noqa: N806
    exact = MEAN + DEVIATION * (x - a_T**0.5 * MEAN) / (DEVIATION**2 * a_T + 1 - a_T) ** 0.5

    def error(sampler: SamplerName, steps: int) -> float:
        end = reverse_end(_gaussian, advances(FINE, sampling(sampler, steps)), x.clone(), _no_noise)
        return float((end - exact).abs().mean())

    assert error("dpm++", 20) < 0.6 * error("ddim", 20)
    assert error("ddim", 1000) < 0.2 * error("ddim", 20)


def test_one_step_is_the_first_prediction_whatever_the_number_of_steps() -> None:
    x = noise_of(3, (3, 2))()
    expected = 0.5 * x + 50
    for steps in (1, 20, 1000):
        places = advances(PROCESS, sampling("one-step", steps))
        end = reverse_end(lambda x, t: 0.5 * x + t, places, x.clone(), _no_noise)
        assert torch.equal(end, expected)


@pytest.mark.parametrize("sampler", ["ddim", "dpm++"])
def test_a_noiseless_sampler_asks_for_no_noise_and_leaves_x_T_as_it_was(sampler: SamplerName) -> None:
    x = noise_of(2, (3, 2))()
    before = x.clone()
    chain = list(reverse_chain(lambda x, t: 0.5 * x, advances(PROCESS, sampling(sampler, 10)), x, _no_noise))
    assert torch.equal(chain[0].x, before)
    assert torch.equal(x, before)


@given(processes, samplings)
def test_the_end_alone_is_the_end_of_the_chain(process: DiffusionProcess, config: SamplingConfig) -> None:
    steps = advances(process, config)[:40]
    ends = []
    for walk in (lambda *chain: list(reverse_chain(*chain))[-1].x, reverse_end):
        noise = noise_of(3, (2, 2))
        ends.append(walk(lambda x, t: 0.1 * x + 1, steps, noise(), noise))
    assert torch.equal(*ends)


def test_every_state_is_told_with_its_prediction() -> None:
    noise = noise_of(3, (2, 2))
    steps = advances(PROCESS, sampling("ddpm", 10))
    for step in reverse_chain(lambda x, t: 0.1 * x, steps, noise(), noise):
        assert torch.equal(step.prediction, step.x if step.t == 0 else 0.1 * step.x)


def _no_noise() -> Tensor:
    raise AssertionError("asked for noise")
