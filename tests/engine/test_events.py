"""The token that cancels and pauses; work whose steps are told in other words."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator

import pytest

from engine.events import Cancelled, CancelToken, Progress, result_of, retold


def waiting(token: CancelToken) -> threading.Thread:
    thread = threading.Thread(target=token.wait_while_paused)
    thread.start()
    return thread


def test_a_pause_holds_until_it_is_ended() -> None:
    token = CancelToken()
    token.wait_while_paused()
    token.pause()
    assert token.paused
    thread = waiting(token)
    assert thread.is_alive()
    token.resume()
    thread.join(10)
    assert not thread.is_alive()
    assert not token.paused


def test_cancelling_ends_a_pause() -> None:
    token = CancelToken()
    token.pause()
    thread = waiting(token)
    token.cancel()
    thread.join(10)
    assert not thread.is_alive()
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()


def test_what_is_cancelled_does_not_pause() -> None:
    token = CancelToken()
    token.cancel()
    token.pause()
    assert not token.paused
    assert token.cancelled


def counting(closed: list[str]) -> Generator[int, None, str]:
    try:
        yield from (1, 2)
    finally:
        closed.append("closed")
    return "done"


def twice(number: int) -> Iterator[Progress]:
    yield Progress(text="first", done=number)
    yield Progress(text="second", done=number)


def test_work_is_retold_step_by_step_and_its_result_is_kept() -> None:
    results: list[str] = []

    def whole() -> Iterator[Progress]:
        results.append((yield from retold(counting([]), twice)))

    assert [(event.text, event.done) for event in whole()] == [
        ("first", 1),
        ("second", 1),
        ("first", 2),
        ("second", 2),
    ]
    assert results == ["done"]


def test_work_that_is_given_up_is_closed_at_once() -> None:
    closed: list[str] = []
    events = retold(counting(closed), twice)
    next(events)
    events.close()
    assert closed == ["closed"]

    def refuse(_: int) -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        result_of(counting(closed), refuse)
    assert closed == ["closed"] * 2


def test_the_result_of_work_and_its_steps() -> None:
    steps: list[int] = []
    assert result_of(counting([]), steps.append) == "done"
    assert steps == [1, 2]
