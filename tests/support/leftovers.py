"""A thread or timer that a test leaves running fails that test, and says where it was started."""

from __future__ import annotations

import gc
import itertools
import sys
import threading
import time
import traceback
import weakref
from collections.abc import Callable, Iterator
from typing import Any

import pytest

GRACE_SECONDS = 3.0
TESTS_BETWEEN_SEARCHES = 100
"""Through everything that lives; the young objects are searched after every test."""

_origins: weakref.WeakKeyDictionary[Any, str] = weakref.WeakKeyDictionary()
_tests_done = itertools.count(1)
_qt_objects: dict[str, list[weakref.ref[Any]]] = {"QThread": [], "QTimer": []}


def _origin() -> str:
    """The lines outside this file and the libraries that are nearest to the start."""
    frames = traceback.extract_stack()[:-2]
    libraries = ("site-packages", "/lib/python")
    own = [frame for frame in frames if not any(part in frame.filename for part in libraries)]
    return "".join(traceback.format_list(own[-3:]))


def _remember_thread_starts() -> None:
    start = threading.Thread.start

    def start_and_remember(self: threading.Thread) -> None:
        _origins[self] = _origin()
        start(self)

    threading.Thread.start = start_and_remember  # type: ignore[method-assign]


def _remember_qt_objects() -> None:
    """Note each QThread and QTimer at its making.

    Not at `start`: a Python function in its place would no longer match the signals of C++.
    """
    from PySide6.QtCore import QThread, QTimer

    for base in (QThread, QTimer):
        base.__init__ = _remembering(base.__init__, base.__name__)  # type: ignore[method-assign]


def _remembering(init: Callable[..., None], kind: str) -> Callable[..., None]:
    def make_and_remember(self: Any, *args: Any, **kwargs: Any) -> None:
        init(self, *args, **kwargs)
        _origins[self] = _origin()
        _qt_objects[kind].append(weakref.ref(self))

    return make_and_remember


def pytest_configure(config: pytest.Config) -> None:
    _remember_thread_starts()
    if config.pluginmanager.hasplugin("pytest-qt"):
        _remember_qt_objects()
        # As in the program: a search in the middle of a call of Qt's can wait for a lock for ever.
        gc.disable()


def pytest_runtest_logfinish() -> None:
    """Search for unreachable objects between two tests, where Python does not do it by itself."""
    if not gc.isenabled():
        gc.collect(2 if next(_tests_done) % TESTS_BETWEEN_SEARCHES == 0 else 1)


def _running_threads(before: set[threading.Thread]) -> list[str]:
    new = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
    # A QThread that ran Python shows itself as a dummy; it is found as a QThread.
    return [
        f"thread {thread.name!r} started at\n{_origins.get(thread, '?')}"
        for thread in new
        if not isinstance(thread, threading._DummyThread)
    ]


def _running_qt_objects() -> list[str]:
    import shiboken6

    found = []
    for kind, references in _qt_objects.items():
        alive = [reference for reference in references if (made := reference()) and shiboken6.isValid(made)]
        _qt_objects[kind] = alive
        for reference in alive:
            made = reference()
            if made is not None and (made.isRunning() if kind == "QThread" else made.isActive()):
                found.append(f"{kind} {made.objectName()!r} made at\n{_origins.get(made, '?')}")
    return found


def _let_qt_settle() -> None:
    from PySide6.QtCore import QCoreApplication, QEvent

    if QCoreApplication.instance() is not None:
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QCoreApplication.processEvents()


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fails the test when a thread, QThread or QTimer of its own outlives it."""
    before = set(threading.enumerate())
    yield
    with_qt = "PySide6.QtCore" in sys.modules
    deadline = time.monotonic() + GRACE_SECONDS
    while True:
        if with_qt:
            _let_qt_settle()
        running = _running_threads(before) + (_running_qt_objects() if with_qt else [])
        if not running or time.monotonic() > deadline:
            break
        gc.collect(1)
        time.sleep(0.01)
    if running:
        pytest.fail("left running:\n" + "\n".join(running), pytrace=False)
