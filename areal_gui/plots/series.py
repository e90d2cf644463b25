"""Growing series of numbers, cheap to append to and to read: what a live plot pulls from."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]


class GrowingSeries:
    """An append-only array of floats that doubles its room, so that reading it copies nothing."""

    def __init__(self, values: Sequence[float] | Values = ()) -> None:
        self._room: Values = np.empty(max(1024, len(values)))
        self._length = 0
        self.extend(values)

    def __len__(self) -> int:
        return self._length

    @property
    def values(self) -> Values:
        """A view of the values so far."""
        return self._room[: self._length]

    def cut(self, length: int) -> None:
        """Forget all but the first `length` values."""
        self._length = min(self._length, length)

    def extend(self, values: Sequence[float] | Values) -> None:
        """Append `values`."""
        end = self._length + len(values)
        if end > len(self._room):
            room = np.empty(max(end, 2 * len(self._room)))
            room[: self._length] = self.values
            self._room = room
        self._room[self._length : end] = values
        self._length = end
