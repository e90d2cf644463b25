"""Eq. 1-6."""

from __future__ import annotations

import pytest
import torch

from engine.diffusion.config import DiffusionConfig
from engine.diffusion.process import DiffusionProcess

PROCESS = DiffusionProcess(DiffusionConfig(steps=100, schedule="cosine"))


def test_noising_keeps_unit_variance_and_the_signal_of_its_level() -> None:
    random = torch.Generator().manual_seed(0)
    x_0, z = torch.randn(2, 50_000, 2, generator=random)
    for t in (1, 40, 100):
        x_t = PROCESS.q_sample(x_0, torch.full((len(x_0),), t), z)
        assert float(x_t.var()) == pytest.approx(1.0, abs=0.02)
        assert float((x_t * x_0).mean()) == pytest.approx(PROCESS.levels[t] ** 0.5, abs=0.02)


def test_a_pair_is_one_noise_at_two_neighbouring_levels() -> None:
    random = torch.Generator().manual_seed(1)
    x_0, z = torch.randn(2, 3, 4, generator=random)
    t = torch.tensor([1, 60, 100])
    x_t, before = PROCESS.q_sample_pair(x_0, t, z)
    assert torch.equal(x_t, PROCESS.q_sample(x_0, t, z))
    assert torch.equal(before[0], x_0[0])
    level = PROCESS.alpha_bar[t - 1][1:, None]
    assert torch.allclose((before[1:] - level.sqrt() * x_0[1:]) / (1 - level).sqrt(), z[1:], atol=1e-5)


def test_the_posterior_of_one_step_is_equations_5_and_6() -> None:
    for t in (2, 50, 100):
        a_t, a_s = PROCESS.levels[t], PROCESS.levels[t - 1]
        alpha = a_t / a_s
        of_x_0, of_x_t, deviation = PROCESS.posterior(t, t - 1)
        assert of_x_t == pytest.approx(alpha**0.5 * (1 - a_s) / (1 - a_t))
        assert of_x_0 == pytest.approx(a_s**0.5 * (1 - alpha) / (1 - a_t))
        assert deviation**2 == pytest.approx((1 - a_s) / (1 - a_t) * (1 - alpha))


def test_noising_and_then_the_posterior_gives_the_marginal_of_the_earlier_state() -> None:
    for t, s in ((100, 60), (60, 59), (30, 1)):
        of_x_0, of_x_t, deviation = PROCESS.posterior(t, s)
        a_t, a_s = PROCESS.levels[t], PROCESS.levels[s]
        assert of_x_0 + of_x_t * a_t**0.5 == pytest.approx(a_s**0.5)
        assert of_x_t**2 * (1 - a_t) + deviation**2 == pytest.approx(1 - a_s)


def test_the_last_step_is_certain() -> None:
    assert PROCESS.posterior(1, 0) == (pytest.approx(1.0), pytest.approx(0.0), pytest.approx(0.0))
