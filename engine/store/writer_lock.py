"""One writer at a time: the lock of a workspace, and beside it a note of who holds it."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

import filelock

from engine.errors import WorkspaceBusy, WorkspaceUnusable

_LOCK, _HOLDER = "writer.lock", "writer.json"
_LONGEST_PROGRAM = 80
_PATIENCE_SECONDS = 0.2
"""Longer than somebody looks whether the lock is free."""


@dataclass(frozen=True)
class Holder:
    """Who writes to a workspace; `since` is in UTC milliseconds."""

    pid: int
    program: str
    since: int

    def __str__(self) -> str:
        since = datetime.fromtimestamp(self.since / 1000).astimezone()
        return f"{self.program} (process {self.pid}) has been writing to it since {since:%Y-%m-%d %H:%M}."


class WriterLock:
    """The right to write to a workspace; it ends with the process, whatever that dies of."""

    def __init__(self, root: Path) -> None:
        """Take the lock of the workspace at `root`.

        Raises:
            WorkspaceBusy: another process has it; the reason says which.
            WorkspaceUnusable: the folder cannot be written to.
        """
        # thread_local=False: the window opens the workspace in one thread and may close it in another.
        self._lock = filelock.FileLock(root / _LOCK, timeout=_PATIENCE_SECONDS, thread_local=False)
        # Not in the lock's own file: where a lock is mandatory, nobody else could read it.
        self._note = root / _HOLDER
        try:
            self._lock.acquire(poll_interval=_PATIENCE_SECONDS / 10)
        except filelock.Timeout as error:
            raise WorkspaceBusy(
                f"The workspace {root} is in use.",
                str(read_holder(root) or "Another AREAL window or command is writing to it."),
                "Close it or wait until it is done, or use another workspace.",
            ) from error
        except OSError as error:
            raise WorkspaceUnusable(
                f"The workspace {root} cannot be written to.",
                error.strerror or str(error),
                "Choose another folder as the workspace, or change its permissions.",
            ) from error
        holder = Holder(os.getpid(), _program(), time.time_ns() // 1_000_000)
        with suppress(OSError):  # on a full disk one can still look, and delete
            self._note.write_text(json.dumps(asdict(holder)), encoding="utf-8")

    def release(self) -> None:
        """Let the next writer in. Releasing twice is harmless."""
        if self._lock.is_locked:
            with suppress(OSError):
                self._note.unlink(missing_ok=True)
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def is_held(root: Path) -> bool:
    """Whether a process that lives writes to the workspace at `root`; also where nobody can tell."""
    lock = filelock.FileLock(root / _LOCK, timeout=0, thread_local=False)
    try:
        lock.acquire()
    except (filelock.Timeout, OSError):
        return True
    lock.release()
    return False


def read_holder(root: Path) -> Holder | None:
    """Who holds the lock of the workspace at `root`, as far as it was said; meaningful while it is held."""
    with suppress(OSError, ValueError, TypeError):
        return Holder(**json.loads((root / _HOLDER).read_text(encoding="utf-8")))
    return None


def _program() -> str:
    """What was started, with its arguments, as people would write it."""
    path = Path(sys.argv[0])
    name = path.parent.name if path.name == "__main__.py" else path.stem
    text = " ".join([name or "AREAL", *sys.argv[1:]])
    return text if len(text) <= _LONGEST_PROGRAM else text[: _LONGEST_PROGRAM - 1] + "…"
