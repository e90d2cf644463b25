"""Where an axis is labelled, and how: whole epochs and steps, times, logarithmic values."""

from __future__ import annotations

import math
from typing import Literal

AxisKind = Literal["epoch", "step", "time"]
AXIS_KINDS: tuple[AxisKind, ...] = ("epoch", "step", "time")

_TIMES = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14_400, 21_600, 43_200, 86_400)


def whole_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, ... that is at least `least`."""
    decade = 1
    while 5 * decade < least:
        decade *= 10
    return next(step for step in (decade, 2 * decade, 5 * decade) if step >= least)


def fine_step(least: float) -> float:
    """The same with fractions: ..., 0.1, 0.2, 0.5, 1, 2, ..."""
    if least <= 0:
        return 1.0
    decade = 10.0 ** math.floor(math.log10(least))
    return next(factor * decade for factor in (1, 2, 5, 10) if factor * decade >= least * (1 - 1e-9))


def time_step(least: float) -> float:
    """The smallest step of seconds, minutes or hours that people count in and that is at least `least`."""
    return float(next((step for step in _TIMES if step >= least), 86_400 * math.ceil(least / 86_400)))


def multiples(low: float, high: float, step: float) -> list[float]:
    """The multiples of `step` from `low` to `high`, both ends with it."""
    near = 1e-9  # a multiple that lies just outside for the rounding alone
    return [
        number * step for number in range(math.ceil(low / step - near), math.floor(high / step + near) + 1)
    ]


def epoch_ticks(low: float, high: float, step: int) -> list[float]:
    """The multiples of `step` from `low` to `high`: evenly spaced, and none before the first epoch."""
    return [place for place in multiples(low, high, step) if place >= 1]


def log_ticks(low: float, high: float, room: int) -> list[float]:
    """At most about `room` round values from `low` to `high`, both above 0."""
    decades = math.log10(high / low) if high > low > 0 else 0.0
    if decades < 1:
        return multiples(low, high, fine_step((high - low) / max(1, room))) if high > low else [low]
    factors = (1, 2, 5) if 3 * decades <= room else (1,)
    every = max(1, math.ceil(decades / max(1, room)))
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    found = [factor * 10.0**power for power in range(first, last + 1, every) for factor in factors]
    return [value for value in found if low <= value <= high]


def clock(seconds: float) -> str:
    """0:05, 12:30, 1:02:30."""
    whole = round(seconds)
    sign, whole = ("-" if whole < 0 else ""), abs(whole)
    hours, minutes = whole // 3600, whole % 3600 // 60
    if hours:
        return f"{sign}{hours}:{minutes:02}:{whole % 60:02}"
    return f"{sign}{minutes}:{whole % 60:02}"


def place_text(kind: AxisKind, place: float) -> str:
    """A place on an axis, as the legend says it; within an epoch it is that epoch."""
    if kind == "time":
        return clock(place)
    return f"{round(place):,}" if kind == "step" else f"{max(1, math.ceil(round(place, 6))):,}"


def value_text(value: float) -> str:
    """A value on an axis: short, and as everywhere in the program."""
    if value and not 1e-3 <= abs(value) < 1e6:
        digits, exponent = f"{value:.6e}".split("e")
        return f"{float(digits):g}e{int(exponent)}"
    return f"{value:,.6g}" if abs(value) < 1000 else f"{value:,.0f}"
