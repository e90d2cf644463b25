"""Removing for good what was deleted, once nobody can want it back."""

from __future__ import annotations

import itertools
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.events import Cancelled, CancelToken, Event

if TYPE_CHECKING:
    from engine.workspace import Workspace

SECONDS_AT_CLOSE = 3.0
"""A window that closes must not keep the workspace for long; what is left then goes at the next start."""

MOST_AT_CLOSE = 3_000_000
"""Interactions of a data set that are removed within that time."""


def purge(workspace: Workspace, cancel: CancelToken) -> Iterator[Event]:
    """Remove every study, run and data set that was deleted, with their files."""
    from engine.store.removal import give_back_room, purge_deleted
    from engine.store.run_removal import purge_deleted_runs
    from engine.store.studies import purge_studies

    purge_studies(workspace.store)
    yield from purge_deleted_runs(workspace.root, workspace.store, cancel)
    yield from purge_deleted(workspace.root, workspace.store, cancel)
    give_back_room(workspace.store, cancel)


def is_anything_deleted(workspace: Workspace) -> bool:
    """Whether something waits to be removed, or was half removed when the program was killed."""
    from engine.store import removal, run_removal

    return removal.is_anything_deleted(workspace.store) or run_removal.is_any_run_deleted(workspace.store)


def purge_at_close(workspace: Workspace) -> None:
    """As much of it as can be done in a moment."""
    from engine.store.removal import purge_deleted
    from engine.store.run_removal import purge_deleted_runs
    from engine.store.studies import purge_studies

    purge_studies(workspace.store)
    cancel, deadline = CancelToken(), time.monotonic() + SECONDS_AT_CLOSE
    root, store = workspace.root, workspace.store
    removing = (
        purge_deleted_runs(root, store, cancel),
        purge_deleted(root, store, cancel, most=MOST_AT_CLOSE),
    )
    try:
        for _ in itertools.chain(*removing):
            if time.monotonic() > deadline:
                cancel.cancel()
    except Cancelled:
        return
