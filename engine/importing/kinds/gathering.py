"""Cells gathered one by one, put together as batches of rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial

import numpy as np
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.row_batch import Rejected, RowBatch

MOST_ROWS = 20_000
SHOWN = 500
"""Characters of a rejected row that are kept."""


class Gathering:
    """Rows of one block; a record of the file may give several.

    Attributes:
        cells: a list of texts for every wanted column, to be filled row by row.
    """

    def __init__(self, wanted: Sequence[int]) -> None:
        self._wanted = wanted
        self.cells: list[list[str]] = [[] for _ in wanted]
        self._lines: list[int] = []
        self._texts: list[str] = []
        self._counts: list[int] = []
        self._rejected: list[Rejected] = []

    def __len__(self) -> int:
        return sum(self._counts)

    def record(self, line: int, text: str, rows: int = 1) -> None:
        """Say where the rows come from whose cells were just added."""
        self._lines.append(line)
        self._texts.append(text)
        self._counts.append(rows)

    def reject(self, line: int, reason: str, text: str) -> None:
        """Leave a record out."""
        self._rejected.append(Rejected(line, reason, shown(text)))

    def batches(self) -> Iterator[RowBatch]:
        """All rows; cells with NUL characters, which no text has, cost their row."""
        source = np.repeat(np.arange(len(self._counts)), self._counts)
        lines = np.array(self._lines, np.int64)
        rejected = self._rejected
        for start in range(0, max(len(source), 1), MOST_ROWS):
            of = source[start : start + MOST_ROWS]
            columns = {
                position: arrow.texts(cells[start : start + MOST_ROWS])
                for position, cells in zip(self._wanted, self.cells, strict=True)
            }
            batch = RowBatch(columns, lines[of], partial(self._text_of, of), rejected)
            batch.reject(without_nul(batch))
            yield batch
            rejected = []

    def _text_of(self, source: NDArray[np.int64], at: int) -> str:
        return shown(self._texts[source[at]])


def without_nul(batch: RowBatch) -> dict[int, str]:
    """Reasons against rows that hold a NUL."""
    reasons: dict[int, str] = {}
    for column in batch.columns.values():
        found = pc.match_substring(column, "\0")
        if pc.any(found).as_py():
            reasons |= dict.fromkeys(pc.indices_nonzero(found).to_pylist(), "a NUL character")
    return reasons


def shown(text: str) -> str:
    """A text as it is kept and shown: cut where it is very long."""
    text = text.replace("\0", "\ufffd")
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."
