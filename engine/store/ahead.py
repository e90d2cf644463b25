"""Rows prepared in a thread of their own while the store takes in those before them."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from types import TracebackType
from typing import Any, Self

from numpy.typing import NDArray

from engine.store.row_file import RowFile

_ROWS = 1 << 16

Batches = Generator[Mapping[str, NDArray[Any]], None, None]


class Ahead:
    """Fills a file of rows from a generator, which runs in a thread from beginning to end.

    Use it as a context manager: on the way out the generator is closed and the thread is gone.
    """

    def __init__(self, file: RowFile, batches: Batches) -> None:
        self._file = file
        self._batches = batches
        self._news = threading.Condition()
        self._unwanted = False
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="rows-ahead")

    def wait(self, done: int) -> int:
        """How many rows are ready, once there are more than `done`.

        Raises:
            BaseException: what the generator raised.
        """
        with self._news:
            self._news.wait_for(lambda: self._file.n_written > done or self._error is not None)
        if self._error is not None:
            raise self._error
        return self._file.n_written

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._unwanted = True
        self._thread.join()

    def _run(self) -> None:
        try:
            for batch in self._batches:
                n_rows = len(next(iter(batch.values())))
                for start in range(0, max(1, n_rows), _ROWS):  # also none: whoever left is noticed then
                    if self._unwanted:
                        return
                    with self._news:
                        self._file.append({name: part[start : start + _ROWS] for name, part in batch.items()})
                        self._news.notify_all()
        except BaseException as failure:  # raised again where the rows are waited for
            with self._news:
                self._error = failure
                self._news.notify_all()
        finally:
            self._batches.close()
