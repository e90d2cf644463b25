"""Closing the window, or ending the session, while a training runs; being told of its end elsewhere."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPushButton, QSystemTrayIcon
from pytestqt.qtbot import QtBot

from areal_gui.background import Background
from areal_gui.closing import SessionEnd, TrainingQuestion
from areal_gui.main_window import MainWindow
from areal_gui.pages.train.training_queue import GO_ON_WITH, HELD, TrainingQueue
from areal_gui.settings import Settings
from engine.events import CancelToken, Event
from engine.store import queue as stored
from engine.store.runs import list_runs
from engine.workspace import Workspace
from tests.areal_gui.pages.train.scripted import Script, failing, scripts, until_cancelled
from tests.support.page_states import ordinary

__all__ = ["scripts"]

pytestmark = pytest.mark.qt_log_ignore(
    "This plugin does not support raise", "systemTrayWindowChanged", extend=True
)
"""Offscreen there is no window manager, and no tray."""


@pytest.fixture
def window(
    styled_application: QApplication,
    workspace: Workspace,
    tmp_path: Path,
    scripts: dict[str, Script],
    qtbot: QtBot,
) -> Iterator[MainWindow]:
    """A window that trains "a", and has "b" in its queue; it was left on the page that shows it."""
    scripts["a"] = until_cancelled
    ordinary(workspace, tmp_path)
    for name in "ab":
        stored.add_to_queue(workspace.store, 1, {}, "quick", name=name)
    window = MainWindow(Settings(tmp_path / "window.json", page="train"))
    with qtbot.waitExposed(window):
        window.show()
    window.attach(workspace)
    qtbot.waitUntil(lambda: window.background is not None and training(window).control.session is not None)
    session = training(window).control.session
    qtbot.waitUntil(lambda: session is not None and session.started is not None)
    qtbot.waitUntil(lambda: len(training(window).waiting) == 1)
    yield window
    window.tasks.stop()
    window.hide()
    window.deleteLater()
    QApplication.setQuitOnLastWindowClosed(True)


def training(window: MainWindow) -> TrainingQueue:
    assert window.context is not None
    return window.context.training


def background(window: MainWindow) -> Background:
    assert window.background is not None
    return window.background


def queued(window: MainWindow) -> list[tuple[str, str]]:
    assert window.context is not None
    return [(entry.name, entry.status) for entry in stored.list_queue(window.context.workspace.store)]


def question(window: MainWindow) -> TrainingQuestion:
    window.close()
    (box,) = window.findChildren(TrainingQuestion)
    return box


def test_closing_asks_what_becomes_of_the_training(window: MainWindow) -> None:
    box = question(window)
    assert box.text() == "The training “a” is running."
    assert "minimised" in box.informativeText()
    assert "The queue is kept" in box.informativeText()
    cancel = box.buttons()[-1]
    assert isinstance(cancel, QPushButton)
    cancel.click()
    assert window.isVisible()
    assert training(window).control.busy


def test_it_goes_on_with_the_window_minimised_where_there_is_no_tray(window: MainWindow) -> None:
    question(window).keep.click()
    assert window.isMinimized()
    assert training(window).control.busy
    background(window).come_back()
    assert not window.isMinimized()


def test_it_goes_on_in_the_tray_and_is_controlled_from_there(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    box = question(window)
    assert "in the tray" in box.informativeText()
    box.keep.click()
    assert not window.isVisible()
    assert not QApplication.quitOnLastWindowClosed()
    (tray,) = window.findChildren(QSystemTrayIcon)
    assert "a: Epoch 1 of 3 · 1 training waits" in tray.toolTip()
    show, pause, stop, quit_ = [action for action in tray.contextMenu().actions() if action.text()]
    assert [action.isEnabled() for action in (pause, stop)] == [True, True]
    pause.trigger()
    assert pause.text() == "Resume training"
    pause.trigger()
    assert pause.text() == "Pause training"
    quit_.trigger()
    assert window.isVisible()  # the question is asked above it
    window.findChildren(TrainingQuestion)[-1].buttons()[-1].click()
    background(window).go()
    show.trigger()
    assert window.isVisible()
    assert QApplication.quitOnLastWindowClosed()
    training(window).hold()
    stop.trigger()
    assert not stop.isEnabled()
    qtbot.waitUntil(lambda: not training(window).control.busy)


def test_paused_it_goes_on_at_the_next_start(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    question(window).pause.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert queued(window) == [("a", "waiting"), ("b", "waiting")]
    kept = Settings.load(tmp_path).extra
    assert kept[GO_ON_WITH] == 1
    assert not kept.get(HELD)


def test_stopped_it_leaves_the_queue_which_is_kept(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> None:
    question(window).stop.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert queued(window) == [("b", "waiting")]
    assert window.context is not None
    assert [run.status for run in list_runs(window.context.workspace.store)] == ["stopped"]
    assert Settings.load(tmp_path).extra.get(GO_ON_WITH) is None


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal")
def test_a_signal_of_the_system_saves_and_closes(window: MainWindow, qtbot: QtBot) -> None:
    end = SessionEnd(window)
    try:
        os.kill(os.getpid(), signal.SIGTERM)
        qtbot.waitUntil(lambda: not window.isVisible())
    finally:
        end.uninstall()
    assert queued(window) == [("a", "waiting"), ("b", "waiting")]


class Manager:
    """What the desktop's session manager is asked."""

    hint: object = None

    def setRestartHint(self, hint: object) -> None:
        self.hint = hint


