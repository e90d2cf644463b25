"""What a page needs to stand alone in a test: the application in our style, a host window, a context."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
    from pytestqt.qtbot import QtBot

    from areal_gui.context import AppContext
    from engine.workspace import Workspace

MakeContext = Callable[["Workspace"], "AppContext"]


@pytest.fixture
def styled_application(qapp: QApplication) -> Iterator[QApplication]:
    """The application object as `areal_gui.app` makes it, in the light theme; left as it was found."""
    from areal_gui import theme
    from areal_gui.style import Style

    if not isinstance(qapp.style(), Style):
        qapp.setStyle(Style())
        qapp.setFont(theme.base_font())
    theme.apply("light")
    yield qapp
    theme.apply("light")


@pytest.fixture
def host(styled_application: QApplication) -> Iterator[QMainWindow]:
    """A main window for the page under test."""
    from PySide6.QtWidgets import QMainWindow

    window = QMainWindow()
    window.resize(1100, 740)
    yield window
    window.close()
    window.deleteLater()


@pytest.fixture
def make_context(host: QMainWindow, tmp_path: Path) -> Iterator[MakeContext]:
    """`make_context(workspace)`: the context of a page inside `host`; its work is stopped at the end."""
    from areal_gui.commands import CommandRegistry
    from areal_gui.context import AppContext
    from areal_gui.notify import Notifier
    from areal_gui.settings import Settings
    from areal_gui.tasks import TaskRunner

    tasks = TaskRunner(host)

    def make(workspace: Workspace) -> AppContext:
        settings = Settings(tmp_path / "window.json", theme="light")
        return AppContext(workspace, settings, tasks, Notifier(host), CommandRegistry(host), parent=host)

    yield make
    tasks.stop()


@pytest.fixture
def context(make_context: MakeContext, workspace: Workspace) -> AppContext:
    """The context of a page with an empty workspace."""
    return make_context(workspace)


def put_into(host: QMainWindow, widget: QWidget, qtbot: QtBot) -> None:
    """Show a widget as the middle of the window."""
    host.setCentralWidget(widget)
    with qtbot.waitExposed(host):
        host.show()


def wait_until_quiet(qtbot: QtBot, context: AppContext, timeout: int = 60_000) -> None:
    """Until no operation and no query runs, and what they brought was delivered."""

    def quiet() -> bool:
        return not context.tasks.active() and not context.tasks._queries

    # Twice: the answer of one query may ask the next.
    for _ in range(2):
        qtbot.waitUntil(quiet, timeout=timeout)
        qtbot.wait(1)
