"""Start-up: arguments, the workspace, the order of things, and ends that are clear."""

from __future__ import annotations

import json
import locale
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from areal_gui import app, theme, warm_up
from areal_gui.busy_view import BusyView
from areal_gui.components import Button
from areal_gui.components.banner import Banner
from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Toast
from areal_gui.crash import CRASH_FILE, CrashGuard
from areal_gui.main_window import MainWindow
from areal_gui.settings import FILE_NAME, Settings
from engine.workspace import Workspace, default_root
from tests.support.real_data import REPOSITORY

# What must not be loaded before the first paint.
HEAVY = ("torch", "pandas", "numpy", "pyqtgraph", "sqlalchemy", "pyarrow", "pydantic", "scipy")


@pytest.fixture(autouse=True)
def no_warm_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "begin", lambda _window: None)


@pytest.fixture
def start(styled_application: QApplication, tmp_path: Path) -> Iterator[app.Start]:
    """A window that was not shown yet, with all that `run` gives it."""
    level = logging.getLogger().level
    window = MainWindow(Settings.load(tmp_path / "workspace"))
    guard = CrashGuard(window)
    started = app.Start(window, guard, tmp_path / "workspace", [])
    yield started
    window.tasks.stop()
    if started.workspace is not None:
        started.workspace.close()
    guard.uninstall()
    logging.getLogger().setLevel(level)
    window.deleteLater()


def window_of(start: app.Start) -> MainWindow:
    window = start.parent()
    assert isinstance(window, MainWindow)
    return window


def python(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **variables}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False
    )


def test_the_workspace_is_where_the_engine_would_look(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert app.workspace_root(None) == default_root().absolute()

    monkeypatch.delenv("AREAL_WORKSPACE")
    assert app.workspace_root(None) == default_root().absolute()
    assert app.workspace_root(tmp_path) == tmp_path


def test_help_and_version_need_no_display() -> None:
    for option, text in (("--help", "--workspace"), ("--version", "AREAL")):
        said = python("-m", "areal_gui", option, QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")

        assert said.returncode == 0
        assert text in said.stdout


def test_without_a_display_it_says_what_to_do_instead() -> None:
    said = python("-m", "areal_gui", QT_QPA_PLATFORM="", DISPLAY="", WAYLAND_DISPLAY="")

    assert said.returncode == 1
    assert "python -m engine" in said.stderr


def test_nothing_heavy_is_loaded_before_the_first_paint() -> None:
    code = "import sys, areal_gui.app; print([name for name in sys.modules if name in sys.argv[1:]])"

    assert python("-c", code, *HEAVY).stdout.strip() == "[]"


def test_the_application_keeps_numbers_readable_for_c_libraries(qapp: object) -> None:
    code = (
        "import locale, areal_gui.app as app; a = app.make_application(); "
        "print(locale.localeconv()['decimal_point'], a.style().metaObject().className())"
    )
    said = python("-c", code, LC_ALL="de_DE.UTF-8")

    assert said.stdout.split()[0] == "."
    assert locale.localeconv()["decimal_point"] == "."


def test_the_workspace_opens_after_the_first_paint(start: app.Start, qtbot: QtBot, tmp_path: Path) -> None:
    window = window_of(start)
    assert not (tmp_path / "workspace").exists()

    window.show()
    qtbot.waitUntil(lambda: window.context is not None)

    assert window.page("data") is not None
    assert (tmp_path / "workspace" / "logs" / CRASH_FILE).exists()
    window.close()


def busy_view(window: MainWindow, qtbot: QtBot) -> BusyView:
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(BusyView)))
    return window.findChildren(BusyView)[0]


def test_a_workspace_in_use_says_who_has_it_and_offers_to_close(
    start: app.Start, qtbot: QtBot, tmp_path: Path
) -> None:
    window = window_of(start)
    with Workspace.open(tmp_path / "workspace"):
        view = busy_view(window, qtbot)
        said = " ".join(label.text() for label in view.findChildren(QLabel))
        view.close_button.click()

    assert str(os.getpid()) in said
    assert str(tmp_path / "workspace") in said
    assert not window.isVisible()
    assert not (tmp_path / "workspace" / FILE_NAME).exists()


