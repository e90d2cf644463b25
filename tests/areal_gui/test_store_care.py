"""Looking after the store from the File menu."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui import store_care, theme
from areal_gui.backup_dialog import BackupDialog
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.problems_dialog import ProblemsDialog
from areal_gui.store_care import StoreCare, free_folder
from engine.store.backup import Backup, list_backups
from engine.store.check_files import Problem
from engine.workspace import Workspace
from tests.support.page_checks import without_name
from tests.support.window import wait_until_quiet


@pytest.fixture
def care(context: AppContext, host: QMainWindow, qtbot: QtBot) -> StoreCare:
    with qtbot.waitExposed(host):
        host.show()
    return StoreCare(context, host)


def notices(host: QMainWindow) -> list[str]:
    return [toast.label.text() for toast in host.findChildren(Toast)]


def test_a_whole_store_is_said_to_be_well(
    care: StoreCare, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    care.check()
    wait_until_quiet(qtbot, context)

    assert any("All is well" in text for text in notices(host))


def test_problems_are_listed_with_what_to_do(
    care: StoreCare, context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    (context.workspace.root / "runs" / "77").mkdir(parents=True)

    care.check()
    wait_until_quiet(qtbot, context)

    (dialog,) = host.findChildren(ProblemsDialog)
    said = [label.text() for label in dialog.findChildren(QLabel)]
    assert "1 problem found" in said
    assert any("belongs to no run" in text for text in said)
    assert without_name(dialog) == []
    dialog.close()


def test_repairing_is_offered_only_where_it_helps_and_can_be_done(
    styled_application: object, qtbot: QtBot
) -> None:
    hopeless, easy = Problem("a", "b", "c"), Problem("a", "b", "c", repairable=True)
    for problems, writable, offered in (
        ([easy], True, True),
        ([easy], False, False),
        ([hopeless], True, False),
    ):
        dialog = ProblemsDialog(problems, writable)
        qtbot.addWidget(dialog)
        assert dialog.repair.isVisibleTo(dialog) is offered


def test_a_backup_is_made_listed_and_opened_beside_the_workspace(
    care: StoreCare,
    context: AppContext,
    host: QMainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    windows: list[Path] = []
    monkeypatch.setattr(store_care, "open_window", windows.append)
    care.back_up()
    wait_until_quiet(qtbot, context)
    assert any("Backed up" in text for text in notices(host))

    care.choose_backup()
    wait_until_quiet(qtbot, context)
    (dialog,) = host.findChildren(BackupDialog)
    assert dialog.table.model().rowCount() == 1
    assert without_name(dialog) == []
    dialog.reject()
    (backup,) = list_backups(context.workspace.root)
    care.open_backup(backup, tmp_path / "beside")
    wait_until_quiet(qtbot, context)

    assert windows == [tmp_path / "beside"]
    with Workspace.open(tmp_path / "beside"):
        pass


def test_without_backups_the_dialog_says_when_there_will_be_some(
    styled_application: object, qtbot: QtBot
) -> None:
    dialog = BackupDialog([])
    qtbot.addWidget(dialog)

    assert any("No backups yet" in label.text() for label in dialog.findChildren(QLabel))
    assert not dialog.open_button.isVisibleTo(dialog)


def test_a_folder_that_is_there_is_not_suggested(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()

    assert free_folder(tmp_path / "a") == tmp_path / "a-2"
    assert free_folder(tmp_path / "b") == tmp_path / "b"


def test_sizes_and_times_of_backups_are_shown_whole(styled_application: object, qtbot: QtBot) -> None:
    backup = Backup(Path("saved-v4-20261129T175038Z.sqlite"), 4, 1_764_438_638_000, 407_800_000, False)
    dialog = BackupDialog([backup])
    qtbot.addWidget(dialog)
    measure = dialog.table.fontMetrics()

    for column in range(3):
        text = str(dialog.table.model().index(0, column).data())
        room = dialog.table.columnWidth(column) - 2 * theme.SPACING
        assert measure.elidedText(text, Qt.TextElideMode.ElideRight, room) == text
