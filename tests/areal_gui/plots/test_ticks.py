from __future__ import annotations

import pytest

from areal_gui.plots.ticks import (
    clock,
    epoch_ticks,
    fine_step,
    log_ticks,
    multiples,
    place_text,
    time_step,
    value_text,
    whole_step,
)


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
        (0.9, 6.1, 2, [2, 4, 6]),
        (0.5, 20.5, 5, [5, 10, 15, 20]),
        (12.0, 31.0, 10, [20, 30]),
        (3.2, 3.8, 1, []),
        (0.8, 10.2, 2, [2, 4, 6, 8, 10]),
        (0.98, 15.2, 5, [5, 10, 15]),
    ],
)
def test_whole_epochs_are_named_at_even_distances(
    low: float, high: float, step: int, ticks: list[float]
) -> None:
    assert epoch_ticks(low, high, step) == ticks


@pytest.mark.parametrize(
    ("least", "step"), [(0.013, 0.02), (0.2, 0.2), (0.21, 0.5), (7, 10), (1e-5, 1e-5), (0, 1)]
)
def test_values_are_labelled_at_round_steps(least: float, step: float) -> None:
    assert fine_step(least) == pytest.approx(step)


@pytest.mark.parametrize(
    ("least", "step"), [(0.2, 1), (3, 5), (12, 15), (31, 60), (400, 600), (2000, 3600), (90_000, 172_800)]
)
def test_times_are_labelled_in_what_people_count_in(least: float, step: float) -> None:
    assert time_step(least) == step


@pytest.mark.parametrize(
    ("low", "high", "room", "ticks"),
    [
        (4.4, 7.2, 5, [5, 6, 7]),
        (0.1, 1000, 6, [0.1, 1, 10, 100, 1000]),
        (1, 100, 7, [1, 2, 5, 10, 20, 50, 100]),
        (3, 3, 5, [3]),
    ],
)
def test_logarithmic_values_are_labelled_at_round_values(
    low: float, high: float, room: int, ticks: list[float]
) -> None:
    assert log_ticks(low, high, room) == pytest.approx(ticks)


def test_multiples_hold_both_ends() -> None:
    assert multiples(0.2, 0.6, 0.2) == pytest.approx([0.2, 0.4, 0.6])


@pytest.mark.parametrize(
    ("seconds", "text"), [(0, "0:00"), (65.4, "1:05"), (3600, "1:00:00"), (3_725, "1:02:05"), (-5, "-0:05")]
)
def test_a_time_is_written_like_a_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.002, "0.002"),
        (0.0001, "1e-4"),
        (0.00045, "4.5e-4"),
        (12_345, "12,345"),
        (2.5, "2.5"),
        (5e6, "5e6"),
        (-3, "-3"),
    ],
)
def test_a_value_on_an_axis_is_short(value: float, text: str) -> None:
    assert value_text(value) == text


def test_places_are_told_as_their_axis_counts() -> None:
    assert [place_text("epoch", 3.456), place_text("step", 12_345.0), place_text("time", 65.0)] == [
        "4",
        "12,345",
        "1:05",
    ]
