"""The token that cancels and pauses."""

from __future__ import annotations

import threading

import pytest

from engine.events import Cancelled, CancelToken


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
