"""The table of the runs page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.context import AppContext
from areal_gui.pages.runs.page import Page
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import DEFAULT
from areal_gui.pages.runs.table.columns_dialog import KEY
from areal_gui.pages.runs.table.filters import RunFilter
from areal_gui.pages.runs.table.run_list import SETTING
from engine.store import runs
from engine.store.runs import FINAL, Metric
from engine.workspace import Workspace
from tests.areal_gui.pages.runs.showing import add_run, changed, chosen, click, ids, shown
from tests.support.window import wait_until_quiet


def test_without_runs_the_page_leads_to_training(
    context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    page = shown(context, host, qtbot)
    lead_on, bundle = [button for button in page.findChildren(Button) if button.isVisible()]
    assert "bundle" in bundle.text()
    with qtbot.waitSignal(context.page_wanted) as wanted:
        click(qtbot, lead_on)
    assert wanted.args == ["train"]


def test_the_newest_run_is_chosen_first(page: Page) -> None:
    assert ids(page) == [3, 2, 1]
    assert chosen(page) == [3]
    assert page.shows_table()


@pytest.mark.parametrize("width", [700, 900, 1100, 1400, 2200])
def test_usual_columns_never_make_the_table_scroll(
    page: Page, host: QMainWindow, qtbot: QtBot, width: int
) -> None:
    host.resize(width, 900)
    qtbot.waitUntil(lambda: host.width() == width)
    table, model = page.list.table, page.list.model
    assert table.horizontalScrollBar().maximum() == 0
    there = {
        model.column_at(place).key for place in range(model.columnCount()) if not table.isColumnHidden(place)
    }
    assert {"number", "name", "status", "test/ndcg@20"} <= there
    assert width < 2200 or there == set(DEFAULT)


def test_chosen_columns_are_all_shown(page: Page, host: QMainWindow) -> None:
    host.resize(700, 600)
    page.list.change(page.list.choices.with_columns([*DEFAULT, "set/seed", "val/hr@10"]))
    table, model = page.list.table, page.list.model
    assert model.columnCount() == len(DEFAULT) + 2
    assert not any(table.isColumnHidden(place) for place in range(model.columnCount()))


def test_the_keyboard_walks_chooses_and_opens(page: Page, qtbot: QtBot) -> None:
    table = page.list.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End)
    assert chosen(page) == [1]
    qtbot.keyClick(table, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert chosen(page) == [2, 1]
    assert page.list.compare_button.isEnabled()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Return)
    wait_until_quiet(qtbot, page._context)
    assert page.opened is not None
    assert page.opened.id == 3
    qtbot.keyClick(page.detail, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    wait_until_quiet(qtbot, page._context)
    assert page.opened.id == 2
    qtbot.keyClick(page.detail, Qt.Key.Key_Escape)
    assert page.shows_table()
    assert chosen(page) == [2]
    assert table.hasFocus()


def test_groups_fold_by_the_keyboard_and_the_mouse(page: Page, qtbot: QtBot) -> None:
    page.list.change(replace(page.list.choices, group="status"))
    table, model = page.list.table, page.list.model
    assert model.rowCount() == 6
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Home)
    qtbot.keyClick(table, Qt.Key.Key_Left)
    assert model.rowCount() == 5
    assert table.currentIndex().row() == 0
    qtbot.keyClick(table, Qt.Key.Key_Right)
    assert model.rowCount() == 6
    place = table.visualRect(model.index(0, 2)).center()
    qtbot.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert model.rowCount() == 5


def test_searching_and_filtering_leave_what_fits(page: Page, qtbot: QtBot) -> None:
    page.search()
    qtbot.keyClicks(page.list.bar.search, "diverged")
    qtbot.waitUntil(lambda: ids(page) == [2])
    assert "1 of 3 runs" in page.list.header._subtitle.text()
    page.list.bar.search.clear()
    qtbot.waitUntil(lambda: ids(page) == [3, 2, 1])
    page.list.filter_by(RunFilter(statuses=("stopped",)))
    assert ids(page) == [3]
    (chip,) = page.list.bar.chips.parts
    assert isinstance(chip, Button)
    click(qtbot, chip)
    assert ids(page) == [3, 2, 1]


def test_a_filter_that_leaves_nothing_says_so_and_can_be_taken_away(page: Page, qtbot: QtBot) -> None:
    page.list.filter_by(RunFilter(tags=("nobody has this",)))
    buttons = [one for one in page.list.findChildren(Button) if one.text() == "Show all runs"]
    (button,) = [one for one in buttons if one.isVisible()]
    click(qtbot, button)
    assert ids(page) == [3, 2, 1]


def test_a_click_on_a_title_sorts_and_another_one_turns_the_order(page: Page) -> None:
    header, model = page.list.table.horizontalHeader(), page.list.model
    header.sectionClicked.emit(model.column_of("test/ndcg@20"))
    assert ids(page)[0] == 1
    header.sectionClicked.emit(model.column_of("name"))
    assert ids(page) == [1, 2, 3]
    header.sectionClicked.emit(model.column_of("name"))
    assert ids(page) == [3, 2, 1]


def test_a_moved_column_stays_where_it_was_put(page: Page) -> None:
    page.list.table.horizontalHeader().moveSection(3, 1)
    assert page.list.choices.columns[:4] == ("starred", "status", "number", "name")
    assert [page.list.model.column_at(place).key for place in range(2)] == ["starred", "status"]


def test_a_column_of_figures_is_read_when_it_is_chosen(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    runs.add_metrics(filled.store, 1, [Metric("model", "val", "all", "hr@10", FINAL, 0.4)])
    changed(page, qtbot)
    dialog = page.list.ask_columns()
    (entry,) = [
        entry
        for row in range(dialog.list.count())
        if (entry := dialog.list.item(row)).data(KEY) == "val/hr@10"
    ]
    entry.setCheckState(Qt.CheckState.Checked)
    wait_until_quiet(qtbot, page._context)
    dialog.close()
    model = page.list.model
    place, row = model.column_of("val/hr@10"), model.row_of(1)
    assert place is not None
    assert row is not None
    assert model.index(row, place).data() == "40.00"


def test_columns_are_found_ordered_and_reset(page: Page, qtbot: QtBot) -> None:
    dialog = page.list.ask_columns()
    dialog.search.setText("learning rate")
    found = [row for row in range(dialog.list.count()) if not dialog.list.item(row).isHidden()]
    assert "set/training.learning_rate" in [dialog.list.item(row).data(KEY) for row in found]
    dialog.search.clear()
    dialog.list.setCurrentRow(2)
    click(qtbot, dialog.up)
    assert page.list.choices.columns[:2] == ("number", "starred")
    assert not dialog.up.isEnabled()
    click(qtbot, dialog.usual)
    assert page.list.choices.columns == DEFAULT
    dialog.close()


def test_a_condition_is_typed_and_shown_as_a_chip(page: Page, qtbot: QtBot) -> None:
    dialog = page.list.ask_condition("test/ndcg@20")
    assert not dialog.ok.isEnabled()
    dialog.number.setText("19,5 %")
    click(qtbot, dialog.ok)
    assert ids(page) == [1]
    (chip,) = page.list.bar.chips.parts
    assert isinstance(chip, Button)
    assert chip.text() == "NDCG@20, % ≥ 19.5"


@pytest.mark.parametrize("typed", ["", "abc", "nan", "inf"])
def test_what_is_no_number_is_no_condition(page: Page, typed: str) -> None:
    dialog = page.list.ask_condition()
    dialog.number.setText(typed)
    assert not dialog.ok.isEnabled()
    dialog.close()


def test_the_menus_offer_what_the_runs_have(page: Page, qtbot: QtBot) -> None:
    bar = page.list.bar
    bar._fill_filters()
    titles = [action.text() for action in bar.filter.menu().actions()]
    assert titles[:5] == ["Starred only", "Status", "Data set", "Model", "Tag"]
    status = bar.filter.menu().actions()[1].menu()
    assert [action.text() for action in status.actions()] == ["failed  (1)", "finished  (1)", "stopped  (1)"]
    status.actions()[0].trigger()
    assert ids(page) == [2]
    bar._fill_groups()
    (by,) = [action for action in bar.group.menu().actions() if action.text() == "Data set"]
    by.trigger()
    assert page.list.choices.group == "dataset"
    assert bar.group.text() == "Group: Data set"


def test_choices_are_remembered(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    page.list.change(replace(page.list.choices.with_columns(["name", "set/seed"]), group="status"))
    again = TableChoices.from_json(page._context.settings.extra[SETTING])
    assert again == page.list.choices


def test_what_is_chosen_stays_chosen_when_runs_come_and_rows_move(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    page.list.table.choose([1, 2], 1)
    add_run(filled, "fourth")
    changed(page, qtbot)
    assert ids(page) == [4, 3, 2, 1]
    assert chosen(page) == [2, 1]
    page.list.change(page.list.choices.sorted_by("name"))
    assert chosen(page) == [1, 2]


def test_two_to_twenty_runs_are_compared(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    for number in range(20):
        add_run(filled, f"more {number}")
    changed(page, qtbot)
    assert not page.list.compare_button.isEnabled()
    page.list.table.choose([1, 3], 1)
    assert page._context.commands.run("runs.compare")
    wait_until_quiet(qtbot, page._context)
    assert page.views.currentWidget() is page.comparison
    assert [run.id for run in page.comparison.view.contents.runs] == [3, 1]
    changed(page, qtbot)
    assert page.views.currentWidget() is page.comparison
    qtbot.keyClick(page.comparison.tabs, Qt.Key.Key_Escape)
    assert page.shows_table()
    assert chosen(page) == [3, 1]
    page.list.table.selectAll()
    assert len(page.chosen) == 23
    assert not page.list.compare_button.isEnabled()
    assert "2 to 20" in page.list.compare_button.toolTip()


def test_the_context_menu_has_what_can_be_done_now(page: Page) -> None:
    page.list.choose(1)
    actions = [action for action in page.context_menu().actions() if not action.isSeparator()]
    can = {action.text(): action.isEnabled() for action in actions}
    assert next(iter(can)) == "Open the run"
    assert can["Delete the chosen runs"]
    assert can["Export the run…"]
    assert not can["Compare the chosen runs"]
    assert not can["Resume the run"]
