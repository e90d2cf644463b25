"""The four schedules: end points, monotonicity, and the values at T = 1000."""

from __future__ import annotations

import math
from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch import Tensor

from engine.diffusion.config import DiffusionConfig, ScheduleName
from engine.diffusion.schedules import BETA_CEILING, betas

NAMES = get_args(ScheduleName)

configs = st.builds(
    DiffusionConfig,
    schedule=st.sampled_from(NAMES),
    steps=st.integers(10, 2000),
    rescale_linear=st.booleans(),
    cosine_offset=st.floats(0.0, 0.1),
)


def alpha_bar(schedule: ScheduleName, steps: int, **changes: object) -> Tensor:
    """alpha_bar_1 ... alpha_bar_T."""
    return torch.cumprod(1 - betas(DiffusionConfig(schedule=schedule, steps=steps, **changes)), 0)


@given(configs)
def test_noise_only_ever_grows(config: DiffusionConfig) -> None:
    beta = betas(config)
    assert beta.shape == (config.steps,)
    assert (beta > 0).all()
    assert (beta <= BETA_CEILING).all()
    level = torch.cumprod(1 - beta, 0)
    assert (level.diff() < 0).all()
    assert level[-1] > 0


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("linear", 1.000, 6.4e-3),
        ("exp", 1.000, 8.0e-2),
        # cos(pi/2) = 0 makes the last beta 1; clipping it to 0.999 leaves sqrt(0.001) of the state before.
        ("cosine", 1.000, math.sqrt(0.001) * math.cos((0.999 + 0.001) / 1.001 * math.pi / 2)),
        ("sqrt", 0.988, 6.7e-4),
    ],
)
def test_signal_at_the_ends_of_a_thousand_steps(name: ScheduleName, first: float, last: float) -> None:
    signal = alpha_bar(name, 1000).sqrt()
    assert float(signal[0]) == pytest.approx(first, abs=5e-4)
    assert float(signal[-1]) == pytest.approx(last, rel=0.02)


@pytest.mark.parametrize(
    ("steps", "signal"), [(10, 0.95), (50, 0.78), (100, 0.60), (200, 0.36), (500, 0.080), (1000, 0.006)]
)
def test_a_short_linear_schedule_does_not_end_in_noise(steps: int, signal: float) -> None:
    assert float(alpha_bar("linear", steps)[-1].sqrt()) == pytest.approx(signal, rel=0.07)


@pytest.mark.parametrize("steps", [25, 100, 500, 2000])
def test_rescaled_it_does(steps: int) -> None:
    rescaled = alpha_bar("linear", steps, rescale_linear=True)
    assert float(rescaled[-1].sqrt()) < 0.01
    assert torch.equal(alpha_bar("linear", 1000, rescale_linear=True), alpha_bar("linear", 1000))


def test_linear_runs_from_one_ten_thousandth_to_two_hundredths() -> None:
    beta = betas(DiffusionConfig(schedule="linear", steps=500))
    assert (float(beta[0]), float(beta[-1])) == (pytest.approx(1e-4), pytest.approx(0.02))
    assert torch.allclose(beta.diff(), beta.diff()[0])


def test_sqrt_follows_its_formula_where_it_is_not_clipped() -> None:
    level = alpha_bar("sqrt", 1000)
    start = 1 - math.sqrt(1e-4)
    for t in (1, 250, 500, 900):
        assert float(level[t - 1]) == pytest.approx((1 - math.sqrt(t / 1000 + 1e-4)) / start)


@pytest.mark.parametrize("offset", [0.001, 0.008])
def test_cosine_follows_its_formula_where_it_is_not_clipped(offset: float) -> None:
    level = alpha_bar("cosine", 1000, cosine_offset=offset)
    for t in (1, 250, 500, 990):
        shape = [math.cos((at / 1000 + offset) / (1 + offset) * math.pi / 2) ** 2 for at in (t, 0)]
        assert float(level[t - 1]) == pytest.approx(shape[0] / shape[1])


def test_exp_is_the_variance_preserving_process_seen_at_its_steps() -> None:
    level = alpha_bar("exp", 400)
    for t in (1, 100, 400):
        s = t / 400
        assert float(level[t - 1]) == pytest.approx(math.exp(-0.1 * s - 9.9 * s * s / 2))


def test_exp_lies_between_linear_and_cosine_in_the_middle() -> None:
    linear, exp, cosine = (float(alpha_bar(name, 1000)[499]) for name in ("linear", "exp", "cosine"))
    assert linear < exp < cosine


def test_sqrt_loses_most_at_the_start_and_little_towards_the_end() -> None:
    loss = -alpha_bar("sqrt", 1000).diff()
    assert float(loss[0]) > 5 * float(loss[500])
    assert (loss.diff()[:900] < 0).all()
