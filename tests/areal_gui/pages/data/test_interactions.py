"""The interactions of a log as a table: sorted, filtered, and gone through by mouse and keyboard."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.data.interaction_model import EVENT, ITEM, NUMBER, TIME, TITLE, USER, VALUE
from areal_gui.pages.data.interaction_query import InteractionQuery, bounds
from areal_gui.pages.data.interactions_view import LEAST_WIDTH, InteractionsView
from engine.store.datasets import get_dataset
from engine.workspace import Workspace
from tests.support.page_checks import unreached_by_tab, without_name
from tests.support.page_states import import_file
from tests.support.window import wait_until_quiet

USERS, LENGTH = 60, 10
START = datetime(2014, 5, 1, tzinfo=UTC)
HEADER = "user_id,timestamp,item_id,event,rating"
ROWS = [
    f"u{user:02},{int(START.timestamp()) + 3600 * (LENGTH * user + step)},i{(user + step) % 9},"
    f"{'buy' if step == LENGTH - 1 else 'view'},{step}"
    for user in range(USERS)
    for step in range(LENGTH)
]


@pytest.fixture
def dataset_id(workspace: Workspace, tmp_path: Path) -> int:
    log = tmp_path / "clicks.csv"
    log.write_text("\n".join([HEADER, *ROWS, ""]))
    return import_file(workspace, log, name="Clicks")


@pytest.fixture
def view(host: QMainWindow, context: AppContext, dataset_id: int, qtbot: QtBot) -> InteractionsView:
    view = InteractionsView(context)
    host.setCentralWidget(view)
    with qtbot.waitActive(host):
        host.show()
    view.show_row(get_dataset(context.workspace.store, dataset_id))
    wait_until_quiet(qtbot, context)
    return view


def cell(view: InteractionsView, row: int, column: int) -> str:
    return str(view.model.index(row, column).data())


def click_title(view: InteractionsView, column: int) -> None:
    header = view.table.horizontalHeader()
    at = QPoint(header.sectionViewportPosition(column) + 12, header.height() // 2)
    QTest.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=at)


# Times as they are typed ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "first", "after"),
    [
        ("2014", datetime(2014, 1, 1), datetime(2015, 1, 1)),
        ("2014-12", datetime(2014, 12, 1), datetime(2015, 1, 1)),
        ("2014-05-31", datetime(2014, 5, 31), datetime(2014, 6, 1)),
        ("2014-05-03T18:30", datetime(2014, 5, 3, 18, 30), datetime(2014, 5, 3, 18, 31)),
        (" 2014-05-03  18:30:05 ", datetime(2014, 5, 3, 18, 30, 5), datetime(2014, 5, 3, 18, 30, 6)),
    ],
)
def test_a_typed_time_lasts_as_long_as_what_it_names(text: str, first: datetime, after: datetime) -> None:
    milliseconds = [round(moment.replace(tzinfo=UTC).timestamp() * 1000) for moment in (first, after)]
    assert bounds(text) == tuple(milliseconds)


@pytest.mark.parametrize("text", ["yesterday", "2014-13", "14", "2014-05-03 18", "9999"])
def test_what_is_no_time_is_marked(text: str) -> None:
    assert InteractionQuery(1, since=text, until="2014").wrong_times == (True, False)


# The table --------------------------------------------------------------------------------------------------


def test_a_log_is_read_user_by_user_in_order_of_time(view: InteractionsView) -> None:
    assert [cell(view, 0, column) for column in (USER, NUMBER, ITEM, EVENT, VALUE)] == [
        *("u00", "1", "i0"),
        *("view", "0"),
    ]
    assert cell(view, 0, TIME) == "2014-05-01 00:00:00"
    assert view.filters.counted.text() == "600 rows"
    assert view.table.isColumnHidden(TITLE)  # the log has none


def test_a_click_on_a_title_sorts_and_another_the_other_way(
    view: InteractionsView, context: AppContext, qtbot: QtBot
) -> None:
    for expected in ("2014-05-01 00:00:00", "2014-05-25 23:00:00"):
        click_title(view, TIME)
        wait_until_quiet(qtbot, context)
        assert cell(view, 0, TIME) == expected
    assert view.filters.sorting_box.currentText() == "Newest first"


def test_a_title_that_nobody_sorts_by_leaves_the_order(
    view: InteractionsView, context: AppContext, qtbot: QtBot
) -> None:
    click_title(view, EVENT)
    wait_until_quiet(qtbot, context)

    assert view.table.horizontalHeader().sortIndicatorSection() == USER
    assert cell(view, 0, USER) == "u00"


def test_the_keyboard_sorts_by_the_list(view: InteractionsView, context: AppContext, qtbot: QtBot) -> None:
    box = view.filters.sorting_box
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_End)  # the greatest value first
    wait_until_quiet(qtbot, context)

    assert box.currentText() == "Greatest value first"
    assert cell(view, 0, VALUE) == "9"
    assert view.table.horizontalHeader().sortIndicatorSection() == VALUE


def test_columns_are_as_wide_as_what_is_in_them_within_reason(
    view: InteractionsView, context: AppContext, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    narrow = view.table.columnWidth(USER)
    log = tmp_path / "long.csv"
    log.write_text("user_id,timestamp,item_id\n" + f"{'x' * 300},1400000000,i1\n")
    view.show_row(get_dataset(workspace.store, import_file(workspace, log, name="Long")))
    wait_until_quiet(qtbot, context)

    assert narrow < view.table.columnWidth(USER) < 3 * narrow


def test_one_goes_to_a_row_by_its_number(view: InteractionsView, context: AppContext, qtbot: QtBot) -> None:
    view.filters.go_to.setText("555")
    QTest.keyClick(view.filters.go_to, Qt.Key.Key_Return)
    wait_until_quiet(qtbot, context)

    assert view.table.currentIndex().row() == 554
    assert view.table.hasFocus()
    assert cell(view, 554, USER) == "u55"

    view.filters.go_to.setText("99999")
    QTest.keyClick(view.filters.go_to, Qt.Key.Key_Return)
    assert view.table.currentIndex().row() == 599


# Filters ----------------------------------------------------------------------------------------------------


def test_filters_are_taken_together_and_cleared_together(
    view: InteractionsView, context: AppContext, qtbot: QtBot
) -> None:
    filters = view.filters
    assert not filters.clear_button.isVisible()
    qtbot.keyClicks(filters.since, "2014-05-02")
    qtbot.keyClicks(filters.until, "2014-05-02")
    filters.event_box.setCurrentIndex(filters.event_box.findText("buy"))
    filters.event_box.activated.emit(filters.event_box.currentIndex())
    QTest.keyClick(filters.until, Qt.Key.Key_Return)
    wait_until_quiet(qtbot, context)

    rows = view.model.rowCount()
    assert {cell(view, row, EVENT) for row in range(rows)} == {"buy"}
    assert {cell(view, row, TIME)[:10] for row in range(rows)} == {"2014-05-02"}
    assert view.filters.counted.text() == "2 rows"

    filters.clear_button.click()
    wait_until_quiet(qtbot, context)
    assert view.filters.counted.text() == "600 rows"
    assert not filters.clear_button.isVisible()


def test_a_user_is_found_shortly_after_the_last_key(view: InteractionsView, qtbot: QtBot) -> None:
    qtbot.keyClicks(view.filters.user, "u07")
    qtbot.waitUntil(lambda: view.filters.counted.text() == "10 rows")
    assert cell(view, 9, USER) == "u07"

    qtbot.keyClicks(view.filters.user, "7")
    qtbot.waitUntil(lambda: view.filters.counted.text() == "No row matches; ids are compared as a whole")


def test_a_time_that_cannot_be_read_is_told_and_the_rows_stay(
    view: InteractionsView, context: AppContext, qtbot: QtBot
) -> None:
    qtbot.keyClicks(view.filters.since, "2014-5x")
    qtbot.waitUntil(lambda: view.filters.counted.text().startswith("No time"))
    assert view.model.rowCount() == 600

    view.filters.since.clear()
    qtbot.waitUntil(lambda: view.filters.counted.text() == "600 rows")


def test_another_log_begins_without_filters(
    view: InteractionsView, context: AppContext, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    qtbot.keyClicks(view.filters.user, "u07")
    qtbot.waitUntil(lambda: view.filters.counted.text() == "10 rows")
    log = tmp_path / "plain.csv"
    log.write_text("user_id,item_id\nann,tea\nbob,cup\n")

    view.show_row(get_dataset(workspace.store, import_file(workspace, log, name="Plain")))
    wait_until_quiet(qtbot, context)

    assert view.filters.user.text() == ""
    assert view.filters.counted.text() == "2 rows"
    assert [view.table.isColumnHidden(column) for column in (TIME, VALUE, EVENT)] == [True] * 3
    assert not view.filters.since.isVisible()
    assert view.filters.sorting_box.count() == 4


def test_every_field_has_a_name_and_is_reached_by_tab(view: InteractionsView) -> None:
    assert without_name(view) == []
    assert unreached_by_tab(view) == []


def test_items_keep_their_room_in_a_narrow_window(
    view: InteractionsView, host: QMainWindow, qtbot: QtBot
) -> None:
    host.resize(1400, 600)
    qtbot.waitUntil(lambda: view.table.columnWidth(ITEM) > 400)
    host.resize(420, 500)
    qtbot.waitUntil(lambda: view.table.columnWidth(ITEM) == LEAST_WIDTH)
    host.resize(1400, 600)
    qtbot.waitUntil(lambda: view.table.columnWidth(ITEM) > 400)
