"""Removing for good what was deleted, once nobody can want it back."""

from __future__ import annotations

import shutil
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING

from engine.events import Cancelled, CancelToken, Event

if TYPE_CHECKING:
    from engine.workspace import Workspace

SECONDS_AT_CLOSE = 3.0
"""A window that closes must not keep the workspace for long; what is left then goes at the next start."""


def purge(workspace: Workspace, cancel: CancelToken) -> Iterator[Event]:
    """Remove every data set that was deleted, with its runs and their files."""
    from engine.store.removal import purge_deleted

    for gone in (yield from purge_deleted(workspace.store, cancel)):
        shutil.rmtree(workspace.snapshots / str(gone.dataset_id), ignore_errors=True)
        for run_id in gone.run_ids:
            shutil.rmtree(workspace.run_folder(run_id), ignore_errors=True)


def purge_at_close(workspace: Workspace) -> None:
    """As much of it as can be done in a moment."""
    cancel, deadline = CancelToken(), time.monotonic() + SECONDS_AT_CLOSE
    try:
        for _ in purge(workspace, cancel):
            if time.monotonic() > deadline:
                cancel.cancel()
    except Cancelled:
        return