def test_who_waits_gets_the_workspace_as_soon_as_it_is_free(
    start: app.Start, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("areal_gui.busy_view.ASK_AGAIN_MS", 20)
    window = window_of(start)
    with Workspace.open(tmp_path / "workspace"):
        view = busy_view(window, qtbot)
        with qtbot.waitSignal(view.ask_again):
            view.wait.click()
        qtbot.wait(50)
        assert window.context is None
        assert "Stop" in view.wait.text()
    qtbot.waitUntil(lambda: window.context is not None)

    assert window.context is not None
    assert window.context.writable
    assert not window.findChildren(Banner)
    window.close()


def test_a_read_only_window_says_so_and_changes_nothing(
    start: app.Start, qtbot: QtBot, tmp_path: Path
) -> None:
    window = window_of(start)
    with Workspace.open(tmp_path / "workspace"):
        busy_view(window, qtbot).read_only.click()
        qtbot.waitUntil(lambda: window.context is not None)
        (banner,) = window.findChildren(Banner)
        opening = window.commands.action("file.open")

        assert "Read-only" in banner.label.text()
        assert not opening.isEnabled()
        assert "reading only" in opening.toolTip()
        assert not window.commands.run("file.demo")
        assert window.commands.action("file.check").isEnabled()
        window.settings.save()
        window.close()

    assert not (tmp_path / "workspace" / FILE_NAME).exists()
    assert not (tmp_path / "workspace" / "logs" / CRASH_FILE).exists()


def test_a_window_asked_to_be_read_only_takes_nothing_from_the_one_that_works(
    styled_application: QApplication, qtbot: QtBot, tmp_path: Path
) -> None:
    window = MainWindow(Settings.load(tmp_path / "workspace"))
    guard = CrashGuard(window)
    with Workspace.open(tmp_path / "workspace"):
        start = app.Start(window, guard, tmp_path / "workspace", [], read_only=True)
        window.show()
        qtbot.waitUntil(lambda: window.context is not None)

        assert window.context is not None
        assert not window.context.writable
        assert start.reception is None
        window.close()
        assert start.workspace is not None
        start.workspace.close()
    guard.uninstall()
    window.deleteLater()


def test_safe_mode_says_so_loads_nothing_ahead_and_leads_back(
    styled_application: QApplication, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded: list[object] = []
    monkeypatch.setattr(warm_up, "AFTER_MS", 0)
    monkeypatch.setattr(warm_up, "begin", loaded.append)
    level = logging.getLogger().level
    window = MainWindow(Settings.safe(tmp_path))
    guard = CrashGuard(window)
    start = app.Start(window, guard, tmp_path, [], safe=True)
    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(Banner)))
    (banner,) = window.findChildren(Banner)
    (again,) = banner.findChildren(Button)

    assert "Safe mode" in banner.label.text()
    again.click()

    assert window.start_next == tmp_path
    assert loaded == []
    assert not (tmp_path / FILE_NAME).exists()
    assert start.workspace is not None
    start.workspace.close()
    guard.uninstall()
    logging.getLogger().setLevel(level)
    window.deleteLater()


def test_what_an_interrupted_import_left_is_said_once(start: app.Start, qtbot: QtBot, tmp_path: Path) -> None:
    with Workspace.open(tmp_path / "workspace"):
        left = tmp_path / "workspace" / "under-way" / "1-1-abcd"
        left.mkdir(parents=True)
        note = {"kind": "import", "name": "clicks", "started": 1, "pid": 1}
        (left / "what.json").write_text(json.dumps(note))
    window = window_of(start)

    window.show()
    qtbot.waitUntil(lambda: window.context is not None)

    (toast,) = window.findChildren(Toast)
    assert "import of clicks was cut off" in toast.label.text()
    assert not left.exists()
    window.close()


def test_a_crash_of_the_last_session_is_shown(start: app.Start, qtbot: QtBot, tmp_path: Path) -> None:
    logs = tmp_path / "workspace" / "logs"
    logs.mkdir(parents=True)
    (logs / CRASH_FILE).write_text("Fatal Python error: Segmentation fault\n")
    window = window_of(start)

    window.show()
    qtbot.waitUntil(lambda: bool(window.findChildren(ErrorDialog)))

    dialog = window.findChildren(ErrorDialog)[0]
    assert any("Segmentation fault" in label.text() for label in dialog.findChildren(QLabel))
    dialog.close()
    window.close()


def test_the_chosen_theme_is_there_from_the_start(styled_application: QApplication, tmp_path: Path) -> None:
    settings = Settings.load(tmp_path)
    settings.theme = "dark"
    settings.save()

    theme.apply(Settings.load(tmp_path).theme)

    assert theme.is_dark()
