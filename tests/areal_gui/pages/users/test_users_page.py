"""The whole page, driven by mouse and keyboard, with a real model."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton
from pytestqt.qtbot import QtBot

from areal_gui import main_window
from areal_gui.context import AppContext
from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.list_models import SHARE_ROLE, RecommendationModel
from areal_gui.pages.users.nearest_model import NearestModel
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.tables import ROW_HEIGHT
from engine.recommending.loading import load_recommender
from engine.store.runs import create_run, get_run, update_run
from engine.workspace import Workspace
from tests.areal_gui.pages.users.driving import Quiet, click_row, column, texts
from tests.support import page_checks
from tests.support.imported import ALTERNATING, import_sequences
from tests.support.window import MakeContext, wait_until_quiet


def test_without_a_run_the_page_leads_to_training(
    qtbot: QtBot, make_context: MakeContext, workspace: Workspace
) -> None:
    context = make_context(workspace)
    page = Page(context)
    qtbot.addWidget(page)
    page.shown()
    assert "No trained model yet" not in texts(page)  # that is not known yet
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
    assert page.view.top.model.rows == load_recommender(trained, 1).recommend([2, 3] * 3, k=20)
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


def test_a_list_is_never_shown_beside_the_name_of_another_user(
    page: Page, quiet: Quiet, qtbot: QtBot, trained: Workspace
) -> None:
    recommender = load_recommender(trained, 1)
    shown: list[tuple[str, bool]] = []

    def note(seen: Inspection) -> None:
        user = seen.user
        history = recommender.numbers_of(recommender.history(trained.store, user.user_id))
        its_list = page.view.top.model.rows == recommender.recommend(history, k=20)
        shown.append((user.external_id, its_list and f"User {user.external_id}\n" in texts(page)))

    page.inspector.inspected.connect(note)
    click_row(page, 0)
    for _ in range(100):
        QTest.keyClick(page.users.table, Qt.Key.Key_Down)
        QApplication.processEvents()
    quiet()

    current = page.users.model.user(100)
    assert current is not None
    assert shown[-1][0] == current.external_id
    assert all(right for _, right in shown)


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
    assert "signal 100.00%" not in texts(page)
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


def test_at_the_usual_size_of_the_window_ten_rows_of_the_list_are_seen_beside_history_and_chain(
    page: Page, quiet: Quiet, host: QMainWindow
) -> None:
    click_row(page, 1)
    quiet()
    host.resize(main_window.USUAL.width() - 200, main_window.USUAL.height() - 55)  # without menu and bars
    QApplication.processEvents()
    table = page.view.top.table

    assert table.viewport().height() >= 10 * table.verticalHeader().defaultSectionSize()
    assert page.view.history.table.viewport().height() >= 2 * ROW_HEIGHT
    assert page.view.trajectory.plot.isVisible()


def test_what_the_analyst_divided_stays_divided(
    page: Page, quiet: Quiet, host: QMainWindow, context: AppContext
) -> None:
    click_row(page, 1)
    quiet()
    split = page.view._panes
    split.moveSplitter(500, 1)
    dragged = split.share
    assert dragged is not None

    host.resize(1200, 860)
    QApplication.processEvents()
    sizes = split.sizes()
    assert sizes[0] / sum(sizes) == pytest.approx(dragged, abs=0.02)
    assert context.settings.extra["users.split.list"] == dragged

    split.forget()
    assert split.share is None


def test_in_a_narrow_panel_the_nearest_items_are_a_picture_of_their_own(
    page: Page, quiet: Quiet, host: QMainWindow
) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    host.resize(1900, 900)
    QApplication.processEvents()
    assert panel.table.isVisible()
    assert panel.figure_choice.count() == 4

    host.resize(1100, 800)
    QApplication.processEvents()
    assert not panel.table.isVisible()
    assert "Step 4 of 4" in texts(page)
    panel.figure_choice.setCurrentIndex(4)
    assert panel.table.isVisible()
    assert not panel.path_choice.isVisible()

    host.resize(1900, 900)
    QApplication.processEvents()
    assert panel.table.isVisible()
    assert panel.views.currentIndex() == panel.figure_choice.currentIndex() < 4


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

    assert keys == {"/", "R", "P", "T", "B", "S"}
