"""Whatever breaks is logged and told, and a crash is shown at the next start."""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from pytestqt.qtbot import QtBot

from areal_gui.crash import CRASH_FILE, LOG_FILE, CrashGuard
from tests.support.logs import AllowLogs
from tests.support.real_data import REPOSITORY

DYING = """
import os, signal, sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from areal_gui.crash import CrashGuard
application = QCoreApplication([])
guard = CrashGuard()
guard.install()
assert guard.write_to(Path(sys.argv[1])) is None
os.kill(os.getpid(), signal.SIGSEGV)
"""


@pytest.fixture
def guard(qapp: object) -> Iterator[CrashGuard]:
    level = logging.getLogger().level
    guard = CrashGuard()
    guard.install()
    yield guard
    guard.uninstall()
    logging.getLogger().setLevel(level)


def test_an_exception_of_the_window_is_logged_and_told(
    guard: CrashGuard, tmp_path: Path, qtbot: QtBot, allow_logs: AllowLogs
) -> None:
    allow_logs(logger="areal_gui", text="unhandled")
    guard.write_to(tmp_path)
    error = RuntimeError("a slot broke")

    with qtbot.waitSignal(guard.raised) as told:
        sys.excepthook(RuntimeError, error, None)

    assert told.args == [error]
    assert "a slot broke" in (tmp_path / LOG_FILE).read_text()


def test_an_exception_of_another_thread_is_told_too(
    guard: CrashGuard, qtbot: QtBot, allow_logs: AllowLogs
) -> None:
    allow_logs(logger="areal_gui", text="unhandled")

    def fail() -> None:
        raise RuntimeError("a thread broke")

    thread = threading.Thread(target=fail)
    with qtbot.waitSignal(guard.raised) as told:
        thread.start()
    thread.join()

    assert str(told.args[0]) == "a thread broke"


def test_an_exception_is_told_once_where_telling_breaks_too(guard: CrashGuard, allow_logs: AllowLogs) -> None:
    allow_logs(logger="areal_gui", text="unhandled")
    told: list[object] = []

    def tell(error: object) -> None:
        told.append(error)
        second = RuntimeError("no dialog either")
        sys.excepthook(RuntimeError, second, None)

    guard.raised.connect(tell)
    error = RuntimeError("a slot broke")
    sys.excepthook(RuntimeError, error, None)
    sys.excepthook(RuntimeError, error, None)

    assert told == [error, error]


def test_what_qt_says_is_logged(guard: CrashGuard, tmp_path: Path, allow_logs: AllowLogs) -> None:
    allow_logs(logger="qt", text="a bad widget")
    guard.write_to(tmp_path)

    qWarning("a bad widget")

    assert "a bad widget" in (tmp_path / LOG_FILE).read_text()


def test_a_session_that_ends_well_leaves_no_crash(qapp: object, tmp_path: Path) -> None:
    level = logging.getLogger().level
    guard = CrashGuard()
    guard.install()
    guard.write_to(tmp_path)
    guard.uninstall()
    logging.getLogger().setLevel(level)

    assert not (tmp_path / CRASH_FILE).exists()


def test_a_crash_is_shown_at_the_next_start_once(guard: CrashGuard, tmp_path: Path) -> None:
    command = [sys.executable, "-c", DYING, str(tmp_path)]
    died = subprocess.run(command, cwd=REPOSITORY, check=False, capture_output=True)
    assert died.returncode < 0

    earlier = guard.write_to(tmp_path)

    assert earlier is not None
    assert "Segmentation fault" in earlier.why
    (kept,) = tmp_path.glob("crash-*.txt")
    assert kept.name in earlier.advice
    assert "Current thread" in kept.read_text()
    guard.uninstall()
    guard.install()
    assert guard.write_to(tmp_path) is None
