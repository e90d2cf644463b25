"""Items made ahead in a thread: in order, with their errors, and gone when they are not wanted any more."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest

from engine.importing.prefetch import Prefetched


class Counting:
    """Makes numbers, and remembers how many, in which thread, and whether it was closed."""

    def __init__(self) -> None:
        self.made, self.closed = 0, False
        self.threads: set[int] = set()

    def numbers(self, until: int, error: Exception | None = None) -> Iterator[int]:
        try:
            for number in range(until):
                self.made += 1
                self.threads.add(threading.get_ident())
                yield number
            if error is not None:
                raise error
        finally:
            self.closed = True


def test_all_items_come_in_order_from_another_thread() -> None:
    counting = Counting()
    with Prefetched(counting.numbers(1_000)) as items:
        assert list(items) == list(range(1_000))
    assert counting.closed
    assert counting.threads != {threading.get_ident()}


def test_an_error_is_raised_behind_the_items_before_it() -> None:
    counting = Counting()
    with Prefetched(counting.numbers(5, ValueError("broken"))) as items:
        made = iter(items)
        assert [next(made) for _ in range(5)] == list(range(5))
        with pytest.raises(ValueError, match="broken"):
            next(made)
    assert counting.closed


def test_what_is_left_early_is_closed_and_its_thread_is_gone() -> None:
    counting, before = Counting(), threading.active_count()
    items = Prefetched(counting.numbers(10**9))
    assert next(iter(items)) == 0
    items.close()
    items.close()
    assert counting.closed
    assert counting.made < 10
    assert threading.active_count() == before
