"""The whole page, driven by mouse and keyboard, with a real model."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.item_search import ItemSearch
from areal_gui.pages.users.list_models import SHARE_ROLE, STRIP_ROLE, RecommendationModel
from areal_gui.pages.users.nearest_model import NearestModel
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.user_model import ID, RANK
from engine.recommending.recommender import Recommender
from engine.store.runs import create_run, get_run, update_run
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.imported import ALTERNATING, import_sequences
from tests.support.window import MakeContext, wait_until_quiet

Quiet = Callable[[], None]


@pytest.fixture
def context(make_context: MakeContext, trained: Workspace) -> AppContext:
    return make_context(trained)


@pytest.fixture
def quiet(qtbot: QtBot, context: AppContext) -> Quiet:
    return lambda: wait_until_quiet(qtbot, context)


@pytest.fixture
def page(qtbot: QtBot, host: QMainWindow, context: AppContext, quiet: Quiet) -> Page:
    made = Page(context)
    host.resize(1400, 900)
    host.setCentralWidget(made)
    with qtbot.waitExposed(host):
        host.show()
    made.shown()
    quiet()
    return made


def texts(page: Page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def click_row(page: Page, row: int) -> None:
    table = page.users.table
    where = table.visualRect(table.model().index(row, ID)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def column(page: Page, number: int) -> list[str]:
    model = page.view.top.model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]


def test_without_a_run_the_page_leads_to_training(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace
) -> None:
    context = make_context(workspace)
    page = Page(context)
    qtbot.addWidget(page)
    page.shown()
    wait_until_quiet(qtbot, context)
    (lead_on,) = (button for button in page.findChildren(QPushButton) if button.isVisibleTo(page))

    with qtbot.waitSignal(context.page_wanted) as wanted:
        lead_on.click()

    assert "No trained model yet" in texts(page)
    assert wanted.args == ["train"]


def test_with_a_run_its_users_are_listed_and_one_is_asked_for(page: Page) -> None:
    assert page.users.model.rowCount() == 120
    assert "Choose a user" in texts(page)


def test_a_click_shows_history_list_and_trajectory(page: Page, quiet: Quiet, trained: Workspace) -> None:
    click_row(page, 1)
    quiet()

    assert "User u1\n" in texts(page)
    assert page.view.history.model.rowCount() == 6
    assert page.view.top.model.rows == Recommender.load(trained, 1).recommend([2, 3] * 3, k=20)
    assert page.view.trajectory.isEnabled()
    assert page.view.trajectory.nearest.rowCount() > 0


def test_arrow_keys_walk_through_the_users(page: Page, quiet: Quiet) -> None:
    click_row(page, 0)
    QTest.keyClick(page.users.table, Qt.Key.Key_Down)
    QTest.keyClick(page.users.table, Qt.Key.Key_Down)
    quiet()

    assert "User u10\n" in texts(page)


def test_running_through_many_users_shows_only_the_last(page: Page, quiet: Quiet, qtbot: QtBot) -> None:
    shown: list[str] = []
    page.inspector.inspected.connect(lambda seen: shown.append(seen.user.external_id))
    click_row(page, 0)
    for _ in range(60):
        QTest.keyClick(page.users.table, Qt.Key.Key_Down)
    quiet()

    current = page.users.model.user(60)
    assert current is not None
    assert shown[-1] == current.external_id
    assert len(shown) < 60


def test_slash_starts_a_search_and_down_takes_the_first_found(page: Page, quiet: Quiet) -> None:
    click_row(page, 0)
    QTest.keyClick(page.users.table, Qt.Key.Key_Slash)
    assert QApplication.focusWidget() is page.users.search

    QTest.keyClicks(page.users.search, "u11")
    page.users._pause.setInterval(0)
    page.users._pause.start()
    quiet()
    QTest.keyClick(page.users.search, Qt.Key.Key_Down)
    quiet()

    assert page.users.model.rowCount() == 11
    assert "User u11\n" in texts(page)


def test_a_slash_typed_into_the_search_is_a_letter(page: Page) -> None:
    page.users.focus_search()
    QTest.keyClicks(page.users.search, "a/r")

    assert page.users.search.text() == "a/r"
    page.users._pause.stop()


def test_a_random_user_is_shown_and_selected_in_the_list(page: Page, quiet: Quiet) -> None:
    QTest.keyClick(page.users.table, Qt.Key.Key_R)
    quiet()
    (index,) = page.users.table.selectionModel().selectedRows()

    assert f"User {index.data()}\n" in texts(page)


def test_keys_work_before_the_page_has_the_focus_and_not_once_it_is_left(
    page: Page, quiet: Quiet, host: QMainWindow
) -> None:
    host.setFocus()
    page.hide()
    QTest.keyClick(host, Qt.Key.Key_R)
    quiet()
    assert not page.users.table.selectionModel().hasSelection()

    page.show()
    QTest.keyClick(host, Qt.Key.Key_R)
    quiet()
    assert page.users.table.selectionModel().hasSelection()


def test_the_step_slider_shows_the_nearest_items_of_its_step(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    at_end = [row.name for row in panel.nearest.rows]
    panel.slider.setFocus()
    QTest.keyClick(panel.slider, Qt.Key.Key_Home)

    assert panel.slider.value() == 0
    assert "Step 0 of 4" in texts(page)
    assert "signal 100.00 %" not in texts(page)
    QTest.keyClick(panel.slider, Qt.Key.Key_End)
    assert [row.name for row in panel.nearest.rows] == at_end


def test_the_bars_of_the_nearest_items_compare_between_steps(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel, shares = page.view.trajectory, []
    for step in range(panel.slider.maximum() + 1):
        panel.slider.setValue(step)
        shares.append(panel.nearest.index(0, NearestModel.PROBABILITY).data(SHARE_ROLE))

    assert max(shares) == pytest.approx(1.0)
    assert len(set(shares)) > 1


def test_another_seed_brings_another_path_and_keeps_the_list(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel, before = page.view.trajectory, column(page, RecommendationModel.SCORE)
    path = panel.plot._path.copy()
    panel.seed.setValue(7)
    quiet()

    assert (panel.plot._path != path).any()
    assert column(page, RecommendationModel.SCORE) == before


def test_the_path_of_the_prediction_can_be_shown(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    states = panel.plot._path.copy()
    panel.path_choice.setCurrentIndex(1)

    assert (panel.plot._path != states).any()


def test_all_steps_and_a_fan_of_draws_can_be_followed(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    panel.whole_button.click()
    quiet()
    assert panel.slider.maximum() == 50
    panel.fan_button.click()
    quiet()
    assert panel.mapped is not None
    assert panel.mapped.fan is not None
    assert panel.mapped.fan.shape == (51, 8, 2)
    assert "spread of the ends" in texts(page)
    panel.whole_button.click()
    panel.fan_button.click()
    quiet()
    assert panel.slider.maximum() == 4
    assert "spread of the ends" not in texts(page)


def test_the_chain_is_there_as_ranks_curves_and_a_table(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    seen = set()
    for at in range(panel.figure_choice.count()):
        panel.figure_choice.setCurrentIndex(at)
        seen.add(panel.views.currentWidget())
        assert panel.path_choice.isVisibleTo(page) == (at == 0)
        assert page_checks.without_name(page) == []
        assert page_checks.clipped(page) == []
    assert seen == {panel.plot, panel.ranks, panel.curves, panel.steps_table}
    assert panel.ranks.names[0] == page.view.top.model.rows[0].external_id
    table = panel.steps_table.model()
    assert table.rowCount() == 5
    assert [table.index(4, column).data() for column in (0, 1, 2, 4, 5)] == [
        "4", "0", "100.00 %", "0.0000", "–"
    ]  # fmt: skip


def test_playing_stops_when_the_page_is_left(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    QTest.keyClick(page.users.table, Qt.Key.Key_P)
    assert page.view.trajectory.player.playing

    page.hide()

    assert not page.view.trajectory.player.playing


def test_the_list_can_be_copied(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    page.view.top.table.setFocus()
    QTest.keyClick(page.view.top.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    lines = QGuiApplication.clipboard().text().splitlines()
    assert [line.split("\t")[1] for line in lines[1:]] == [
        row.external_id for row in page.view.top.model.rows
    ]


@pytest.mark.parametrize("name", ["list.csv", "list.json", "list.parquet", "chain.npz", "user.html"])
def test_what_is_shown_can_be_taken_away(
    page: Page, quiet: Quiet, tmp_path: Path, name: str, qtbot: QtBot
) -> None:
    click_row(page, 1)
    quiet()
    exports, path = page._exports, tmp_path / name
    save = {".npz": exports.save_trajectory, ".html": exports.save_report}.get(path.suffix, exports.save_list)
    save(path)
    quiet()

    assert path.stat().st_size > 100
    if path.suffix == ".npz":
        assert np.load(path)["x"].shape == (5, 16)
        assert (tmp_path / "chain.README.md").exists()
    if path.suffix == ".html":
        text = path.read_text("utf-8")
        assert text.count("data:image/png;base64,") == 3
        assert "User u1" in text


def test_a_file_that_cannot_be_written_is_told(
    page: Page, quiet: Quiet, tmp_path: Path, context: AppContext
) -> None:
    click_row(page, 1)
    quiet()
    page._exports.save_list(tmp_path / "missing" / "list.csv")
    quiet()
    assert context.notify._dialog is not None
    context.notify._dialog.close()


def test_it_says_on_what_a_recommendation_rests_and_how_sure_it_is(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    model = page.view.history.model
    strips = [model.index(row, HistoryModel.WEIGHTS).data(STRIP_ROLE) for row in range(6)]
    assert [sum(strip) for strip in strips] == pytest.approx([1] * 6, abs=1e-4)
    assert "No. 1 of the list: " in texts(page)
    assert "of all probability is in this list" in texts(page)

    page.view.top.table.selectRow(3)
    assert "No. 4 of the list: " in texts(page)


def test_leaving_out_an_item_shows_what_becomes_of_the_list(
    page: Page, quiet: Quiet, trained: Workspace
) -> None:
    click_row(page, 1)
    quiet()
    panel, own = page.view.history, page.view.top.model.rows
    panel.table.selectRow(0)
    panel.table.setFocus()
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    quiet()

    recommender = Recommender.load(trained, 1)
    assert page.view.top.model.rows == recommender.recommend([2, 3, 2, 3, 2], k=20)
    assert "What if: " in texts(page)
    assert "Changed; the log stays as it is" in texts(page)
    assert not page.view.top.table.isColumnHidden(RecommendationModel.BEFORE)

    QTest.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet()
    assert page.view.top.model.rows == own
    assert "What if: " not in texts(page)
    assert page.view.top.table.isColumnHidden(RecommendationModel.BEFORE)


def test_users_can_be_listed_by_how_the_model_did(page: Page, quiet: Quiet, trained: Workspace) -> None:
    assert page.users.groups.isEnabled()
    audience = Recommender.load(trained, 1).audience(trained)
    for at in range(1, page.users.groups.count()):
        page.users.groups.setCurrentIndex(at)
        quiet()
        group = page.users.groups.itemData(at)
        assert page.users.model.rowCount() == len(audience.group(group))
    page.users.groups.setCurrentIndex(1)
    page.users.table.sortByColumn(RANK, Qt.SortOrder.DescendingOrder)
    quiet()
    shown = [page.users.model.index(row, RANK).data() for row in range(page.users.model.rowCount())]
    assert [int(rank) for rank in shown] == sorted((int(rank) for rank in shown), reverse=True)
    page.users.groups.setCurrentIndex(0)
    quiet()
    assert page.users.model.rowCount() == 120


def test_the_history_of_the_test_marks_what_really_came_next(
    page: Page, quiet: Quiet, trained: Workspace
) -> None:
    page.users.groups.setCurrentIndex(1)
    quiet()
    click_row(page, 0)
    quiet()
    panel = page.view.history
    whole = panel.history.items
    panel.tested_button.click()
    quiet()

    assert panel.history.items == whole[:-1]
    (marked,) = [text for text in column(page, RecommendationModel.ITEM) if text.startswith("◎")]
    assert str(whole[-1]) in marked


def test_an_item_can_be_added_and_moved(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.history
    panel.add(0)
    assert panel.history.items == [2, 3, 2, 3, 2, 3, 0]
    panel.move_by(-1)
    assert panel.history.items == [2, 3, 2, 3, 2, 0, 3]
    panel.reset()
    assert panel.history.items == [2, 3] * 3
    quiet()


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
def test_an_item_is_found_by_a_part_of_its_id(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    page.view.history.ask_item()
    (search,) = page.view.history.findChildren(ItemSearch)
    QTest.keyClicks(search.field, "i7")
    QTest.keyClick(search.field, Qt.Key.Key_Return)
    quiet()

    assert page.view.history.history.items[-1] == 7


def test_another_guidance_changes_the_list_until_it_is_taken_back(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    menu, own = page.view.generation, page.view.top.model.rows
    menu.strength.setValue(3.0)
    menu._tell()
    quiet()
    assert page.view.top.model.rows != own
    assert menu.text() == "Drawn otherwise"

    click_row(page, 2)
    quiet()
    assert "What if: " in texts(page)
    menu.reset()
    quiet()
    assert "What if: " not in texts(page)
    click_row(page, 1)
    quiet()
    assert page.view.top.model.rows == own


def test_another_run_of_the_same_data_keeps_the_user(page: Page, quiet: Quiet, trained: Workspace) -> None:
    click_row(page, 1)
    quiet()
    page.runs.show_runs([dataclasses.replace(get_run(trained.store, 1), best_epoch=1)])
    assert "Loading the model" in texts(page)
    quiet()

    assert "User u1\n" in texts(page)


def test_a_model_that_cannot_be_loaded_is_told_and_the_page_goes_on(
    page: Page, quiet: Quiet, context: AppContext, trained: Workspace
) -> None:
    missing = dataclasses.replace(get_run(trained.store, 1), id=99, name="gone")
    page.runs.show_runs([missing, get_run(trained.store, 1)], wanted=99)
    quiet()
    assert "This model cannot be loaded" in texts(page)
    context.notify._dialog.close()  # type: ignore[union-attr]

    page.runs.setCurrentIndex(1)
    quiet()
    click_row(page, 1)
    quiet()
    assert "User u1\n" in texts(page)


def test_a_run_that_is_chosen_elsewhere_is_taken(page: Page, quiet: Quiet, context: AppContext) -> None:
    context.run_chosen.emit(1)
    quiet()

    assert page.runs.run is not None
    assert page.runs.run.id == 1


def test_a_run_that_was_chosen_before_the_page_was_made_is_taken(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    dataset = import_sequences(workspace, ALTERNATING)
    for name in ("older", "newer"):
        run_id = create_run(
            workspace.store,
            dataset_id=dataset,
            name=name,
            model="areal",
            preset="quick",
            seed=0,
            device="cpu",
            config={},
        )
        update_run(workspace.store, run_id, status="finished", best_epoch=1)
    context = make_context(workspace)
    context.run_chosen.emit(1)
    page = Page(context)
    qtbot.addWidget(page)
    monkeypatch.setattr(page.inspector, "choose_run", lambda *_run, **_how: None)
    page.shown()
    wait_until_quiet(qtbot, context)

    assert page.runs.run is not None
    assert page.runs.run.name == "older"


def test_a_small_window_puts_the_parts_behind_tabs_and_back(
    page: Page, quiet: Quiet, host: QMainWindow
) -> None:
    click_row(page, 1)
    quiet()
    view = page.view
    assert view.history.isVisible()
    assert view.trajectory.isVisible()

    host.resize(820, 560)
    QApplication.processEvents()
    assert view.top.isVisible()
    assert not view.history.isVisible()
    view._tabs.setCurrentIndex(1)
    assert view.history.isVisible()

    host.resize(1400, 900)
    QApplication.processEvents()
    assert view.history.isVisible()
    assert view.top.isVisible()
    assert view.trajectory.isVisible()


@pytest.mark.parametrize("size", [(736, 490), (1100, 740), (1500, 950)])
def test_with_a_user_shown_everything_is_named_reached_and_readable(
    page: Page, quiet: Quiet, host: QMainWindow, size: tuple[int, int]
) -> None:
    host.resize(*size)
    click_row(page, 1)
    quiet()
    for tab in range(3):
        page.view._tabs.setCurrentIndex(tab)
        assert page_checks.without_name(page) == []
        assert page_checks.unreached_by_tab(page) == []
        assert page_checks.clipped(page) == []


def test_its_keys_are_in_the_one_registry(page: Page, context: AppContext) -> None:
    keys = {command.shortcut for command in context.commands.all() if command.group == "Users"}

    assert keys == {"/", "R", "P"}
