"""Growing series of numbers, cheap to append to and to read: what a live plot pulls from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


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

    The average is corrected for its start, so that the first values are not drawn towards zero.

    Args:
        memory: how many of the latest values weigh in the average.
    """

    def __init__(self, memory: float = 50.0) -> None:
        self.raw = GrowingSeries()
        self.smooth = GrowingSeries()
        self._keep = 1.0 - 1.0 / memory
        self._sum = 0.0
        self._weight = 0.0

    def __len__(self) -> int:
        return len(self.raw)

    def extend(self, values: Sequence[float]) -> None:
        """Append `values` to the series and continue the average."""
        averages = []
        for value in values:
            self._sum = self._keep * self._sum + (1.0 - self._keep) * value
            self._weight = self._keep * self._weight + (1.0 - self._keep)
            averages.append(self._sum / self._weight)
        self.raw.extend(values)
        self.smooth.extend(averages)
