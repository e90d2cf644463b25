"""Student's t distribution for whole degrees of freedom, without a library of special functions.

Abramowitz and Stegun, Handbook of Mathematical Functions, 26.7.3 and 26.7.4: finite sums in the angle
whose tangent is t divided by the root of the degrees.
"""

from __future__ import annotations

import math

HALVINGS = 80
"""More than a double has bits."""


def two_sided_quantile(probability: float, degrees: int) -> float:
    """The t that |T| stays below with this probability, found by halving."""
    low, high = 0.0, math.pi / 2
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _within(middle, degrees) < probability else (low, middle)
    return math.sqrt(degrees) * math.tan(low)


def _within(angle: float, degrees: int) -> float:
    """The probability that |T| stays below the t of this angle."""
    sine, cosine = math.sin(angle), math.cos(angle)
    odd = degrees % 2
    term, total = (cosine if degrees > 1 else 0.0, 0.0) if odd else (1.0, 0.0)
    for step in range(2 + odd, degrees + 1, 2):
        total += term
        term *= (step - 1) / step * cosine**2
    return 2 / math.pi * (angle + sine * total) if odd else sine * total
