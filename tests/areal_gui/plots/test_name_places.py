from __future__ import annotations

import numpy as np

from areal_gui.plots.name_places import MARGIN, places

FRAME = (600.0, 200.0)
NO_CURVES: list[tuple[np.ndarray, np.ndarray]] = []


def test_a_name_stands_at_the_right_above_its_line() -> None:
    (place,) = places([(100.0, 80.0)], 16, FRAME, NO_CURVES)
    assert (place.left, place.top, place.above) == (600 - 80 - MARGIN, 84.0, True)


def test_names_of_close_lines_do_not_cover_each_other() -> None:
    found = places([(100.0, 80.0), (102.0, 80.0), (104.0, 80.0), (106.0, 80.0)], 16, FRAME, NO_CURVES)
    pairs = [(one, other) for one in found for other in found if one is not other]
    assert not any(one.covers(other) for one, other in pairs)


def test_a_name_gives_way_to_a_curve() -> None:
    rising = (np.array([0.0, 600.0]), np.array([190.0, 92.0]))
    (place,) = places([(100.0, 80.0)], 16, FRAME, [rising])
    assert not place.above or place.left < 300


def test_a_name_at_the_top_stands_below_its_line() -> None:
    (place,) = places([(4.0, 80.0)], 16, FRAME, NO_CURVES)
    assert not place.above
