"""Removing for good what was deleted, once nobody can want it back."""

from __future__ import annotations

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
    """Remove every data set that was deleted, with its runs and their files."""
    from engine.store.removal import give_back_room, purge_deleted

    yield from purge_deleted(workspace.root, workspace.store, cancel)
    give_back_room(workspace.store, cancel)


def purge_at_close(workspace: Workspace) -> None:
    """As much of it as can be done in a moment."""
    from engine.store.removal import purge_deleted

    cancel, deadline = CancelToken(), time.monotonic() + SECONDS_AT_CLOSE
    try:
        for _ in purge_deleted(workspace.root, workspace.store, cancel, most=MOST_AT_CLOSE):
            if time.monotonic() > deadline:
                cancel.cancel()
    except Cancelled:
        return
