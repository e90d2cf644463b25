"""What every engine operation speaks: events, and the token that cancels and pauses it."""

from __future__ import annotations

import dataclasses
import re
import threading
from collections.abc import Callable, Generator, Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Any, TypeVar

Step = TypeVar("Step")
Told = TypeVar("Told", bound="Event")
Result = TypeVar("Result")


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
    """Asks a running operation to end, or to wait for a while; safe to use from any thread.

    Cancelling counts for more than pausing: a paused operation that is cancelled ends at once.
    """

    def __init__(self) -> None:
        self._event = threading.Event()
        self._going = threading.Event()
        self._going.set()

    def cancel(self) -> None:
        """Ask for the end. Calling it again changes nothing."""
        self._event.set()
        self._going.set()

    def pause(self) -> None:
        """Ask for a pause, where the operation has a place for one. A cancelled one does not pause."""
        self._going.clear()
        if self._event.is_set():  # also where the end was asked for in between
            self._going.set()

    def resume(self) -> None:
        """End the pause."""
        self._going.set()

    @property
    def cancelled(self) -> bool:
        return self._event.is_set()

    @property
    def paused(self) -> bool:
        return not self._going.is_set()

    def wait_while_paused(self) -> None:
        """Block this thread until `resume` or `cancel`; returns at once when not paused."""
        self._going.wait()

    def raise_if_cancelled(self) -> None:
        """Raise `Cancelled` once the end was asked for."""
        if self._event.is_set():
            raise Cancelled


def retold(
    work: Generator[Step, None, Result], tell: Callable[[Step], Iterable[Told]]
) -> Generator[Told, None, Result]:
    """Do some work with the events that `tell` makes of each of its steps; returns what the work does.

    The work is closed on any way out.
    """
    with closing(work):
        while True:
            try:
                step = next(work)
            except StopIteration as end:
                result: Result = end.value
                return result
            yield from tell(step)


def result_of(work: Generator[Step, None, Result], each: Callable[[Step], object] = lambda _: None) -> Result:
    """Do some work to its end, for what it returns; `each` hears of its steps."""

    def hear(step: Step) -> tuple[Event, ...]:
        each(step)
        return ()

    try:
        next(retold(work, hear))  # it tells nothing, so that this is its end
    except StopIteration as end:
        result: Result = end.value
    return result
