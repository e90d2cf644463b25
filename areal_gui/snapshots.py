"""The snapshot of a data set, for work in the background."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from areal_gui import loading

if TYPE_CHECKING:
    from engine.importing.filters import Filters
    from engine.sequences.snapshot import FilterEffect, Snapshot
    from engine.workspace import Workspace

_one_at_a_time = threading.Lock()
"""Two threads that made the same snapshot at once would remove each other's files."""


def opened(workspace: Workspace, dataset_id: int, filters: Filters | None = None) -> Snapshot:
    """The snapshot; made from the store the first time, which takes seconds for millions of interactions.

    Args:
        workspace: where the data set is.
        dataset_id: which one.
        filters: what of it counts; None: all of it.
    """
    with loading.one_at_a_time:
        from engine.sequences.filtering import NO_FILTERS
        from engine.sequences.snapshot import open_snapshot
    with _one_at_a_time:
        return open_snapshot(workspace, dataset_id, filters or NO_FILTERS)


def filter_effect(workspace: Workspace, dataset_id: int, filters: Filters) -> FilterEffect:
    """What filters leave; the log as columns is made the first time, as for the snapshot."""
    with loading.one_at_a_time:
        from engine.sequences.snapshot import filter_effect as count_effect
    with _one_at_a_time:
        return count_effect(workspace, dataset_id, filters)
