"""The one way to run work off the window's thread.

`TaskRunner.start` drives an engine operation (a generator of events) on a thread of its own, and
`TaskRunner.query` runs a short read on a small pool. Whatever they bring arrives in the window's thread,
through queued signals. Whatever fails is written into the log, whoever tells the user of it.

Whatever was handed over is let go in the window's thread, and only after the worker is done with it: the
last reference to a widget must not fall on another thread, nor a sender be deleted while it still emits.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from concurrent import futures
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, Signal, Slot

from engine.events import Cancelled, CancelToken, Event, Progress

log = logging.getLogger(__name__)
T = TypeVar("T")
Operation = Callable[[CancelToken], Iterator[Event]]
QUERY_THREADS = 4
"""Some of them read for seconds, or wait for a library: the short ones must not wait behind those."""


class _Outbox(QObject):
    """Lives in the window's thread, is emitted from a worker's: Qt queues what it carries."""

    happened = Signal(object)
    result = Signal(object)
    failed = Signal(object)
    cancelled = Signal()


class _Worker(QObject):
    """Iterates an operation on the thread it was moved to."""

    done = Signal()

    def __init__(self, operation: Operation, token: CancelToken, outbox: _Outbox) -> None:
        super().__init__()
        self._operation, self._token, self._outbox = operation, token, outbox

    @Slot()
    def run(self) -> None:
        last: Event | None = None
        try:
            for last in self._operation(self._token):
                self._outbox.happened.emit(last)
        except Cancelled:
            self._outbox.cancelled.emit()
        except Exception as error:  # whatever it is, the user hears of it
            self._outbox.failed.emit(error)
        else:
            self._outbox.result.emit(last)
        self.done.emit()


class _Query:
    """A short read, called on a thread of the pool."""

    def __init__(self, function: Callable[[], object], outbox: _Outbox) -> None:
        self._function: Callable[[], object] | None = function
        self._outbox: _Outbox | None = outbox

    def run(self) -> None:
        assert self._function is not None
        assert self._outbox is not None
        try:
            result = self._function()
        except Exception as error:
            self._outbox.failed.emit(error)
        else:
            self._outbox.result.emit(result)

    def let_go(self) -> None:
        """Called in the window's thread after `run`: the pool may hold this for a moment longer."""
        if self._outbox is not None:
            self._outbox.deleteLater()
        self._function = self._outbox = None

    def deliver_nothing(self) -> None:
        """What it sent and has not arrived is dropped."""
        if self._outbox is not None:
            QCoreApplication.removePostedEvents(self._outbox)


class Task(QObject):
    """A running piece of work.

    Attributes:
        title: what the user reads while it runs.
        kind: what sort of work it is, for those who show only some.
        progress: the last `Progress` event, None before the first.
        running: True until its last callback is about to be called.
    """

    progressed = Signal(object)
    cancel_asked = Signal()
    ended = Signal()

    def __init__(self, title: str, kind: str = "") -> None:
        super().__init__()  # without a parent: it may be held and asked for long after it ended
        self.title, self.kind = title, kind
        self.progress: Progress | None = None
        self.running = True
        self.token = CancelToken()

    def tell(self, progress: Progress) -> None:
        """Say how far it is."""
        self.progress = progress
        self.progressed.emit(progress)

    def cancel(self) -> None:
        """Ask it to end; it ends at its next safe point."""
        self.token.cancel()
        self.cancel_asked.emit()

    @property
    def cancelling(self) -> bool:
        return self.running and self.token.cancelled


@dataclass(frozen=True)
class _Running:
    """What must live as long as the task runs."""

    thread: QThread
    worker: _Worker
    outbox: _Outbox


@dataclass(frozen=True)
class FailedRead:
    """A query that failed, and whose asker did not say what to do then.

    Attributes:
        again: asks once more, unless something newer was asked with the same key.
    """

    error: Exception
    again: Callable[[], None]


