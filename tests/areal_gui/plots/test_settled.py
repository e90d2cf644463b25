"""Places are kept from one choice to the next."""

from __future__ import annotations

import pytest

from areal_gui.plots.settled import settled


@pytest.mark.parametrize(
    ("before", "wanted", "expected"),
    [
        ([], [3, 1, 2], [3, 1, 2]),
        ([3, 1, 2], [2, 1, 3], [3, 1, 2]),
        ([3, 1, 2], [5, 2, 3], [3, 5, 2]),
        ([3, 1, 2], [7, 8, 9], [7, 8, 9]),
        ([3, 1], [4, 1, 6], [4, 1, 6]),
        ([3, 1, 2, 4], [4, 3], [3, 4]),
        ([3, 1], [], []),
    ],
)
def test_what_stays_keeps_its_place(before: list[int], wanted: list[int], expected: list[int]) -> None:
    assert settled(before, wanted) == expected
