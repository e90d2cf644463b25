"""Stars, tags, names, deleting and bringing back, from the page."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from areal_gui.pages.runs.deleted_runs import DeletedRuns
from areal_gui.pages.runs.page import Page
from areal_gui.pages.runs.run_actions import RunActions
from engine.errors import EngineError
from engine.workspace import Workspace
from tests.areal_gui.pages.runs.showing import add_run, changed, chosen, ids, opened
from tests.support.window import MakeContext, wait_until_quiet


def test_a_click_into_the_first_column_stars(page: Page, qtbot: QtBot) -> None:
    table, model = page.list.table, page.list.model
    place = table.visualRect(model.index(1, 0)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    wait_until_quiet(qtbot, page._context)
    assert [line.row.starred for line in model.lines] == [False, True, False]
    assert chosen(page) == [3]


def test_several_runs_are_starred_tagged_and_deleted_at_once(page: Page, qtbot: QtBot) -> None:
    page.list.table.choose([1, 2], 1)
    page.switch_star()
    wait_until_quiet(qtbot, page._context)
    dialog = page.ask_tag()
    dialog.setTextValue("good,  to check ")
    dialog.accept()
    wait_until_quiet(qtbot, page._context)
    assert [row.starred for row in page.chosen] == [True, True]
    assert [row.tags for row in page.chosen] == [("good", "to check")] * 2
    page.list.table.choose([1], 1)
    assert page.list.header._subtitle.text() == "3 runs · #1: tagged good, to check"
    page.list.table.choose([1, 2], 1)
    page._context.commands.run("runs.delete")
    wait_until_quiet(qtbot, page._context)
    assert ids(page) == [3]
    assert page._context.commands.run("runs.restore")
    wait_until_quiet(qtbot, page._context)
    assert ids(page) == [3, 2, 1]


def test_a_tag_that_is_none_is_refused_in_words(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(page._context.notify, "error", lambda error, _title: errors.append(error))
    dialog = page.ask_tag()
    dialog.setTextValue("x" * 50)
    dialog.accept()
    wait_until_quiet(qtbot, page._context)
    assert "too long" in str(errors[0])


def test_deleted_runs_are_offered_one_by_one(page: Page, qtbot: QtBot) -> None:
    for run_id in (1, 2):
        page.list.choose(run_id)
        page.delete_chosen()
        wait_until_quiet(qtbot, page._context)
    button = next(one for one in page.list.findChildren(DeletedRuns))
    assert button.isVisible()
    assert button.text() == "Deleted (2)"
    texts = [action.text() for action in button.menu().actions() if not action.isSeparator()]
    assert texts == ["Bring back #2 second", "Bring back #1 first", "Bring back all 2"]
    button.menu().actions()[1].trigger()
    wait_until_quiet(qtbot, page._context)
    assert ids(page) == [3, 1]


def test_a_window_to_look_tells_of_deleted_runs_and_brings_none_back(
    page: Page, make_context: MakeContext, filled: Workspace, qtbot: QtBot
) -> None:
    page.list.choose(1)
    page.delete_chosen()
    wait_until_quiet(qtbot, page._context)
    with Workspace.open(filled.root, write=False) as reader:
        context = make_context(reader)
        button = DeletedRuns(context, RunActions(context))
        qtbot.addWidget(button)
        button._actions.read_deleted()
        wait_until_quiet(qtbot, context)
        assert button.text() == "Deleted (1)"
        assert not button.isEnabled()
        assert button.toolTip() == context.read_only_reason


def test_when_every_run_is_deleted_the_way_back_stays(page: Page, qtbot: QtBot) -> None:
    page.list.table.selectAll()
    page.delete_chosen()
    wait_until_quiet(qtbot, page._context)
    assert not page.shows_table()
    page.restore_last()
    wait_until_quiet(qtbot, page._context)
    assert ids(page) == [3, 2, 1]


def test_a_run_in_training_is_neither_deleted_nor_exported(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    run_id = add_run(filled, "fourth", status="running")
    changed(page, qtbot)
    page.list.choose(run_id)
    assert not page._context.commands.run("runs.delete")
    detail = opened(page, qtbot, run_id)
    assert not detail.header.delete.isEnabled()
    assert not detail.header.export.isEnabled()


def test_a_run_is_renamed(page: Page, qtbot: QtBot) -> None:
    page.list.choose(1)
    dialog = page.ask_name()
    dialog.setTextValue(" best ")
    dialog.accept()
    wait_until_quiet(qtbot, page._context)
    assert page.chosen[0].name == "best"


def test_a_run_needs_a_name(page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(page._context.notify, "error", lambda error, _title: errors.append(error))
    page.changes.rename(1, "  ")
    wait_until_quiet(qtbot, page._context)
    assert isinstance(errors[0], EngineError)
