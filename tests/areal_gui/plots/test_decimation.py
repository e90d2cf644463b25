from __future__ import annotations

import numpy as np
import pytest

from areal_gui.plots.decimation import envelope, thinned
from areal_gui.plots.series import GrowingSeries


@pytest.mark.parametrize("length", [1501, 10_000, 100_003])
def test_envelope_is_short_and_keeps_every_extreme(length: int) -> None:
    y = np.random.default_rng(0).normal(size=length)
    y[length // 3], y[-1] = 50.0, -60.0
    x, values = envelope(np.arange(length, dtype=float), y)
    assert len(x) == len(values) <= 1000
    assert values.max() == 50.0
    assert values.min() == -60.0
    assert (np.diff(x) >= 0).all()


def test_a_short_series_is_drawn_as_it_is() -> None:
    y = np.arange(700.0)
    x, values = envelope(y, y)
    assert values is y
    assert x is y


def test_thinned_keeps_the_first_and_the_last_point() -> None:
    y = np.arange(9_999.0)
    x, values = thinned(y, y, points=2000)
    assert len(x) <= 2001
    assert (values[0], values[-1]) == (0.0, 9_998.0)


def test_a_series_grows_past_its_room() -> None:
    series = GrowingSeries([1.0])
    for start in range(0, 5000, 7):
        series.extend([float(n) for n in range(start, start + 7)])
    assert len(series) == 5006
    assert series.values[-1] == 5004.0


def test_a_series_can_forget_its_end() -> None:
    series = GrowingSeries([1.0, 2.0, 3.0])
    series.cut(2)
    series.extend([4.0])
    series.cut(9)
    assert series.values.tolist() == [1.0, 2.0, 4.0]
