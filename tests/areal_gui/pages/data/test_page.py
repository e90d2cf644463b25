"""The data page: the sets of a workspace, and what is done with them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog, QLabel, QMainWindow, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.pages.data.dataset_list import DatasetList
from areal_gui.pages.data.dataset_view import REJECTED, SOURCE
from areal_gui.pages.data.deleted_datasets import DeletedDatasets
from areal_gui.pages.data.drop_area import DropArea
from areal_gui.pages.data.page import Page
from areal_gui.plots.histogram import LengthHistogram, PopularityCurve
from engine.store.datasets import get_dataset, list_datasets
from tests.support.page_states import import_file
from tests.support.window import put_into, wait_until_quiet

ROWS = [
    f"u{user},{1_700_000_000 + 60 * step},i{(user + step) % 5}" for user in range(12) for step in range(4)
]
LOG = "\n".join(["user_id,timestamp,item_id", *ROWS, "u1,never,i1", "u2,,i2", ""])


@pytest.fixture
def page(host: QMainWindow, context: AppContext, qtbot: QtBot) -> Page:
    page = Page(context)
    put_into(host, page, qtbot)
    wait_until_quiet(qtbot, context)
    return page


@pytest.fixture
def imported(page: Page, context: AppContext, tmp_path: Path, qtbot: QtBot) -> Page:
    """The page with a small log that has two rows nobody can read."""
    log = tmp_path / "clicks-2026.csv"
    log.write_text(LOG)
    import_file(context.workspace, log, name="clicks-2026")
    context.datasets_changed.emit()
    wait_until_quiet(qtbot, context)
    return page


def shown(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_an_empty_workspace_invites_to_drop_a_log(page: Page) -> None:
    area = page.findChild(DropArea)

    assert area is not None
    assert area.isVisible()
    assert any("Drop an interaction log" in text for text in shown(page))


def test_an_imported_log_is_shown_with_its_figures(imported: Page) -> None:
    texts = shown(imported)

    assert "clicks-2026" in texts
    assert {"12", "5", "48", "2"} <= set(texts)  # users, items, interactions, rejected rows
    assert imported.findChild(DatasetList).count() == 1  # type: ignore[union-attr]


def test_the_spread_of_a_log_is_drawn(imported: Page, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: imported.findChild(LengthHistogram) is not None)
    lengths, popularity = imported.findChild(LengthHistogram), imported.findChild(PopularityCurve)

    assert lengths is not None
    assert popularity is not None
    assert [count for _, _, count in lengths.bars] == [12]
    assert len(popularity.points) == 5


def test_rejected_rows_are_counted_by_reason_and_listed_with_their_line(
    imported: Page, context: AppContext, qtbot: QtBot
) -> None:
    view = imported._view
    assert view.tabs.tabText(REJECTED) == "Rejected (2)"
    view.tabs.setCurrentIndex(REJECTED)
    wait_until_quiet(qtbot, context)

    assert view.rejected.reasons.itemText(0) == "All reasons (2)"
    assert view.rejected.model.rowCount() == 2
    assert view.rejected.model.index(0, 1).data() == "50"
    assert view.rejected.table.isColumnHidden(0)  # they are all of one file
    assert "never" in view.rejected.model.index(0, 3).data()


def test_train_on_this_chooses_the_set_and_goes_to_the_train_page(
    imported: Page, context: AppContext, qtbot: QtBot
) -> None:
    wanted: list[str] = []
    context.page_wanted.connect(wanted.append)

    with qtbot.waitSignal(context.dataset_chosen) as chosen:
        imported._view.train_wanted.emit()

    assert chosen.args == [1]
    assert wanted == ["train"]


def test_shortcuts_work_as_soon_as_the_sets_are_shown(
    host: QMainWindow, context: AppContext, tmp_path: Path, qtbot: QtBot
) -> None:
    log = tmp_path / "clicks.csv"
    log.write_text(LOG)
    import_file(context.workspace, log, name="clicks")
    page = Page(context)
    host.setCentralWidget(page)
    with qtbot.waitActive(host):
        host.show()
    wait_until_quiet(qtbot, context)

    page.shown()
    QTest.keyClick(page.findChild(DatasetList), Qt.Key.Key_F2)
    dialog = page.findChild(QInputDialog)
    assert dialog is not None
    dialog.close()

    QTest.keyClick(page.findChild(DatasetList), Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
    wait_until_quiet(qtbot, context)
    assert list_datasets(context.workspace.store) == []
    assert not context.commands.action("data.rename").isEnabled()


def test_a_set_can_be_renamed(imported: Page, context: AppContext, qtbot: QtBot) -> None:
    imported._view.rename_wanted.emit()
    dialog = imported.findChild(QInputDialog)
    assert dialog is not None
    dialog.setTextValue("My shop")
    dialog.accept()
    wait_until_quiet(qtbot, context)

    assert get_dataset(context.workspace.store, 1).name == "My shop"
    assert "My shop" in shown(imported)


def test_a_deleted_set_is_brought_back_by_the_notice(
    imported: Page, host: QMainWindow, context: AppContext, qtbot: QtBot
) -> None:
    imported._view.delete_wanted.emit()
    wait_until_quiet(qtbot, context)

    assert list_datasets(context.workspace.store) == []
    area = imported.findChild(DropArea)
    assert area is not None
    assert area.isVisible()
    toast = host.findChildren(Toast)[-1]
    assert "until AREAL is closed" in toast.label.text()
    (undo,) = toast.findChildren(QPushButton)
    undo.click()
    wait_until_quiet(qtbot, context)

    assert [row.name for row in list_datasets(context.workspace.store)] == ["clicks-2026"]
    assert "clicks-2026" in shown(imported)


def test_a_deleted_set_is_brought_back_by_the_menu_and_by_its_command(
    imported: Page, context: AppContext, qtbot: QtBot
) -> None:
    button = imported.findChild(DeletedDatasets)
    assert button is not None
    assert not button.isVisibleTo(imported)
    for from_menu in (True, False):
        context.commands.run("data.delete")
        wait_until_quiet(qtbot, context)
        assert button.text() == "Deleted (1)"
        if from_menu:
            button.menu().actions()[0].trigger()
        else:
            context.commands.run("data.restore")
        wait_until_quiet(qtbot, context)
        assert len(list_datasets(context.workspace.store)) == 1


def test_a_copy_has_the_same_log_and_a_name_of_its_own(
    imported: Page, context: AppContext, qtbot: QtBot
) -> None:
    for _ in range(2):
        context.dataset_chosen.emit(1)
        imported._view.duplicate_wanted.emit()
        wait_until_quiet(qtbot, context)

    rows = list_datasets(context.workspace.store)
    assert [row.name for row in rows] == ["clicks-2026 copy 2", "clicks-2026 copy", "clicks-2026"]
    assert {row.n_interactions for row in rows} == {48}
    assert imported.current == rows[0]


def test_notes_are_kept_when_the_keyboard_goes_elsewhere(
    imported: Page, context: AppContext, qtbot: QtBot
) -> None:
    notes = imported._view.source.notes
    imported._view.tabs.setCurrentIndex(SOURCE)
    notes.editor.setPlainText("Without the robots.")
    notes.keep()
    wait_until_quiet(qtbot, context)

    assert get_dataset(context.workspace.store, 1).notes == "Without the robots."
    assert notes.editor.toPlainText() == "Without the robots."
