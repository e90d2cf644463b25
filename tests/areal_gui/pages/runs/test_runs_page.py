from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from areal_gui.pages.runs import exports
from areal_gui.pages.runs.deleted_runs import DeletedRuns
from areal_gui.pages.runs.opened.view import OpenedRun
from areal_gui.pages.runs.page import Page
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import DEFAULT
from areal_gui.pages.runs.table.columns_dialog import KEY
from areal_gui.pages.runs.table.filters import RunFilter
from areal_gui.pages.runs.table.run_list import SETTING
from engine.errors import EngineError
from engine.events import Event
from engine.store import run_marks, runs
from engine.store.runs import FINAL, Metric
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.record import RunRecord
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet


def add_run(workspace: Workspace, name: str, **changes: object) -> int:
    run_id = runs.create_run(
        workspace.store,
        dataset_id=1,
        name=name,
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config=RunConfig().model_dump(),
    )
    changes = {"status": "finished", "epoch": 2, "best_epoch": 1} | changes
    runs.update_run(workspace.store, run_id, **changes)
    return run_id


def with_test(workspace: Workspace, run_id: int, ndcg: float) -> int:
    metrics = [
        Metric("model", "test", "all", "ndcg@20", FINAL, ndcg),
        Metric("item-knn", "test", "all", "ndcg@20", FINAL, 0.15),
        Metric("model", "val", "all", "ndcg@20", 1, ndcg),
        Metric("model", "train", "all", "loss", 1, 2.0),
    ]
    runs.add_metrics(workspace.store, run_id, metrics)
    return run_id


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with three runs: tested, failed, stopped."""
    ordinary(workspace, tmp_path)
    with_test(workspace, add_run(workspace, "first"), 0.2)
    add_run(workspace, "second", status="failed", error="Training diverged.", best_epoch=None)
    add_run(workspace, "third", status="stopped")
    return workspace


@pytest.fixture
def page(make_context: MakeContext, filled: Workspace, host: QMainWindow, qtbot: QtBot) -> Page:
    return shown(make_context(filled), host, qtbot)


def shown(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    host.setCentralWidget(page)
    with qtbot.waitExposed(host):
        host.show()
    host.activateWindow()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def opened(page: Page, qtbot: QtBot, run_id: int) -> OpenedRun:
    page.open(run_id)
    wait_until_quiet(qtbot, page._context)
    assert page.opened is not None
    return page.detail


def changed(page: Page, qtbot: QtBot) -> None:
    page._context.runs_changed.emit()
    wait_until_quiet(qtbot, page._context)


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def ids(page: Page) -> list[int]:
    return page.list.order


def chosen(page: Page) -> list[int]:
    return [row.id for row in page.chosen]


def test_without_runs_the_page_leads_to_training(
    context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    page = shown(context, host, qtbot)
    (button,) = [button for button in page.findChildren(Button) if button.isVisible()]
    with qtbot.waitSignal(context.page_wanted) as wanted:
        click(qtbot, button)
    assert wanted.args == ["train"]


# The table -----------------------------------------------------------------------------------------------


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
    page.comparison.leave()
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
    assert can["Export the model…"]
    assert not can["Compare the chosen runs"]
    assert not can["Continue the run"]


# What is kept about runs ---------------------------------------------------------------------------------


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


# One run -------------------------------------------------------------------------------------------------


def test_an_opened_run_shows_its_curves_and_metrics(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    assert detail.curves.by_name["loss"].curves[0].y.tolist() == [2.0]
    detail.tabs.setCurrentWidget(detail.metrics)
    assert "item-kNN, by 5.00 points" in detail.metrics._verdict.text()
    assert not detail.header.test.isVisible()
    assert detail.metrics.slice.count() == 1


def test_opening_a_run_shows_no_window_of_its_own(page: Page, host: QMainWindow, qtbot: QtBot) -> None:
    class Watch(QObject):
        windows: ClassVar[list[object]] = []

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
                self.windows.append(watched)
            return False

    watch = Watch()
    application = QApplication.instance()
    assert application is not None
    application.installEventFilter(watch)
    opened(page, qtbot, 1)
    application.removeEventFilter(watch)
    assert watch.windows == []
    assert host.isActiveWindow()


def test_a_run_that_was_not_tested_offers_to_be(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 3)
    assert "not tested" in detail.reason.text()
    assert detail.header.test.isVisible()


def test_a_run_that_item_knn_beats_is_marked(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    assert not opened(page, qtbot, 1).header.label.isVisible()
    detail = opened(page, qtbot, with_test(filled, add_run(filled, "weak"), 0.1))
    assert detail.header.label.text() == "does not beat item-kNN"
    assert detail.header.label.isVisible()


def test_a_stopped_run_with_a_checkpoint_goes_on_on_the_train_page(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    assert not opened(page, qtbot, 3).header.resume.isVisible()
    checkpoint = last_checkpoint(filled, 3)
    checkpoint.parent.mkdir(parents=True)
    checkpoint.touch()
    changed(page, qtbot)
    wanted: list[object] = []
    page._context.page_wanted.connect(wanted.append)
    page._context.resume_wanted.connect(wanted.append)
    click(qtbot, page.detail.header.resume)
    assert wanted == ["train", 3]


def test_training_again_asks_the_train_page_for_the_settings(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    wanted: list[object] = []
    page._context.page_wanted.connect(wanted.append)
    page._context.settings_wanted.connect(wanted.append)
    click(qtbot, detail.header.again)
    assert wanted == ["train", 1]


def test_what_a_run_warned_of_can_be_read_later(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    record = RunRecord(filled, 1)
    record.line("started on cpu: 10 parameters")
    for text in ("The embeddings are collapsing.", "on test NDCG@20 not better than markov"):
        record.line(f"warning: {text}")
    detail = opened(page, qtbot, 1)
    assert detail.warnings.isVisible()
    assert detail.warnings.texts == ("The embeddings are collapsing.",)


def test_a_failed_run_says_why_and_offers_nothing_it_has_not(page: Page, qtbot: QtBot) -> None:
    page.list.choose(2)
    assert "#2 failed: Training diverged." in page.list.header._subtitle.text()
    detail = opened(page, qtbot, 2)
    assert detail.reason.text() == "Training diverged."
    assert not detail.header.users.isEnabled()
    assert not detail.header.export.isEnabled()


def test_seeing_users_chooses_the_run_and_the_page(page: Page, qtbot: QtBot) -> None:
    detail = opened(page, qtbot, 1)
    with qtbot.waitSignals([page._context.run_chosen, page._context.page_wanted]):
        click(qtbot, detail.header.users)
    assert page._context.current_run_id == 1


def test_settings_are_searched_and_narrowed_to_what_differs(page: Page, qtbot: QtBot) -> None:
    settings = opened(page, qtbot, 1).settings
    everything = settings.model.rowCount()
    settings.search.setText("learning rate")
    assert 0 < settings.model.rowCount() < everything
    settings.search.setText("nothing is called this")
    assert settings.model.rowCount() == 0
    settings.search.clear()
    settings.only_changed.setChecked(True)
    assert 0 < settings.model.rowCount() == settings.model.changed < everything


def test_files_and_log_are_read_when_they_are_seen(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    RunRecord(filled, 1).line("started on cpu: 10 parameters")
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.files)
    wait_until_quiet(qtbot, page._context)
    assert [file.name for file in detail.files.files] == ["log.txt"]
    assert detail.files.model.index(0, 1).data() == "What was logged"
    click(qtbot, detail.files.copy_button)
    assert QGuiApplication.clipboard().text() == str(filled.root / "runs" / "1")
    detail.tabs.setCurrentWidget(detail.log)
    assert "started on cpu" in detail.log.text.toPlainText()
    assert opened(page, qtbot, 2).files.open_button is not None
    wait_until_quiet(qtbot, page._context)
    assert detail.log.text.toPlainText() == ""


def test_the_data_card_counts_the_log_as_the_run_saw_it(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    small = with_settings(RunConfig(), {"data.item_core": 2, "data.history_length": 3})
    runs.update_run(filled.store, 1, config=small.model_dump(mode="json"))
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    card = detail.data.card
    assert "Small log" in card.status.text()
    assert card.parts.rowCount() > 3


def test_a_log_that_cannot_be_counted_says_why(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    harsh = with_settings(RunConfig(), {"data.item_core": 1000})
    runs.update_run(filled.store, 1, config=harsh.model_dump(mode="json"))
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    assert detail.data.card.again.isVisible()
    assert detail.data.card.status.text()


def test_notes_are_kept_as_they_are_written_and_keep_the_keyboard(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.notes)
    editor = detail.notes.notes.editor
    editor.setFocus()
    qtbot.keyClicks(editor, "learns slowly")
    detail.notes.notes.keep()
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).notes == "learns slowly"
    assert editor.hasFocus()
    assert editor.toPlainText() == "learns slowly"


def test_tags_of_an_opened_run_are_ticked_and_taken_away(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    run_marks.tag_runs(filled.store, [2], ["known"])
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentWidget(detail.notes)
    detail.notes._fill_menu()
    (known, *_) = detail.notes._menu.actions()
    assert (known.text(), known.isChecked()) == ("known", False)
    known.trigger()
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).tags == ("known",)
    (chip,) = detail.notes.tags.parts
    assert isinstance(chip, Button)
    click(qtbot, chip)
    wait_until_quiet(qtbot, page._context)
    assert runs.get_run(filled.store, 1).tags == ()


def test_an_opened_run_that_is_deleted_leads_back_to_the_table(page: Page, qtbot: QtBot) -> None:
    opened(page, qtbot, 2)
    page._context.commands.run("runs.delete")
    wait_until_quiet(qtbot, page._context)
    assert page.shows_table()
    assert ids(page) == [3, 1]


@pytest.mark.parametrize("tab", range(7))
@pytest.mark.parametrize("size", [(736, 490), (1600, 1000)])
def test_every_tab_fits_and_can_be_reached(
    page: Page, host: QMainWindow, qtbot: QtBot, tab: int, size: tuple[int, int]
) -> None:
    host.resize(*size)
    detail = opened(page, qtbot, 1)
    detail.tabs.setCurrentIndex(tab)
    wait_until_quiet(qtbot, page._context)
    assert page_checks.clipped(page) == []
    assert page_checks.without_name(page) == []
    assert page_checks.unreached_by_tab(page) == []
    assert page.minimumSizeHint().width() <= size[0]


def test_a_read_only_window_changes_nothing(
    make_context: MakeContext, filled: Workspace, host: QMainWindow, qtbot: QtBot
) -> None:
    with Workspace.open(filled.root, write=False) as reader:
        page = shown(make_context(reader), host, qtbot)
        page.list.choose(1)
        assert not page._context.commands.run("runs.delete")
        assert not page._context.commands.run("runs.star")
        page._switch_star_of(1)
        detail = opened(page, qtbot, 1)
        assert not detail.header.star.isEnabled()
        assert not detail.notes.notes.editor.isEnabled()
        assert not runs.get_run(filled.store, 1).starred
        page._context.tasks.stop()


def test_the_model_is_exported_where_the_user_says(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    written = tmp_path / "out" / "first"

    class Exported(Event):
        def as_json(self) -> dict[str, str]:
            return {"path": str(written)}

    def export(_workspace: Workspace, run_id: int, folder: Path, _cancel: object) -> Iterator[Event]:
        assert (run_id, folder) == (1, tmp_path / "out")
        yield Exported()

    monkeypatch.setattr("engine.exporting.bundle.export_bundle", export)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_args: str(tmp_path / "out"))
    offers: list[Offer | None] = []
    monkeypatch.setattr(page._context.notify, "info", lambda _text, offer=None: offers.append(offer))
    detail = opened(page, qtbot, 1)
    click(qtbot, detail.header.export)
    wait_until_quiet(qtbot, page._context)
    assert page._context.settings.extra[exports.FOLDER_SETTING] == str(tmp_path / "out")
    assert offers[0] is not None
    assert offers[0].text == "Open folder"


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_curves_are_saved(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    detail = opened(page, qtbot, 1)
    file = tmp_path / f"curves.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    menu = detail.curves.options.findChild(QToolButton).menu()
    (save,) = (action for action in menu.actions() if kind.upper() in action.text())
    save.trigger()
    wait_until_quiet(qtbot, page._context)
    assert file.stat().st_size > 50


def test_a_run_of_the_real_engine_is_shown_tested_and_exported(
    make_context: MakeContext,
    workspace: Workspace,
    host: QMainWindow,
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    from tests.support.page_states import trained

    trained(workspace, tmp_path)
    runs.update_run(workspace.store, 1, status="stopped")
    page = shown(make_context(workspace), host, qtbot)
    detail = opened(page, qtbot, 1)
    page.test()
    wait_until_quiet(qtbot, page._context)
    assert detail.run is not None
    assert detail.run.tested
    metrics = detail.metrics
    assert metrics.slice.count() == metrics.groups.rowCount() > 5
    assert metrics.groups.index(0, 1).data() == "36"
    assert metrics.recommended.rowCount() == 7
    exports.export_model_to(page._context, 1, "run", tmp_path / "exported")
    wait_until_quiet(qtbot, page._context)
    assert list((tmp_path / "exported").glob("*/*.safetensors"))
    detail.tabs.setCurrentWidget(detail.data)
    wait_until_quiet(qtbot, page._context)
    assert detail.data.card.parts.rowCount() > 3
