"""A metric with its 95% interval, as tables show it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import points

LOW, HIGH = ".low", ".high"
"""What the engine appends to the name of a metric for the ends of its interval."""


@dataclass(frozen=True)
class Estimate:
    """A fraction, None where there is none; an interval only where there were enough sequences for it."""

    value: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def interval_text(self) -> str:
        """In percent, in brackets: (3.62 to 4.35)."""
        if self.value is None or self.low is None or self.high is None:
            return ""
        text = QCoreApplication.translate("estimate", "({} to {})")
        return text.format(points(self.low), points(self.high))

    @property
    def text(self) -> str:
        """The value, and the interval where there is one: 3.98 (3.62 to 4.35)."""
        return " ".join(part for part in (points(self.value), self.interval_text) if part)


def estimate(metrics: Mapping[str, float], name: str) -> Estimate:
    """A metric of a row with its interval."""
    return Estimate(metrics.get(name), metrics.get(name + LOW), metrics.get(name + HIGH))
