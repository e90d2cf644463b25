"""External ids as numbers in order of first appearance."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray


class Identifiers:
    """Numbers texts 0, 1, 2, ... as they first appear, over any number of arrays."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def __len__(self) -> int:
        return len(self._numbers)

    @property
    def texts(self) -> list[str]:
        """The ids in the order of their numbers."""
        return list(self._numbers)

    def number(self, texts: pa.Array) -> NDArray[np.int32]:
        """The number of each text. Only the distinct ones of the array are looked at in Python."""
        encoded: Any = texts.dictionary_encode()
        known = self._numbers
        distinct = [known.setdefault(text, len(known)) for text in encoded.dictionary.to_pylist()]
        numbers: NDArray[np.int32] = np.array(distinct, np.int32)[encoded.indices.to_numpy()]
        return numbers
