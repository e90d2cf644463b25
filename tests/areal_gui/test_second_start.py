"""A second start: it reaches the window that is there, or nobody, and never waits for a dead one."""

from __future__ import annotations

import logging
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QDialog
from pytestqt.qtbot import QtBot

from areal_gui import second_start
from areal_gui.components.toast import Toast
from areal_gui.main_window import MainWindow
from areal_gui.second_start import Reception, address, hand_over
from areal_gui.settings import QUEUE_HELD, Settings
from tests.support.logs import AllowLogs
from tests.support.real_data import REPOSITORY

needs_unix = pytest.mark.skipif(sys.platform == "win32", reason="named pipes leave nothing behind")
no_raise = pytest.mark.qt_log_ignore("does not support raise")
"""The offscreen platform has no windows one above the other."""


@pytest.fixture(autouse=True)
def runtime_folder(monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A short one: the paths of sockets may not be long."""
    folder = Path(tempfile.mkdtemp(prefix="areal-"))
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(folder))
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def owner(qapp: QApplication) -> Iterator[QObject]:
    owner = QObject()
    yield owner
    owner.deleteLater()


def start_again(root: Path, *files: Path) -> subprocess.Popen[str]:
    """Another process that asks; it prints whether it was heard."""
    code = (
        "import sys; from pathlib import Path; from areal_gui.second_start import hand_over; "
        "print(hand_over(Path(sys.argv[1]), [Path(name) for name in sys.argv[2:]]))"
    )
    command = [sys.executable, "-c", code, str(root), *map(str, files)]
    return subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True)


def answer_of(starting: subprocess.Popen[str], qtbot: QtBot) -> str:
    """What it prints, while this window's event loop goes on."""
    qtbot.waitUntil(lambda: starting.poll() is not None)
    return starting.communicate()[0].strip()


def test_where_nobody_listens_a_start_is_the_first(tmp_path: Path) -> None:
    assert not hand_over(tmp_path, [])


def test_a_second_start_reaches_the_window_with_its_files(
    owner: QObject, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(second_start.TOKEN, "a-token")
    reception = Reception(tmp_path, owner)

    with qtbot.waitSignal(reception.called) as called:
        starting = start_again(tmp_path / ".", tmp_path / "bestellungen für März.csv")

    assert called.args == [[tmp_path / "bestellungen für März.csv"]]
    assert answer_of(starting, qtbot) == "True"
    reception.close()


def test_another_workspace_is_another_window(owner: QObject, tmp_path: Path) -> None:
    reception = Reception(tmp_path / "one", owner)

    assert not hand_over(tmp_path / "two", [])
    reception.close()


@needs_unix
def test_what_a_killed_window_left_is_in_nobodys_way(owner: QObject, qtbot: QtBot, tmp_path: Path) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(address(tmp_path))
    left.close()
    assert not hand_over(tmp_path, [])

    reception = Reception(tmp_path, owner)
    with qtbot.waitSignal(reception.called):
        starting = start_again(tmp_path)

    assert answer_of(starting, qtbot) == "True"
    reception.close()


@needs_unix
def test_somebody_elses_socket_is_not_asked(
    owner: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reception = Reception(tmp_path, owner)
    somebody = second_start.os.getuid() + 1
    monkeypatch.setattr(second_start.os, "getuid", lambda: somebody)

    assert not hand_over(tmp_path, [])
    reception.close()


@needs_unix
def test_a_window_that_hangs_is_not_waited_for(
    owner: QObject, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(second_start, "ANSWER_MS", 50)
    reception = Reception(tmp_path, owner)  # its event loop does not run

    assert not hand_over(tmp_path, [])
    reception.close()


@needs_unix
def test_an_unknown_message_is_noted_and_answered_by_nothing(
    owner: QObject, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture, allow_logs: AllowLogs
) -> None:
    allow_logs(logger="areal_gui.second_start", text="something unknown")
    reception = Reception(tmp_path, owner)
    with caplog.at_level(logging.WARNING), qtbot.assertNotEmitted(reception.called):
        caller = socket.socket(socket.AF_UNIX)
        caller.connect(address(tmp_path))
        caller.sendall(b'{"files": 3}\n')
        qtbot.waitUntil(lambda: "something unknown" in caplog.text)
    caller.close()
    reception.close()


@no_raise
def test_a_window_out_of_sight_comes_forward(
    styled_application: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow(Settings.load(tmp_path))
    qtbot.addWidget(window)
    window.showMinimized()

    window.come_forward([])

    assert window.isVisible()
    assert not window.isMinimized()
    window.close()


@no_raise
def test_a_window_in_the_tray_comes_back_as_by_its_icon(
    styled_application: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = MainWindow(Settings.load(tmp_path))
    qtbot.addWidget(window)
    came_back: list[bool] = []
    in_the_tray = SimpleNamespace(come_back=lambda: came_back.append(True))
    monkeypatch.setattr(window, "background", in_the_tray)

    window.come_forward([])

    assert came_back == [True]
    window.close()


@no_raise
def test_files_are_not_put_over_a_dialog_that_waits(
    styled_application: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow(Settings.load(tmp_path))
    qtbot.addWidget(window)
    window.show()
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is dialog)

    window.come_forward([tmp_path / "log.csv"])

    (toast,) = window.findChildren(Toast)
    assert "log.csv was not opened" in toast.label.text()
    dialog.close()
    window.close()


def test_safe_mode_remembers_nothing_and_holds_what_waits(tmp_path: Path) -> None:
    stored = Settings.load(tmp_path)
    stored.theme = "dark"
    stored.save()

    safe = Settings.safe(tmp_path)
    safe.theme = "light"
    safe.save()

    assert safe.extra == {QUEUE_HELD: True}
    assert Settings.load(tmp_path).theme == "dark"
