from __future__ import annotations

import numpy as np
import pytest

from areal_gui.plots.smoothing import smoothed


def test_a_constant_stays_what_it_is() -> None:
    x, y = smoothed(np.arange(1000.0), np.full(1000, 3.0), 50, 400)
    assert y == pytest.approx(3.0)
    assert x[-1] == 999.0


def test_the_line_starts_at_the_first_value_and_follows_a_steep_fall() -> None:
    x, y = smoothed(np.arange(5.0), np.array([10.0, 1.0, 1.0, 1.0, 1.0]), 1000, 400)
    assert y[0] == 10.0
    assert y[-1] < 2.0
    assert x.tolist() == [0, 1, 2, 3, 4]


def test_a_longer_memory_smooths_more() -> None:
    noise = np.random.default_rng(0).normal(size=5000)
    spread = [smoothed(np.arange(5000.0), noise, memory, 5000)[1][1000:].std() for memory in (2, 20, 200)]
    assert spread[0] > 2 * spread[1] > 4 * spread[2]


def test_few_points_come_back_of_a_long_curve_and_they_agree_with_the_full_one() -> None:
    x = np.arange(100_000.0)
    y = np.exp(-x / 20_000) + 0.1 * np.random.default_rng(0).normal(size=len(x))
    full, few = smoothed(x, y, 500, 200_000), smoothed(x, y, 500, 700)
    assert 350 <= len(few[0]) <= 700
    assert np.interp(few[0], *full) == pytest.approx(few[1], abs=0.03)


def test_a_growing_curve_keeps_its_line() -> None:
    x, y = np.arange(22_000.0), np.random.default_rng(0).normal(size=22_000)
    before, after = smoothed(x[:18_000], y[:18_000], 50, 700), smoothed(x, y, 50, 700)
    shared = len(before[0]) - 1
    assert before[1][:shared].tolist() == after[1][:shared].tolist()


def test_nothing_is_smoothed_to_nothing() -> None:
    assert len(smoothed(np.empty(0), np.empty(0), 50, 400)[1]) == 0
