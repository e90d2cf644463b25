"""Runs an engine operation from the terminal: its events shown, Ctrl-C turned into a clean end."""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import TypeVar

from engine.cli.console import Console
from engine.events import CancelToken, Event

Result = TypeVar("Result", bound=Event)

STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def cancelled_by_signals() -> Iterator[CancelToken]:
    """A token that Ctrl-C (or SIGTERM) cancels; the second time ends the program at once."""
    token = CancelToken()

    def stop(_number: int, _frame: FrameType | None) -> None:
        if token.cancelled:
            raise KeyboardInterrupt
        token.cancel()
        # Not through sys.stderr: the signal may have come in the middle of a write to it.
        os.write(2, b"\nStopping; once more to end at once.\n")

    before = {number: signal.signal(number, stop) for number in STOP_SIGNALS}
    try:
        yield token
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def follow(
    events: Iterable[Event],
    console: Console,
    cancel: CancelToken,
    result: type[Result],
    *,
    show: Callable[[Event], None] = lambda _event: None,
) -> Result:
    """Iterate an operation to its end, passing each event on, and return its closing event.

    When the reader of standard output goes away the operation is cancelled and brought to its own
    clean end, rather than dropped in the middle.
    """
    broken: BrokenPipeError | None = None
    last: Event | None = None
    for last in events:
        try:
            if broken is None:
                console.event(last)
                show(last)
        except BrokenPipeError as error:
            broken = error
            cancel.cancel()
    if broken is not None:
        raise broken
    if not isinstance(last, result):
        raise RuntimeError(f"the operation ended with {last!r} instead of {result.__name__}")
    return last
