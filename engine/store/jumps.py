"""From the number of a row to its place: a jump to the middle of the log reads little of it."""

from __future__ import annotations

from sqlalchemy import Connection

from engine.store.access import Access, Bound, Place
from engine.store.datasets import DatasetRow


def start(
    connection: Connection,
    dataset: DatasetRow,
    access: Access,
    descending: bool,
    after: Place | None,
    at_row: int | None,
) -> tuple[Bound | None, int]:
    """Where a page begins, and how many rows are still to be left out from there."""
    if after is not None:
        return Bound(after, inclusive=False), 0
    return None, at_row or 0
