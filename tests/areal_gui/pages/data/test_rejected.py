"""The rejected rows of a data set: by reason, searched, and as a file."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog, QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import Toast
from areal_gui.context import AppContext
from areal_gui.pages.data.rejected_query import (
    BLOCK,
    HEADERS,
    RejectedQuery,
    RejectedWritten,
    write_rejected,
)
from areal_gui.pages.data.rejected_view import FILE, LINE, REASON, TEXT, RejectedView
from engine.events import Cancelled, CancelToken, Event, Progress
from engine.store.datasets import get_dataset, rejected_counts
from engine.workspace import Workspace
from tests.support.page_states import import_file
from tests.support.window import put_into, wait_until_quiet

GOOD = [f"u{n % 40},{1_700_000_000 + n},i{n % 9}" for n in range(600)]
LATE = [f"u{n},never {n},i1" for n in range(300)]
NOBODY = [",1700000000,i2", "  ,1700000000,i3"]
FORMULA = ['=HYPERLINK("http://x"),soon,i4']


@pytest.fixture
def dataset_id(workspace: Workspace, tmp_path: Path) -> int:
    """A log of which 303 rows cannot be read: 301 for their time, 2 for want of a user."""
    log = tmp_path / "clicks.csv"
    log.write_text("\n".join(["user_id,timestamp,item_id", *GOOD, *LATE, *NOBODY, *FORMULA, ""]))
    return import_file(workspace, log, name="Clicks")


def reasons(workspace: Workspace, dataset_id: int) -> list[str]:
    return list(rejected_counts(workspace.store, dataset_id))


def written(operation: Iterator[Event]) -> RejectedWritten:
    *progress, last = operation
    assert all(isinstance(event, Progress) for event in progress)
    assert isinstance(last, RejectedWritten)
    return last


def table(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


# As a file ----------------------------------------------------------------------------------------------


def test_all_rejected_rows_are_written_with_their_line_and_reason(
    workspace: Workspace, dataset_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "rejected.csv"

    told = written(write_rejected(workspace.store, RejectedQuery(dataset_id), path, CancelToken()))

    header, *rows = table(path)
    assert (tuple(header), len(rows), told.rows) == (HEADERS, 303, 303)
    assert rows[0][1] == "602"  # the first line behind the header and the good rows
    assert rows[0][3] == LATE[0]
    assert {row[2] for row in rows} == set(reasons(workspace, dataset_id))


def test_only_the_rows_that_are_looked_at_are_written(
    workspace: Workspace, dataset_id: int, tmp_path: Path
) -> None:
    path, (late, nobody) = tmp_path / "rejected.csv", reasons(workspace, dataset_id)

    by_reason = RejectedQuery(dataset_id, reason=nobody)
    assert written(write_rejected(workspace.store, by_reason, path, CancelToken())).rows == 2
    assert {row[2] for row in table(path)[1:]} == {nobody}

    by_text = RejectedQuery(dataset_id, reason=late, text="NEVER 29")
    assert written(write_rejected(workspace.store, by_text, path, CancelToken())).rows == 11  # 29, 290-299


def test_a_formula_does_no_harm_in_a_spreadsheet(
    workspace: Workspace, dataset_id: int, tmp_path: Path
) -> None:
    path = tmp_path / "rejected.csv"
    written(write_rejected(workspace.store, RejectedQuery(dataset_id, text="HYPER"), path, CancelToken()))

    assert table(path)[1][3].startswith("'=HYPERLINK")


def test_cancelled_it_leaves_the_file_that_was_there(
    workspace: Workspace, dataset_id: int, tmp_path: Path
) -> None:
    path, cancel = tmp_path / "rejected.csv", CancelToken()
    path.write_text("mine")
    cancel.cancel()

    with pytest.raises(Cancelled):
        list(write_rejected(workspace.store, RejectedQuery(dataset_id), path, cancel))

    assert path.read_text() == "mine"
    assert [found.name for found in tmp_path.glob("rejected*")] == ["rejected.csv"]


# In the window ------------------------------------------------------------------------------------------


@pytest.fixture
def view(host: QMainWindow, context: AppContext, dataset_id: int, qtbot: QtBot) -> RejectedView:
    view = RejectedView(context)
    put_into(host, view, qtbot)
    view.show_row(get_dataset(context.workspace.store, dataset_id))
    wait_until_quiet(qtbot, context)
    return view


def cell(view: RejectedView, row: int, column: int) -> str:
    return str(view.model.index(row, column).data())


def test_reasons_are_offered_with_their_counts_the_most_frequent_first(view: RejectedView) -> None:
    texts = [view.reasons.itemText(place) for place in range(view.reasons.count())]

    assert texts[0] == "All reasons (303)"
    assert [text.rpartition(" ")[2] for text in texts[1:]] == ["(301)", "(2)"]


def test_each_row_has_its_file_line_reason_and_text(view: RejectedView) -> None:
    assert cell(view, 0, FILE) == "clicks.csv"
    assert cell(view, 0, LINE) == "602"
    assert cell(view, 0, REASON)
    assert cell(view, 0, TEXT) == LATE[0]


def test_more_rows_come_as_one_scrolls(view: RejectedView, context: AppContext, qtbot: QtBot) -> None:
    assert view.model.rowCount() == BLOCK
    assert view.counted.text() == f"the first {BLOCK}; more as you scroll"

    view.table.scrollToBottom()
    wait_until_quiet(qtbot, context)

    assert view.model.rowCount() == 303
    assert view.counted.text() == "303 rows"


def test_a_reason_and_a_text_leave_the_rows_with_both(
    view: RejectedView, context: AppContext, qtbot: QtBot
) -> None:
    view.reasons.setCurrentIndex(1)
    view.reasons.activated.emit(1)
    qtbot.keyClicks(view.search, "never 7")
    qtbot.waitUntil(lambda: view.counted.text() == "11 rows")

    view.search.setText("nothing of this")
    qtbot.waitUntil(lambda: view.counted.text() == "No rejected row holds this")
    assert not view.save.isEnabled()

    view.search.clear()
    view.reasons.setCurrentIndex(2)
    view.reasons.activated.emit(2)
    qtbot.waitUntil(lambda: view.counted.text() == "2 rows")
    assert view.save.isEnabled()


def test_the_rows_are_saved_and_the_folder_is_remembered(
    view: RejectedView,
    context: AppContext,
    host: QMainWindow,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    (tmp_path / "out").mkdir()
    chosen = tmp_path / "out" / "bad"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args, **_more: (str(chosen), ""))

    view.save.click()
    wait_until_quiet(qtbot, context)

    assert len(table(chosen.with_suffix(".csv"))) == 304
    assert any("303 rows saved" in toast.label.text() for toast in host.findChildren(Toast))
    assert context.settings.extra["figures.folder"] == str(tmp_path / "out")


def test_where_nothing_can_be_written_it_is_said(
    view: RejectedView, context: AppContext, host: QMainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    view.save_as(tmp_path / "no such folder" / "bad.csv")
    wait_until_quiet(qtbot, context)

    (dialog,) = host.findChildren(ErrorDialog)
    assert dialog.windowTitle() == "The rows were not saved"
    dialog.close()


def test_a_log_without_rejected_rows_says_so(
    view: RejectedView, context: AppContext, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    log = tmp_path / "whole.csv"
    log.write_text("\n".join(["user_id,timestamp,item_id", *GOOD, ""]))
    other = get_dataset(workspace.store, import_file(workspace, log, name="Whole"))

    view.show_row(other)
    wait_until_quiet(qtbot, context)

    assert not view.table.isVisible()
    assert view.model.rowCount() == 0


def test_rows_of_the_set_before_come_too_late(
    view: RejectedView, context: AppContext, workspace: Workspace, tmp_path: Path, qtbot: QtBot
) -> None:
    log = tmp_path / "other.csv"
    log.write_text("\n".join(["user_id,timestamp,item_id", *GOOD, "u1,soon,i1", ""]))
    other = get_dataset(workspace.store, import_file(workspace, log, name="Other"))
    view.search.setText("never")
    view._ask()  # is being read while another set is chosen and the tab is left

    view.hide()
    view.show_row(other)
    wait_until_quiet(qtbot, context)
    assert view.model.rowCount() == 0

    view.show()
    wait_until_quiet(qtbot, context)
    assert (view.model.rowCount(), view.search.text()) == (1, "")
    assert view.reasons.itemText(0) == "All reasons (1)"
