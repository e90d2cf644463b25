from __future__ import annotations

import pytest

from areal_gui.plots.epoch_axis import epoch_ticks, whole_step


@pytest.mark.parametrize(
    ("least", "step"), [(0.01, 1), (1.0, 1), (1.1, 2), (3, 5), (6, 10), (11, 20), (99, 100), (300, 500)]
)
def test_labels_stand_at_round_numbers_of_epochs(least: float, step: int) -> None:
    assert whole_step(least) == step


@pytest.mark.parametrize(
    ("low", "high", "step", "ticks"),
    [
        (0.98, 2.02, 1, [1, 2]),
        (-0.02, 1.02, 1, [1]),
        (0.9, 6.1, 2, [1, 4, 6]),
        (0.5, 20.5, 5, [1, 5, 10, 15, 20]),
        (12.0, 31.0, 10, [20, 30]),
        (3.2, 3.8, 1, []),
    ],
)
def test_whole_epochs_are_named_from_the_first(
    low: float, high: float, step: int, ticks: list[float]
) -> None:
    assert epoch_ticks(low, high, step) == ticks
