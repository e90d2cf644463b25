"""The next items of a generator made in a thread of their own, while those before them are used."""

from __future__ import annotations

import threading
from collections.abc import Generator, Iterator
from queue import Empty, Full, Queue
from types import TracebackType
from typing import Generic, Self, TypeVar

_AHEAD = 2
_SECONDS_BETWEEN_LOOKS = 0.05

T = TypeVar("T")


class _Done:
    """What stands behind the last item: the error that ended them, if one did."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class Prefetched(Generic[T]):
    """The items of a generator that runs in a thread, a few items ahead.

    Use it as a context manager, or close it: then the generator is closed and the thread is gone.
    """

    def __init__(self, items: Iterator[T]) -> None:
        self._items = items
        self._made: Queue[T | _Done] = Queue(_AHEAD)
        self._unwanted = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reading-ahead")
        self._thread.start()

    def __iter__(self) -> Iterator[T]:
        while not isinstance(one := self._made.get(), _Done):
            yield one
        if one.error is not None:
            raise one.error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End the thread, also where items are left."""
        self._unwanted.set()
        while self._thread.is_alive():
            try:  # make room for what it is about to put
                self._made.get_nowait()
            except Empty:
                self._thread.join(_SECONDS_BETWEEN_LOOKS)

    def _run(self) -> None:
        done = _Done()
        try:
            for one in self._items:
                self._put(one)
                if self._unwanted.is_set():
                    break
        except BaseException as error:  # raised again where the items are used
            done = _Done(error)
        if isinstance(self._items, Generator):
            self._items.close()
        self._put(done)

    def _put(self, one: T | _Done) -> None:
        while not self._unwanted.is_set():
            try:
                self._made.put(one, timeout=_SECONDS_BETWEEN_LOOKS)
            except Full:
                continue
            return
