"""What every engine operation speaks: events, and the token that cancels it."""

from __future__ import annotations

import dataclasses
import re
import threading
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, kw_only=True)
class Event:
    """Base of all events an operation yields. Fields are plain values, so that they become JSON."""

    def as_json(self) -> dict[str, Any]:
        """The event as a flat dictionary whose `event` names it in snake case."""
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", type(self).__name__).lower()
        return {"event": name, **dataclasses.asdict(self)}


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """How far an operation is.

    `done` and `total` are in `unit`s ("rows", "bytes", "steps"); `total` is None while unknown.
    """

    text: str
    done: int
    total: int | None = None
    unit: str = ""


class Cancelled(Exception):
    """Raised inside an operation whose token was cancelled; nothing half-done remains."""


class CancelToken:
    """Asks a running operation to end; safe to use from any thread."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def cancel(self) -> None:
        """Ask for the end. Calling it again changes nothing."""
        self._event.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` once the end was asked for."""
        if self._event.is_set():
            raise Cancelled
