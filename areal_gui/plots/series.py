"""Growing series of numbers, cheap to append to and to read: what a live plot pulls from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
GROWTH = 0.2
"""Of the values so far, the share that an average remembers until its memory is full."""


class GrowingSeries:
    """An append-only array of floats that doubles its room, so that reading it copies nothing."""

    def __init__(self, values: Sequence[float] = ()) -> None:
        self._room: Values = np.empty(max(1024, len(values)))
        self._length = 0
        self.extend(values)

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Values:
        """A view of the values so far."""
        return self._room[: self._length]

    def extend(self, values: Sequence[float]) -> None:
        """Append `values`."""
        end = self._length + len(values)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)))
            room[: self._length] = self.values
            self._room = room
        self._room[self._length : end] = values
        self._length = end


class SmoothedSeries:
    """A noisy series and its exponential moving average.

    The average starts with a short memory that grows: the first steep fall of a loss is followed closely.

    Args:
        memory: how many of the latest values weigh in the average, at most.
    """

    def __init__(self, memory: float = 50.0) -> None:
        self.raw = GrowingSeries()
        self.smooth = GrowingSeries()
        self._memory = memory
        self._average = 0.0

    def __len__(self) -> int:
        return len(self.raw)

    def extend(self, values: Sequence[float]) -> None:
        """Append `values` to the series and continue the average."""
        averages = []
        for place, value in enumerate(values, len(self.raw)):
            weight = 1.0 / min(self._memory, 1.0 + GROWTH * place)
            self._average += weight * (value - self._average)
            averages.append(self._average)
        self.raw.extend(values)
        self.smooth.extend(averages)
