"""Opening the workspace to write to it: waiting for whoever does so already, and saying what was left."""

from __future__ import annotations

import argparse
from time import monotonic, sleep

from engine.cli.console import Console
from engine.cli.text import moment
from engine.errors import WorkspaceBusy
from engine.events import CancelToken
from engine.store.journal import Interrupted
from engine.workspace import Workspace

_SECONDS_BETWEEN_ATTEMPTS = 0.2

_KINDS = {"import": "The import of", "growth": "The growth of", "copy": "The copying of"}


def open_to_write(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> Workspace:
    """The workspace, open for writing; for `--wait` seconds it is waited for.

    Raises:
        WorkspaceBusy: another process still writes to it.
        Cancelled: the end was asked for while waiting.
    """
    until = monotonic() + arguments.wait
    said = False
    while True:
        try:
            workspace = Workspace.open(arguments.workspace)
        except WorkspaceBusy as busy:
            left = until - monotonic()
            if left <= 0:
                raise
            if not said:
                console.say(f"Waiting: {busy.why}")
                said = True
            cancel.raise_if_cancelled()
            sleep(min(_SECONDS_BETWEEN_ATTEMPTS, left))
        else:
            for left_over in workspace.left_over:
                console.say(_sentence(left_over))
            return workspace


def _sentence(left_over: Interrupted) -> str:
    what = f"{_KINDS[left_over.kind]} “{left_over.name}” at {moment(left_over.started)}"
    return f"Note: {what} was interrupted; nothing of it was kept."
