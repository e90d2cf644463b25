"""Following an operation: events passed on, signals turned into a clean end."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from engine.cli.console import Console
from engine.cli.operation import cancelled_by_signals, follow
from engine.events import CancelToken, Event, Progress


@dataclass(frozen=True, kw_only=True)
class Done(Event):
    answer: int


class ClosedPipe(Console):
    """Standard output whose reader is gone."""

    def event(self, event: Event) -> None:
        raise BrokenPipeError


def test_returns_the_closing_event_and_shows_all() -> None:
    shown: list[Event] = []
    events = [Progress(text="a", done=0), Done(answer=42)]

    done = follow(events, Console(json=False), CancelToken(), Done, show=shown.append)

    assert done.answer == 42
    assert shown == events


def test_an_operation_that_ends_otherwise_is_a_fault() -> None:
    with pytest.raises(RuntimeError, match="instead of Done"):
        follow([Progress(text="a", done=0)], Console(json=False), CancelToken(), Done)


def test_when_the_reader_goes_away_the_operation_ends_cleanly() -> None:
    cancel = CancelToken()
    cleaned_up = []

    def operation() -> Iterator[Event]:
        while not cancel.cancelled:
            yield Progress(text="working", done=0)
        cleaned_up.append(True)
        yield Done(answer=0)

    with pytest.raises(BrokenPipeError):
        follow(operation(), ClosedPipe(json=True), cancel, Done)

    assert cleaned_up


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_and_the_second_one_ends_at_once(
    number: signal.Signals, capfd: pytest.CaptureFixture[str]
) -> None:
    before = signal.getsignal(number)
    with cancelled_by_signals() as cancel:
        os.kill(os.getpid(), number)
        assert cancel.cancelled
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), number)

    assert signal.getsignal(number) is before
    assert "Stopping" in capfd.readouterr().err
