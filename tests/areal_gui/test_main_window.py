"""The frame: pages, drops, menus, and how it closes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from areal_gui.components.command_palette import CommandPalette
from areal_gui.components.labels import TextLabel
from areal_gui.components.shortcut_sheet import ShortcutSheet
from areal_gui.components.task_bar import TaskRow
from areal_gui.main_window import PAGES, MainWindow
from areal_gui.settings import Settings
from engine.events import CancelToken, Event, Progress
from engine.store.runs import create_run, update_run
from engine.workspace import Workspace
from tests.support.imported import import_sequences
from tests.support.window import wait_until_quiet

NO_WINDOW_MANAGER = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)


@pytest.fixture
def window(
    styled_application: QApplication, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> Iterator[MainWindow]:
    window = MainWindow(Settings.load(tmp_path))
    window.attach(workspace)
    with qtbot.waitExposed(window):
        window.show()
    yield window
    window.tasks.stop()
    window.hide()
    window.deleteLater()


@pytest.fixture
def imported(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> list[list[Path]]:
    """What the window was asked to import."""
    asked: list[list[Path]] = []
    monkeypatch.setattr(window, "import_files", asked.append)
    return asked


def endless(cancel: CancelToken) -> Iterator[Event]:
    while True:
        cancel.raise_if_cancelled()
        yield Progress(text="on and on", done=1)


def drag(window: MainWindow, mime: QMimeData) -> bool:
    """Hold something over the window; tells whether it would take it."""
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    event = QDragEnterEvent(QPoint(300, 300), action, mime, button, keys)
    event.setAccepted(False)
    QApplication.sendEvent(window, event)
    return event.isAccepted()


def drop(window: MainWindow, mime: QMimeData) -> None:
    action, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(window, QDropEvent(QPointF(300, 300), action, mime, button, keys))


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def test_a_dropped_file_is_imported(
    window: MainWindow, imported: list[list[Path]], qtbot: QtBot, tmp_path: Path
) -> None:
    mime = files(tmp_path / "log.csv")

    assert drag(window, mime)
    drop(window, mime)

    qtbot.waitUntil(lambda: imported == [[tmp_path / "log.csv"]])


def test_what_is_no_file_is_refused(window: MainWindow) -> None:
    text, page = QMimeData(), QMimeData()
    text.setText("user,item")
    page.setUrls([QUrl("https://example.org/log.csv")])

    assert not drag(window, text)
    assert not drag(window, page)


@pytest.mark.parametrize("key", PAGES)
def test_every_page_opens_from_the_keyboard_and_is_found_again(
    window: MainWindow, key: str, qtbot: QtBot
) -> None:
    assert window.context is not None
    keys = Qt.Key(int(Qt.Key.Key_1) + PAGES.index(key))
    QTest.keyClick(window, keys, Qt.KeyboardModifier.ControlModifier)
    wait_until_quiet(qtbot, window.context)

    assert window.stack.currentWidget() is window.page(key)
    assert window.settings.page == key


def test_a_page_asked_for_before_the_workspace_is_open_is_shown_once_it_is(
    styled_application: QApplication, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    window = MainWindow(Settings.load(tmp_path))
    with qtbot.waitExposed(window):
        window.show()
    QTest.keyClick(window, Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    assert window.stack.currentWidget() is None

    window.attach(workspace)

    assert window.stack.currentWidget() is window.page("runs")
    assert window.page("data") is None
    window.tasks.stop()
    window.hide()
    window.deleteLater()


def test_the_navigation_gives_way_in_a_narrow_window(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(1300, 800)
    wide = window.navigation.width()
    window.resize(880, 600)

    qtbot.waitUntil(lambda: window.navigation.width() < wide / 2)


def test_closing_asks_while_something_runs_and_can_be_answered_no(window: MainWindow, qtbot: QtBot) -> None:
    task = window.tasks.start("Import the log", endless)

    window.close()
    box = window.findChildren(QMessageBox)[-1]
    assert "Import the log" in box.text()
    assert "stopped when the window closes" in box.informativeText()
    box.buttons()[1].click()

    assert window.isVisible()
    assert task.running
    assert not task.cancelling


def test_closing_can_stop_what_runs(window: MainWindow, qtbot: QtBot) -> None:
    task = window.tasks.start("Import the log", endless)
    window.close()

    window.findChildren(QMessageBox)[-1].buttons()[0].click()

    qtbot.waitUntil(lambda: not window.isVisible())
    assert not task.running


def test_the_window_comes_back_where_it_was(window: MainWindow, tmp_path: Path, workspace: Workspace) -> None:
    window.resize(800, 607)
    window.close()

    again = MainWindow(Settings.load(tmp_path))

    assert (again.width(), again.height()) == (800, 607)
    again.deleteLater()


@NO_WINDOW_MANAGER
def test_a_command_is_found_and_run_by_typing(window: MainWindow, qtbot: QtBot) -> None:
    QTest.keyClick(window, Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    palette = window.findChildren(CommandPalette)[0]
    assert palette.list.count() >= 10

    QTest.keyClicks(palette.field, "dark")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert window.settings.theme == "dark"
    qtbot.waitUntil(lambda: not window.findChildren(CommandPalette))


@NO_WINDOW_MANAGER
def test_the_palette_is_walked_with_the_arrow_keys(window: MainWindow) -> None:
    window.commands.run("view.palette")
    palette = window.findChildren(CommandPalette)[0]

    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 2
    QTest.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 0
    palette.close()


def test_the_shortcut_sheet_has_every_shortcut_and_cuts_none(window: MainWindow, qtbot: QtBot) -> None:
    from PySide6.QtWidgets import QLabel, QScrollArea

    window.commands.run("help.shortcuts")
    (sheet,) = window.findChildren(ShortcutSheet)
    shown = {label.text() for label in sheet.findChildren(QLabel)}

    assert {command.title for command in window.commands.all() if command.shortcut} <= shown
    qtbot.waitUntil(sheet.isVisible)
    (area,) = sheet.findChildren(QScrollArea)
    assert area.horizontalScrollBar().maximum() == 0
    sheet.close()


def test_no_two_commands_of_what_is_shown_together_share_a_shortcut(window: MainWindow, qtbot: QtBot) -> None:
    assert window.context is not None
    for key in PAGES:
        window.show_page(key)
        wait_until_quiet(qtbot, window.context)

    with_keys = [command for command in window.commands.all() if command.shortcut]
    frame = [command.shortcut for command in with_keys if command.id.partition(".")[0] not in PAGES]
    for key in PAGES:  # of the pages one is shown: F2 renames what it has
        page = [command.shortcut for command in with_keys if command.id.startswith(f"{key}.")]
        assert len(frame + page) == len({*frame, *page})


def test_a_training_that_died_with_the_program_is_told_at_the_next_start(
    styled_application: QApplication, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    dataset = import_sequences(workspace, [["a", "b"]] * 4)
    for name, best in (("early", None), ("late", 3)):
        run = create_run(
            workspace.store, dataset_id=dataset, name=name, model="areal", preset="quick", seed=1,
            device="cpu", config={},
        )  # fmt: skip
        update_run(workspace.store, run, best_epoch=best)
    workspace.close()
    window = MainWindow(Settings.load(tmp_path))
    with Workspace.open(workspace.root) as again:
        window.attach(again)
        assert window.context is not None
        wait_until_quiet(qtbot, window.context)
        said = "\n".join(label.text() for label in window.findChildren(TextLabel))
        window.tasks.stop()

    assert "A training was interrupted: late. Its best epoch so far is kept" in said
    assert "A training was interrupted: early. It had not finished an epoch" in said
    window.deleteLater()


def test_the_page_does_not_move_when_a_task_begins(window: MainWindow, qtbot: QtBot) -> None:
    height = window.stack.height()
    task = window.tasks.start("Import the log", endless)
    qtbot.waitUntil(lambda: bool(window.findChildren(TaskRow)))
    qtbot.wait(1)

    assert window.stack.height() == height
    row = window.findChildren(TaskRow)[0]
    assert row.sizeHint().height() <= window.statusBar().height()
    task.cancel()
    qtbot.waitUntil(lambda: not task.running)


def test_the_palette_knows_what_pages_can_do_that_were_not_shown_yet(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(CommandPalette, "show_over", lambda _palette, _window: None)
    assert window.page("users") is None
    window.commands.run("view.palette")
    known = {command.id for command in window.commands.all()}
    assert {"users.random", "users.search"} <= known
    assert any(name.startswith("train.") for name in known)


def test_the_dialog_for_logs_offers_models_too(
    window: MainWindow, imported: list[list[Path]], monkeypatch: pytest.MonkeyPatch
) -> None:
    offered: list[str] = []

    def choose(_parent: object, _title: str, _folder: str, kinds: str) -> tuple[list[str], str]:
        offered.extend(kinds.split(";;"))
        return ["log.csv", "model.areal"], ""

    monkeypatch.setattr("areal_gui.menus.QFileDialog.getOpenFileNames", choose)
    window.commands.run("file.open")

    assert imported == [[Path("log.csv"), Path("model.areal")]]
    assert all(ending in offered[0] for ending in ("*.csv", "*.zip", "*.areal"))
    assert "Models (*.areal)" in offered
