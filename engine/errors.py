"""Errors a user can understand: what happened, why, and what to do about it."""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class EngineError(Exception):
    """An expected failure.

    Attributes:
        what: what went wrong, one sentence.
        why: the reason, as far as it is known.
        advice: what the user can do next.
    """

    def __init__(self, what: str, why: str = "", advice: str = "") -> None:
        super().__init__(what)
        self.what = what
        self.why = why
        self.advice = advice

    def __str__(self) -> str:
        return " ".join(part for part in (self.what, self.why, self.advice) if part)


class BadInput(EngineError):
    """A file or log that cannot be used (exit code 3)."""


class BadSetting(EngineError):
    """A setting that is unknown or out of bounds (exit code 2)."""


class NotFound(EngineError):
    """Nothing in the workspace has that name or number (exit code 2)."""


class WorkspaceBusy(EngineError):
    """Another program is writing to this workspace."""


class WorkspaceUnusable(EngineError):
    """The workspace cannot be opened: wrong version, damaged, or not writable."""


def nearest(name: str, known: Iterable[str]) -> str:
    """A sentence that names the known names closest to `name`, or an empty one."""
    close = difflib.get_close_matches(name, list(known), n=3, cutoff=0.4)
    return f"Did you mean {' or '.join(close)}?" if close else ""
