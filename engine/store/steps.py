"""A long call into SQLite, followed and cancelled while it lasts.

Such a call returns only when it is done, and calls back meanwhile. It runs on a thread of its own, so that
the operation it belongs to can tell how far it is.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator

from engine.events import Cancelled

Report = Callable[[int, int | None], None]
"""Called with what is done and the whole, as far as it is known; raises `Cancelled` once nobody waits."""


def followed(work: Callable[[Report], None]) -> Iterator[tuple[int, int | None]]:
    """Run `work`; yield what it reports. Closing this generator ends the work at its next report."""
    reports: queue.SimpleQueue[tuple[int, int | None] | BaseException | None] = queue.SimpleQueue()
    unwanted = threading.Event()

    def report(done: int, total: int | None) -> None:
        if unwanted.is_set():
            raise Cancelled
        reports.put((done, total))

    def run() -> None:
        try:
            work(report)
        except BaseException as error:  # raised again where it is waited for
            reports.put(error)
        else:
            reports.put(None)

    thread = threading.Thread(target=run, name="store-work")
    thread.start()
    try:
        while (report_or_end := reports.get()) is not None:
            if isinstance(report_or_end, BaseException):
                raise report_or_end
            yield report_or_end
    finally:
        unwanted.set()
        thread.join()
