"""The import dialog, as it is used."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.pages.data.import_dialog import ImportDialog
from areal_gui.pages.data.import_draft import ImportDraft
from areal_gui.pages.data.importing import import_demo
from areal_gui.pages.data.page import Page
from engine.importing.sniff import sniff
from engine.store.datasets import list_datasets, rename_dataset
from tests.support.real_data import RealData
from tests.support.window import put_into, wait_until_quiet

ROWS = [
    f"u{user},{1_700_000_000 + 60 * step},i{(user + step) % 5}" for user in range(12) for step in range(4)
]
LOG = "\n".join(["user_id,timestamp,item_id", *ROWS, "u1,never,i1", "u2,,i2", ""])


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "clicks-2026.csv"
    path.write_text(LOG)
    return path


@pytest.fixture
def page(host: QMainWindow, context: AppContext, qtbot: QtBot) -> Page:
    page = Page(context)
    put_into(host, page, qtbot)
    wait_until_quiet(qtbot, context)
    return page


@pytest.fixture
def dialog(host: QMainWindow, context: AppContext, log: Path, qtbot: QtBot) -> ImportDialog:
    dialog = ImportDialog(context, ImportDraft([log], sniff(log)), host)
    with qtbot.waitExposed(dialog):
        dialog.open()
    return dialog


@pytest.fixture
def imported(page: Page, dialog: ImportDialog, context: AppContext, qtbot: QtBot) -> Page:
    """The page after the log was imported through the dialog."""
    dialog.start.click()
    wait_until_quiet(qtbot, context)
    return page


def shown(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_the_import_says_what_it_did(imported: Page, host: QMainWindow) -> None:
    (toast,) = host.findChildren(Toast)

    assert "48 interactions" in toast.label.text()
    assert "2 rejected" in toast.label.text()


def test_the_file_is_among_the_recent_ones(imported: Page, context: AppContext, log: Path) -> None:
    assert context.settings.recent_files == [str(log)]


def test_the_demo_log_is_marked_as_synthetic(page: Page, context: AppContext, qtbot: QtBot) -> None:
    import_demo(context)
    wait_until_quiet(qtbot, context)

    (row,) = list_datasets(context.workspace.store)
    assert row.synthetic
    assert row.has_titles
    assert "Demo shop (synthetic)" in shown(page)
    assert "synthetic" not in shown(page)  # the name says it, so no badge repeats it

    rename_dataset(context.workspace.store, row.id, "My shop")
    context.datasets_changed.emit()
    wait_until_quiet(qtbot, context)
    assert "synthetic" in shown(page)


def test_roles_are_changed_in_the_header(dialog: ImportDialog) -> None:
    combos = dialog.table.role_header.combos
    assert [combo.currentText() for combo in combos] == ["User or session", "Time", "Item"]

    combos[1].setCurrentIndex(combos[1].findText("Item"))

    assert dialog.draft.roles == ["user", "item", "ignored"]
    assert [combo.currentText() for combo in combos] == ["User or session", "Item", "Ignored"]
    dialog.close()


def test_the_reason_why_it_cannot_start_is_said(dialog: ImportDialog) -> None:
    assert dialog.start.isEnabled()

    dialog.name.setText("")

    assert not dialog.start.isEnabled()
    assert "name" in dialog.reason.text()
    assert dialog.start.toolTip() == dialog.reason.text()
    dialog.close()


def test_another_separator_is_tried_at_once_and_can_be_taken_back(
    dialog: ImportDialog, context: AppContext, qtbot: QtBot
) -> None:
    dialog.form.delimiter.setCurrentIndex(dialog.form.delimiter.findData(";"))
    wait_until_quiet(qtbot, context)
    assert not dialog.start.isEnabled()
    assert "one column" in dialog.reason.text()

    dialog.form.delimiter.setCurrentIndex(dialog.form.delimiter.findData(","))
    wait_until_quiet(qtbot, context)
    assert dialog.start.isEnabled()
    dialog.close()


def test_the_header_can_be_denied(dialog: ImportDialog, context: AppContext, qtbot: QtBot) -> None:
    dialog.form.header.click()
    wait_until_quiet(qtbot, context)

    assert dialog.draft.preview is not None
    assert dialog.draft.preview.rows[0] == ["user_id", "timestamp", "item_id"]
    dialog.close()


def test_enter_imports_and_escape_leaves(dialog: ImportDialog, context: AppContext, qtbot: QtBot) -> None:
    dialog.name.setFocus()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    wait_until_quiet(qtbot, context)

    assert list_datasets(context.workspace.store) == []


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"", "empty"), (b"<!DOCTYPE html><html></html>", "web page"), (b"a\nb\nc\n", "one column")],
)
def test_a_file_that_is_no_log_is_refused_with_the_reason(
    host: QMainWindow, context: AppContext, tmp_path: Path, qtbot: QtBot, content: bytes, words: str
) -> None:
    bad = tmp_path / "bad.dat"
    bad.write_bytes(content)

    ImportDialog.ask(context, [bad], host)
    wait_until_quiet(qtbot, context)

    (dialog,) = host.findChildren(ErrorDialog)
    assert words in " ".join(label.text() for label in dialog.findChildren(QLabel))
    assert not host.findChildren(ImportDialog)
    dialog.close()


def test_a_log_that_vanishes_before_the_import_is_told_and_leaves_nothing(
    dialog: ImportDialog, context: AppContext, host: QMainWindow, log: Path, qtbot: QtBot
) -> None:
    log.unlink()
    dialog.start.click()
    wait_until_quiet(qtbot, context)

    (error,) = host.findChildren(ErrorDialog)
    assert "was not imported" in error.windowTitle()
    assert list_datasets(context.workspace.store) == []
    error.close()


def test_a_real_log_with_its_titles(
    host: QMainWindow, page: Page, context: AppContext, real_data: RealData, qtbot: QtBot
) -> None:
    ImportDialog.ask(context, [real_data("movielens-latest-small/ratings.csv")], host)
    wait_until_quiet(qtbot, context)
    (dialog,) = host.findChildren(ImportDialog)
    assert dialog.items.file.text().endswith("movies.csv")

    dialog.start.click()
    wait_until_quiet(qtbot, context)

    (row,) = list_datasets(context.workspace.store)
    assert (row.n_interactions, row.n_users, row.n_items) == (100_836, 610, 9_724)
    assert row.has_titles
    assert "9,724" in shown(page)
