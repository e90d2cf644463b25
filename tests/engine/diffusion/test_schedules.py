"""The four schedules: end points, monotonicity, and the values at T = 1000."""

from __future__ import annotations

import math
from typing import get_args

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.diffusion.config import ScheduleName
from engine.diffusion.schedules import BETA_CEILING, betas

NAMES = get_args(ScheduleName)


@given(st.sampled_from(NAMES), st.integers(10, 2000))
def test_noise_only_ever_grows(name: ScheduleName, steps: int) -> None:
    beta = betas(name, steps)
    assert beta.shape == (steps,)
    assert (beta > 0).all()
    assert (beta <= BETA_CEILING).all()
    assert (torch.cumprod(1 - beta, 0).diff() < 0).all()


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [("linear", 1.000, 6.4e-3), ("exp", 1.000, 8.0e-2), ("cosine", 1.000, 5e-5), ("sqrt", 0.988, 6.7e-4)],
)
def test_signal_at_the_ends_of_a_thousand_steps(name: ScheduleName, first: float, last: float) -> None:
    signal = torch.cumprod(1 - betas(name, 1000), 0).sqrt()
    assert float(signal[0]) == pytest.approx(first, abs=5e-4)
    assert float(signal[-1]) == pytest.approx(last, rel=0.02)


def test_linear_runs_from_one_ten_thousandth_to_two_hundredths() -> None:
    beta = betas("linear", 500)
    assert (float(beta[0]), float(beta[-1])) == (pytest.approx(1e-4), pytest.approx(0.02))
    assert torch.allclose(beta.diff(), beta.diff()[0])


def test_sqrt_follows_its_formula_where_it_is_not_clipped() -> None:
    alpha_bar = torch.cumprod(1 - betas("sqrt", 1000), 0)
    start = 1 - math.sqrt(1e-4)
    for t in (1, 250, 500, 900):
        assert float(alpha_bar[t - 1]) == pytest.approx((1 - math.sqrt(t / 1000 + 1e-4)) / start)


def test_exp_is_the_variance_preserving_process_seen_at_its_steps() -> None:
    alpha_bar = torch.cumprod(1 - betas("exp", 400), 0)
    for t in (1, 100, 400):
        s = t / 400
        assert float(alpha_bar[t - 1]) == pytest.approx(math.exp(-0.1 * s - 9.9 * s * s / 2))
