"""The rejected rows of a data set: which are looked at, and all of them as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from engine.events import CancelToken, Event, Progress

if TYPE_CHECKING:
    from engine.store.connection import Store
    from engine.store.datasets import RejectedRow

BLOCK = 256
WRITTEN_AT_ONCE = 5_000
HEADERS = ("file", "line", "reason", "text")


@dataclass(frozen=True)
class RejectedQuery:
    """Which rejected rows; an empty reason or text: any."""

    dataset_id: int
    reason: str = ""
    text: str = ""

    def read(self, store: Store, after: int, limit: int = BLOCK) -> list[RejectedRow]:
        """At most `limit` rows behind the one with the number `after`."""
        from engine.store.datasets import rejected_rows

        return rejected_rows(
            store, self.dataset_id, limit, after, reason=self.reason or None, text=self.text or None
        )


@dataclass(frozen=True, kw_only=True)
class RejectedWritten(Event):
    """The file is there."""

    path: str
    rows: int


def write_rejected(store: Store, query: RejectedQuery, path: Path, cancel: CancelToken) -> Iterator[Event]:
    """Write the rows of a query as CSV; a file of that name is replaced once the new one is whole.

    Raises:
        OSError: the file cannot be written; what was there stays.
    """
    from engine.formulas import harmless

    partial, last, written = path.with_name(f"{path.name}.partial"), 0, 0
    try:
        with partial.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADERS)
            while rows := query.read(store, last, WRITTEN_AT_ONCE):
                cancel.raise_if_cancelled()
                writer.writerows(
                    (harmless(row.file), row.line, harmless(row.reason), harmless(row.text)) for row in rows
                )
                last, written = rows[-1].number, written + len(rows)
                yield Progress(text=f"{written:,}", done=written, unit="rows")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    yield RejectedWritten(path=str(path), rows=written)
