"""Typed, pinned and recent users on the whole page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QInputDialog
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.typed_dialog import TypedDialog
from areal_gui.pages.users.typed_history import TypedHistory
from engine.store.runs import RunRow
from tests.areal_gui.pages.users.driving import Quiet, click_row, column, texts


def type_into(page: Page, quiet: Quiet, text: str) -> TypedDialog:
    """The dialog, with a text of which has been told what was found."""
    page.people.type_history()
    quiet()
    dialog = page.people.dialog
    assert dialog is not None
    dialog.text.setPlainText(text)
    dialog._read()
    return dialog


def entries(page: Page) -> list[str]:
    page.people.menu.aboutToShow.emit()
    return [action.text().split("\t")[0] for action in page.people.menu.actions() if action.text()]


def test_a_typed_history_is_answered_like_a_user(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    dialog = type_into(page, quiet, "i2, i0\nno such thing")
    assert "2 items found" in dialog.found.text()
    assert "“no such thing”" in dialog.found.text()
    QTest.mouseClick(dialog.show_button, Qt.MouseButton.LeftButton)
    quiet()

    assert page.view.heading == "i0 and 1 before"
    assert "typed, 2 items" in texts(page)
    assert column(page, 2)[0] == "i1"
    assert [entry.external_id for entry in page.view.history.history.entries] == ["i2", "i0"]
    assert not page.users.table.selectionModel().hasSelection()
    assert not page.view.history.tested_button.isEnabled()
    assert page.people.dialog is None


def test_only_unknown_items_cannot_be_shown_but_nothing_can(page: Page, quiet: Quiet) -> None:
    dialog = type_into(page, quiet, "zzz")
    assert not dialog.show_button.isEnabled()
    dialog.text.clear()
    dialog._read()
    assert dialog.show_button.isEnabled()
    dialog._show()
    quiet()
    assert page.view.heading == "Somebody new"
    assert page.view.top.model.rowCount() > 0


def test_a_history_begins_with_the_one_that_is_shown_changes_included(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    page.view.history.table.selectRow(0)
    page.view.history.remove()
    quiet()
    wanted = [entry.external_id for entry in page.view.history.history.entries]
    page.people.copy_history()
    quiet()
    dialog = page.people.dialog
    assert dialog is not None
    dialog.name.setText("My case")
    dialog._show()
    quiet()
    assert page.view.heading == "My case"
    assert [entry.external_id for entry in page.view.history.history.entries] == wanted


def test_what_the_run_does_not_know_of_a_typed_history_is_counted(page: Page, quiet: Quiet) -> None:
    page._choose_kept(TypedHistory("old case", ("i0", "gone")))
    quiet()
    assert "typed, 2 items, 1 not known to this run" in texts(page)


def test_a_pinned_user_is_offered_and_shown_again(page: Page, quiet: Quiet, context: AppContext) -> None:
    click_row(page, 1)
    quiet()
    shown = page.view.heading
    QTest.mouseClick(page.people.star, Qt.MouseButton.LeftButton)
    click_row(page, 3)
    quiet()
    assert not page.people.star.isChecked()
    assert shown in entries(page)

    next(one for one in page.people.menu.actions() if one.text() == shown).trigger()
    quiet()
    assert page.view.heading == shown
    assert page.people.star.isChecked()
    QTest.mouseClick(page.people.star, Qt.MouseButton.LeftButton)
    assert shown not in entries(page)


def test_who_was_looked_at_and_not_passed_by_is_offered(page: Page, quiet: Quiet) -> None:
    now = 100.0
    page.people._clock = lambda: now
    for row, seconds in ((1, 5.0), (2, 0.1), (3, 0.1)):
        click_row(page, row)
        quiet()
        now += seconds
    assert [text for text in entries(page) if text.startswith("User ")] == ["User u1"]


def test_a_kept_user_who_is_gone_is_told_and_forgotten(
    page: Page, quiet: Quiet, context: AppContext, run: RunRow
) -> None:
    page.people.kept.set_pinned(run.dataset_id, "nobody", True)
    page.people.choose("nobody")
    quiet()
    assert context.notify._dialog is not None
    context.notify._dialog.close()
    assert page.people.kept.pinned(run.dataset_id) == []


def test_the_dialog_is_made_for_the_keyboard(page: Page, quiet: Quiet, qtbot: QtBot) -> None:
    dialog = type_into(page, quiet, "i0")
    with qtbot.waitSignal(dialog.typed):
        QTest.keyClick(dialog.text, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    quiet()
    assert page.view.heading == "i0"


def test_a_changed_history_is_saved_as_a_case_with_a_name(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    history = page.view.history
    history.table.selectRow(0)
    history.remove()
    quiet()
    changed = [entry.external_id for entry in history.history.entries]
    page.people.ask_case()
    dialog = page.window().findChild(QInputDialog)
    assert dialog is not None
    assert dialog.textValue() == page.view.heading
    dialog.setTextValue("Without the last")
    dialog.accept()
    quiet()

    assert page.view.heading == "Without the last"
    assert [entry.external_id for entry in page.view.history.history.entries] == changed
    assert page.people.star.isChecked()
    assert "Without the last" in entries(page)
