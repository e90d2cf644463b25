"""Whatever a page cannot read is said in the window, and can be tried again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.main_window import PAGES, MainWindow
from areal_gui.settings import Settings
from engine.errors import WorkspaceUnusable
from engine.store.connection import Store
from engine.workspace import Workspace
from tests.support.page_states import workspace_in
from tests.support.window import wait_until_quiet

BROKEN = WorkspaceUnusable("The store does not answer.", "The disk was pulled out.", "Plug it in again.")


@pytest.fixture(scope="session")
def states(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("states")


@pytest.fixture
def window(
    styled_application: QApplication, tmp_path: Path, states: Path, qtbot: QtBot
) -> Iterator[MainWindow]:
    """Wide enough for whole sentences, with a trained run; the last page is shown."""
    with Workspace.open(workspace_in("trained", tmp_path / "workspace", states)) as workspace:
        window = MainWindow(Settings.load(tmp_path))
        window.resize(1280, 832)
        window.attach(workspace)
        with qtbot.waitExposed(window):
            window.show()
        quiet(qtbot, window)
        yield window
        window.tasks.stop()
        window.hide()
        window.deleteLater()


def quiet(qtbot: QtBot, window: MainWindow) -> None:
    assert window.context is not None
    wait_until_quiet(qtbot, window.context)


def said(window: MainWindow) -> str:
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def press(window: MainWindow, name: str) -> None:
    assert window.unread.banner is not None
    (button,) = (one for one in window.unread.banner.findChildren(QPushButton) if one.text() == name)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("key", PAGES)
def test_a_page_that_cannot_be_read_says_what_why_and_what_to_do(
    window: MainWindow,
    key: str,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(_self: Store) -> None:
        raise BROKEN

    window.show_page(next(other for other in PAGES if other != key))
    quiet(qtbot, window)
    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(Store, "read", broken)
        with caplog.at_level("INFO"):
            window.show_page(key)
            assert window.context is not None
            window.context.datasets_changed.emit()  # what was read when the window came up is read again
            quiet(qtbot, window)
        assert str(BROKEN) in said(window)
        assert str(BROKEN) in caplog.text
        press(window, "Try again")
        quiet(qtbot, window)
        assert str(BROKEN) in said(window)  # it is told anew

    press(window, "Try again")
    quiet(qtbot, window)
    assert window.unread.banner is None
    assert str(BROKEN) not in said(window)


def fail(window: MainWindow, qtbot: QtBot, *errors: Exception, key: str = "") -> None:
    """Ask for something that cannot be read."""

    def read(error: Exception) -> None:
        raise error

    for error in errors:
        window.tasks.query(lambda error=error: read(error), lambda _: None, key=key)
    quiet(qtbot, window)


def test_several_failures_share_a_banner_and_can_be_looked_into(window: MainWindow, qtbot: QtBot) -> None:
    fail(window, qtbot, BROKEN, KeyError("x"), BROKEN)
    assert said(window).count(str(BROKEN)) == 1
    assert "And 1 more" in said(window)
    press(window, "Details")
    (dialog,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, ErrorDialog))
    assert "KeyError: 'x'" in dialog._report
    dialog.close()
    press(window, "Close")
    assert "does not answer" not in said(window)


def test_an_unexpected_error_is_told_in_words_too(window: MainWindow, qtbot: QtBot) -> None:
    fail(window, qtbot, KeyError("x"))
    assert "Something unexpected happened. KeyError: 'x'. Try it once more." in said(window)


def test_another_page_is_not_told_of_it(window: MainWindow, qtbot: QtBot) -> None:
    fail(window, qtbot, BROKEN)
    other = PAGES[1] if window.stack.currentWidget() is window._pages.get(PAGES[0]) else PAGES[0]
    window.show_page(other)
    quiet(qtbot, window)
    assert window.unread.banner is None


def test_what_was_asked_anew_meanwhile_is_not_asked_again(window: MainWindow, qtbot: QtBot) -> None:
    came: list[str] = []
    answers = iter([BROKEN, "old"])

    def old() -> str:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    window.tasks.query(old, came.append, key="one")
    quiet(qtbot, window)
    window.tasks.query(lambda: "new", came.append, key="one")
    quiet(qtbot, window)
    press(window, "Try again")
    quiet(qtbot, window)
    assert came == ["new"]
