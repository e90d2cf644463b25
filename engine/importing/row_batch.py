"""Consecutive rows of a file as columns of text, whatever the file is written in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow


@dataclass(frozen=True)
class Rejected:
    """A row that could not be read; `line` counts from 1."""

    line: int
    reason: str
    text: str


class RowBatch:
    """Rows that could be told apart, and those that could not.

    Attributes:
        columns: the wanted columns of text by their position in the file, all of the same length.
        rejected: the rows left out so far.
    """

    def __init__(
        self,
        columns: Mapping[int, pa.Array],
        lines: NDArray[np.int64],
        text_of: Callable[[int], str],
        rejected: list[Rejected] | None = None,
    ) -> None:
        """A batch of rows.

        Args:
            columns: as above.
            lines: of every row, where it stands in the file, from 1.
            text_of: the text of the row at a position, as it is kept when the row is rejected.
            rejected: rows that were left out before.
        """
        self.columns = dict(columns)
        self.rejected = rejected or []
        self._lines = lines
        self._text_of = text_of
        self._at = np.arange(len(lines))

    def __len__(self) -> int:
        return len(self._at)

    def reject(self, reasons: Mapping[int, str]) -> None:
        """Leave out the rows at these positions, for these reasons."""
        if not reasons:
            return
        for position, reason in sorted(reasons.items()):
            at = int(self._at[position])
            self.rejected.append(Rejected(int(self._lines[at]), reason, self._text_of(at)))
        keep = np.ones(len(self), bool)
        keep[list(reasons)] = False
        self._at = self._at[keep]
        kept = arrow.mask(keep)
        self.columns = {position: column.filter(kept) for position, column in self.columns.items()}