def test_logging_out_waits_for_the_checkpoint(window: MainWindow) -> None:
    end = SessionEnd(window)
    try:
        end._on_log_out(Manager())  # type: ignore[arg-type]
    finally:
        end.uninstall()
    assert queued(window)[0] == ("a", "waiting")  # at once: the session would not have waited longer


# Being told ------------------------------------------------------------------------------------------------


@pytest.fixture
def messages(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """What the tray was asked to show; the user looks at another program's window."""
    shown: list[tuple[str, str]] = []
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    monkeypatch.setattr(QSystemTrayIcon, "supportsMessages", staticmethod(lambda: True))
    monkeypatch.setattr(
        QSystemTrayIcon, "showMessage", lambda _tray, title, text, *_: shown.append((title, text))
    )
    monkeypatch.setattr(QApplication, "activeWindow", staticmethod(lambda: None))
    return shown


def end_with(window: MainWindow, scripts: dict[str, Script], script: Script | None, qtbot: QtBot) -> None:
    """Have "b" take that course, after "a" was stopped."""
    if script is not None:
        scripts["b"] = script
    training(window).control.stop()
    qtbot.waitUntil(lambda: queued(window) in ([], [("b", "failed")]))
    qtbot.waitUntil(lambda: not training(window).control.busy)


def test_the_end_is_told_in_the_title_and_the_tray(
    window: MainWindow, scripts: dict[str, Script], messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    end_with(window, scripts, None, qtbot)
    assert messages == [("Training finished", "b\nNDCG@20 on test: 20.00%")]
    assert window.windowTitle() == "Training finished: b"
    background(window).come_back()
    assert window.windowTitle() == "AREAL"


def test_a_failure_is_told_with_its_reason(
    window: MainWindow, scripts: dict[str, Script], messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    end_with(window, scripts, failing, qtbot)
    assert messages == [("Training failed", "b\nThe device is lost.")]
    assert window.windowTitle() == "Training failed: b"


def test_who_does_not_want_to_be_told_is_not(
    window: MainWindow, scripts: dict[str, Script], messages: list[tuple[str, str]], qtbot: QtBot
) -> None:
    assert window.commands.run("view.notify")
    window.commands.refresh()
    assert not window.commands.action("view.notify").isChecked()
    end_with(window, scripts, None, qtbot)
    assert messages == []
    assert window.windowTitle() == "AREAL"


def test_who_looks_at_the_window_is_not_told(
    window: MainWindow,
    scripts: dict[str, Script],
    messages: list[tuple[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    monkeypatch.setattr(QApplication, "activeWindow", staticmethod(lambda: window))
    end_with(window, scripts, None, qtbot)
    assert messages == []


def test_another_task_is_stopped_too_and_named(window: MainWindow, qtbot: QtBot) -> None:
    gone = threading.Event()

    def importing(cancel: CancelToken) -> Iterator[Event]:
        cancel._event.wait()
        gone.set()
        yield from ()

    window.tasks.start("Importing the log", importing, kind="import")
    box = question(window)
    assert "Importing the log" in box.informativeText()
    box.pause.click()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert gone.is_set()