class TaskRunner(QObject):
    """Starts tasks and knows which ones run."""

    changed = Signal()
    """A task was started, ended, or was asked to stop."""
    unhandled = Signal(str, object)
    """Title and error of a task whose starter did not say what to do on failure."""
    unread = Signal(object)
    """The same of a query: a `FailedRead`."""
    _read = Signal(object)
    """A thread of the pool is done with this query; it follows what the query delivered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._active: dict[Task, _Running] = {}
        self._latest: dict[str, Task] = {}
        self._queries: set[Task] = set()
        self._reading: dict[_Query, futures.Future[None]] = {}
        self._pool = futures.ThreadPoolExecutor(QUERY_THREADS, "query")
        self._read.connect(self._forget_read, Qt.ConnectionType.QueuedConnection)

    def start(
        self,
        title: str,
        operation: Operation,
        *,
        kind: str = "",
        on_event: Callable[[Any], None] | None = None,
        on_finished: Callable[[Any], None] | None = None,
        on_failed: Callable[[Exception], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
    ) -> Task:
        """Run an operation to its end.

        Args:
            title: what the status bar calls it.
            operation: made and iterated on the worker's thread.
            kind: what sort of work it is ("import").
            on_event: gets every event, `Progress` too.
            on_finished: gets the last event.
            on_failed: gets the error; without it the user is told in a dialog.
            on_cancelled: called after the operation ended because it was asked to.
        """
        task = Task(title, kind)
        outbox = self._outbox(task, on_finished, on_failed, on_cancelled)

        def deliver(event: Event) -> None:
            if isinstance(event, Progress):
                task.tell(event)
            if on_event is not None:
                on_event(event)

        outbox.happened.connect(deliver)
        self._run_on_thread(task, _Worker(operation, task.token, outbox), outbox)
        return task

    def _run_on_thread(self, task: Task, worker: _Worker, outbox: _Outbox) -> None:
        thread = QThread()
        thread.setObjectName(task.title)
        worker.moveToThread(thread)
        thread.started.connect(worker.run)
        worker.done.connect(thread.quit)

        thread.finished.connect(self._forget_finished)
        task.cancel_asked.connect(self.changed)
        self._active[task] = _Running(thread, worker, outbox)
        thread.start()
        self.changed.emit()

    def _forget_finished(self) -> None:
        for task, running in list(self._active.items()):
            if running.thread.isFinished():
                running.outbox.deleteLater()  # and with it all that it is connected to
                del self._active[task]
        self.changed.emit()

    def query(
        self,
        function: Callable[[], T],
        on_result: Callable[[T], None],
        on_failed: Callable[[Exception], None] | None = None,
        *,
        key: str = "",
    ) -> Task:
        """Run a short read; of several with the same key only the newest delivers.

        Where it fails, and nobody says with `on_failed` what to do then, `unread` tells of it.
        """
        task = Task("")
        if key:
            if (older := self._latest.get(key)) is not None and older.running:
                older.cancel()
            self._latest[key] = task

        def again() -> None:
            if not key or self._latest.get(key) is task:
                self.query(function, on_result, on_failed, key=key)

        def tell(error: Exception) -> None:
            self.unread.emit(FailedRead(error, again))

        outbox = self._outbox(task, on_result, on_failed or tell, None)
        self._queries.add(task)
        query = _Query(function, outbox)
        reading = self._reading[query] = self._pool.submit(query.run)
        reading.add_done_callback(lambda _: self._read.emit(query))
        return task

    @Slot(object)
    def _forget_read(self, query: _Query) -> None:
        query.let_go()
        self._reading.pop(query, None)

    def _outbox(
        self,
        task: Task,
        on_result: Callable[[Any], None] | None,
        on_failed: Callable[[Exception], None] | None,
        on_cancelled: Callable[[], None] | None,
    ) -> _Outbox:
        """Where the worker puts what it has; the slots run in this thread, once."""
        # Not a child of this object: what it is connected to may hold the last reference to its parent.
        outbox = _Outbox()
        is_query = not task.title

        def end(callback: Callable[..., None] | None, *values: object) -> None:
            task.running = False
            self._queries.discard(task)
            stale = is_query and task.token.cancelled
            try:
                if callback is not None and not stale:
                    callback(*values)
            finally:
                task.ended.emit()

        def fail(error: Exception) -> None:
            if not isinstance(error, Cancelled):
                log.info("%s failed: %s", task.title or "a read", error, exc_info=error)
            end(on_failed or (lambda problem: self.unhandled.emit(task.title, problem)), error)

        outbox.result.connect(lambda value: end(on_result, value))
        outbox.failed.connect(fail)
        outbox.cancelled.connect(lambda: end(on_cancelled))
        return outbox

    def active(self) -> list[Task]:
        """The operations that run now, oldest first; queries are not among them."""
        return [task for task in self._active if task.running]

    def stop(self, seconds: float = 30.0) -> bool:
        """Cancel everything and wait; nothing is delivered any more. False where something did not end."""
        for task in (*self._queries, *self._active):
            task.cancel()
        for running in self._active.values():
            running.thread.quit()
        waits = [running.thread.wait(int(seconds * 1000)) for running in self._active.values()]
        self._pool.shutdown(wait=False, cancel_futures=True)
        begun = [reading for reading in self._reading.values() if not reading.cancelled()]
        unread = futures.wait(begun, seconds).not_done
        self._pool.shutdown(wait=not unread)  # a thread that is done with its read still has to say so
        for running in self._active.values():
            QCoreApplication.removePostedEvents(running.outbox)
        for query in self._reading:
            query.deliver_nothing()
        self._queries.clear()
        return not unread and all(waits)
