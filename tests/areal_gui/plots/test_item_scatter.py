"""Dots are painted where the points are, and more of them are darker."""

from __future__ import annotations

import numpy as np
import pytest

from areal_gui.plots.item_scatter import bounds_of, coverage, dot_look


def test_a_dot_covers_its_centre_and_nothing_far_away() -> None:
    covered = coverage(np.array([[20.0, 10.0]]), (40, 60), radius=2.0, strength=0.5)

    assert covered.shape == (40, 60)
    assert covered[10, 20] == pytest.approx(0.5)
    assert np.argwhere(covered > 0).min(axis=0).tolist() == [8, 18]
    assert np.argwhere(covered > 0).max(axis=0).tolist() == [12, 22]


def test_dots_over_each_other_add_up_without_passing_full_cover() -> None:
    one, two, many = (
        coverage(np.full((count, 2), 5.0), (10, 10), radius=1.0, strength=0.4)[5, 5] for count in (1, 2, 500)
    )

    assert one < two < many <= 1.0
    assert two == pytest.approx(1 - 0.6**2)


def test_full_strength_keeps_soft_rims() -> None:
    covered = coverage(np.array([[5.0, 5.0]]), (10, 10), radius=1.8, strength=1.0)

    assert covered.max() == 1.0
    assert 0 < covered[covered > 0].min() < 1


def test_dots_at_and_beyond_the_edge_are_cut_not_wrapped() -> None:
    edge = np.array([[-1.0, 5.0], [10.5, 5.0], [5.0, -50.0], [1e9, 5.0], [np.nan, 5.0]])
    covered = coverage(edge, (10, 10), radius=2.0, strength=0.5)

    assert covered[5, 0] > 0
    assert covered[5, 9] > 0
    assert covered[:, 4:6].max() == 0


def test_crowded_dots_are_smaller_and_fainter() -> None:
    looks = [dot_look(crowding) for crowding in (0.0, 1e-3, 0.1, 1.0, 100.0)]

    assert looks == sorted(looks, reverse=True)
    assert all(radius > 1 and 0.05 < strength <= 0.5 for radius, strength in looks)


def test_bounds_hold_every_point() -> None:
    rect = bounds_of(np.array([[1.0, -2.0], [3.0, 5.0]]))

    assert rect.getCoords() == (1.0, -2.0, 3.0, 5.0)
    assert bounds_of(np.empty((0, 2))).isNull()
