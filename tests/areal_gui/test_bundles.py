"""Bundles given to the window: each becomes a run that is shown, or is refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from areal_gui.bundles import parted
from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.labels import TextLabel
from areal_gui.components.toast import Toast
from areal_gui.main_window import MainWindow
from areal_gui.pages.runs.page import Page as RunsPage
from areal_gui.pages.users.page import Page as UsersPage
from areal_gui.settings import Settings
from engine.store.runs import get_run, list_runs
from engine.workspace import Workspace
from tests.support.page_states import ARABIC, exported_bundle, ordinary
from tests.support.window import wait_until_quiet


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported_bundle(tmp_path_factory.mktemp("elsewhere"), ARABIC)


@pytest.fixture
def window(
    styled_application: QApplication, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> Iterator[MainWindow]:
    window = MainWindow(Settings.load(tmp_path))
    window.attach(workspace)
    with qtbot.waitExposed(window):
        window.show()
    assert window.context is not None
    wait_until_quiet(qtbot, window.context)
    yield window
    window.tasks.stop()
    window.hide()
    window.deleteLater()


def quiet(window: MainWindow, qtbot: QtBot) -> None:
    assert window.context is not None
    wait_until_quiet(qtbot, window.context)


def told(window: MainWindow) -> str:
    return "\n".join(toast.label.text() for toast in window.findChildren(Toast))


def test_bundles_are_told_from_logs_by_their_ending() -> None:
    bundles, others = parted([Path("a.areal"), Path("b.csv"), Path("C.AREAL")])
    assert [path.name for path in bundles] == ["a.areal", "C.AREAL"]
    assert [path.name for path in others] == ["b.csv"]


def test_a_bundle_becomes_a_run_that_is_shown(
    window: MainWindow, workspace: Workspace, bundle: Path, qtbot: QtBot
) -> None:
    window.import_files([bundle])
    quiet(window, qtbot)

    page = window.page("runs")
    assert isinstance(page, RunsPage)
    assert window.stack.currentWidget() is page
    assert [row.name for row in page.chosen] == [ARABIC]
    assert "No data set here has items that it knows" in told(window)
    page.open(1)
    quiet(window, qtbot)
    detail = page.detail
    assert detail.run is not None
    for words in ("Imported from", "Small log", "360 interactions", str(detail.run.origin["hash"])[:12]):  # type: ignore[index]
        assert words in detail.reason.text()
    assert not detail.header.test.isVisible()
    assert not detail.header.resume.isVisible()
    assert detail.header.export.isEnabled()
    detail.tabs.setCurrentWidget(detail.data)
    assert detail.data.elsewhere.isVisible()


def test_its_users_are_chosen_on_the_users_page(
    window: MainWindow, workspace: Workspace, bundle: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    ordinary(workspace, tmp_path)
    window.import_files([bundle])
    quiet(window, qtbot)
    window.show_page("users")
    quiet(window, qtbot)
    page = window.page("users")
    assert isinstance(page, UsersPage)

    assert page.audience.isVisible()
    assert page.audience.choice.currentText() == "Users of Small log"
    assert page.audience.known.text() == "The model knows all 23 items."
    assert page.users.model.rowCount() == 60
    page.users.choose_row(0)
    quiet(window, qtbot)
    assert page.view.top.model.rowCount() == 23 - 6  # all but those of the history

    page.audience.choice.setCurrentIndex(0)
    page.audience.choice.activated.emit(0)
    quiet(window, qtbot)
    assert get_run(workspace.store, 1).audience is None
    assert page.users.model.rowCount() == 0
    assert "press T to type a history" in page.audience.known.text()
    assert any("Press T and type" in label.text() for label in page._hint.findChildren(QLabel))


def test_the_same_bundle_again_is_refused_in_words(
    window: MainWindow, workspace: Workspace, bundle: Path, qtbot: QtBot, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.areal"
    broken.write_bytes(bundle.read_bytes()[:-50])
    window.import_files([broken, bundle, bundle])
    quiet(window, qtbot)

    dialog = window.findChild(ErrorDialog)
    assert dialog is not None
    said = "\n".join(label.text() for label in dialog.findChildren(TextLabel))
    assert "“broken.areal” is damaged" in said
    assert len(list_runs(workspace.store)) == 1  # the one that was whole came in all the same
    dialog.done(0)


def test_bundles_are_chosen_from_the_menu(
    window: MainWindow, workspace: Workspace, bundle: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_args: ([str(bundle)], ""))
    window.commands.run("file.bundle")
    quiet(window, qtbot)

    assert [row.status for row in list_runs(workspace.store)] == ["imported"]
    assert window.settings.last_folder == str(bundle.parent)


def test_train_again_takes_the_settings_and_leaves_the_data_set(
    window: MainWindow, workspace: Workspace, bundle: Path, qtbot: QtBot
) -> None:
    window.import_files([bundle])
    quiet(window, qtbot)
    window.commands.run("runs.again")
    quiet(window, qtbot)

    assert window.findChild(ErrorDialog) is None
    assert window.stack.currentWidget() is window.page("train")
