"""Why, what if, how sure, and taking it away: what the page shows behind a list, with a real model."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.item_search import ItemSearch
from areal_gui.pages.users.list_models import STRIP_ROLE, RecommendationModel
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.user_model import RANK
from engine.recommending.loading import load_recommender
from engine.workspace import Workspace
from tests.areal_gui.pages.users.driving import Quiet, click_row, column, texts
from tests.support import page_checks


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
        "4", "0", "100.00%", "0.0000", "–"
    ]  # fmt: skip


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

    recommender = load_recommender(trained, 1)
    assert page.view.top.model.rows == recommender.recommend([2, 3, 2, 3, 2], k=20)
    assert "What if: " in texts(page)
    assert "Changed; the log stays as it is" in texts(page)
    top = page.view.top
    assert not top.table.isColumnHidden(RecommendationModel.BEFORE)
    now = {line.item for line in top.model.rows}
    assert [line.item for line in top.model.gone] == [line.item for line in own if line.item not in now]
    assert top.model.rowCount() == len(top.model.rows) + len(top.model.gone)

    QTest.keyClick(panel.table, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    quiet()
    assert page.view.top.model.rows == own
    assert "What if: " not in texts(page)
    assert page.view.top.table.isColumnHidden(RecommendationModel.BEFORE)


def test_the_keyboard_stays_where_the_history_is_changed(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.history

    def focused() -> object:
        return page.window().focusWidget()

    panel.table.setFocus()
    panel.table.selectRow(2)
    QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    quiet()
    assert (focused(), panel.table.currentIndex().row()) == (panel.table, 2)

    panel.remove_button.setFocus()
    QTest.keyClick(panel.remove_button, Qt.Key.Key_Space)
    quiet()
    assert (focused(), panel.table.currentIndex().row()) == (panel.remove_button, 2)

    panel.undo_button.setFocus()
    QTest.keyClick(panel.undo_button, Qt.Key.Key_Space)
    quiet()
    assert (focused(), panel.table.currentIndex().row()) == (panel.undo_button, 2)
    QTest.keyClick(panel.undo_button, Qt.Key.Key_Space)
    quiet()
    assert not panel.undo_button.isEnabled()
    assert focused() is panel.table  # the button has nothing left to do: on to the entries, not anywhere

    while panel.history.entries:
        QTest.keyClick(panel.table, Qt.Key.Key_Delete)
    quiet()
    assert focused() is panel.table


def test_the_chosen_recommendation_stays_chosen_while_the_history_is_changed(
    page: Page, quiet: Quiet
) -> None:
    click_row(page, 1)
    quiet()
    top, panel = page.view.top, page.view.history
    top.table.selectRow(1)
    panel.table.selectRow(0)
    panel.remove()
    quiet()
    assert [index.row() for index in top.table.selectionModel().selectedRows()] == [1]
    assert "No. 2 of the list: " in texts(page)

    click_row(page, 3)
    quiet()
    assert not top.table.selectionModel().hasSelection()


def test_a_user_of_whom_nothing_was_held_out_has_a_dash_that_says_why(page: Page) -> None:
    model, audience = page.users.model, page.users.audience
    assert audience is not None
    users = [model.user(row) for row in range(100)]
    row = next(at for at, user in enumerate(users) if user and audience.held_out(user.user_id) is None)

    cell = model.index(row, RANK)
    assert cell.data() == "–"
    assert "the test has the users who began last" in cell.data(Qt.ItemDataRole.ToolTipRole)
    tested = next(at for at, user in enumerate(users) if user and audience.held_out(user.user_id))
    assert model.index(tested, RANK).data(Qt.ItemDataRole.ToolTipRole) is None


def test_users_can_be_listed_by_how_the_model_did(page: Page, quiet: Quiet, trained: Workspace) -> None:
    assert page.users.groups.isEnabled()
    audience = load_recommender(trained, 1).audience(trained)
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


def test_the_list_can_be_shorter_or_longer_and_what_was_changed_stays(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel, top = page.view.history, page.view.top
    panel.table.selectRow(0)
    panel.remove()
    quiet()
    changed = panel.history.entries
    page.inspector.set_length(3)
    quiet()
    assert len(top.model.rows) == 3
    assert panel.history.entries == changed
    assert "What if: " in texts(page)

    panel.undo()
    quiet()
    assert len(top.model.rows) == 3
    click_row(page, 2)
    quiet()
    assert len(top.model.rows) == 3
    top.length.setCurrentIndex(top.length.findData(100))
    quiet()
    assert top.model.rowCount() > 3
    assert "No. 1 of the list: " in texts(page)


def test_the_player_and_the_map_have_a_menu(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.trajectory
    menu = panel.menu_button
    menu.loop.trigger()
    assert panel.player.loop
    next(action for action in menu.speeds.actions() if action.data() == 4.0).trigger()
    assert panel.player.speed == 4.0

    nothing, popularity = menu.colours.actions()
    popularity.trigger()
    assert sum(len(scatter._points) > 0 for scatter in panel.plot._scatters) > 1
    click_row(page, 2)
    quiet()
    assert sum(len(scatter._points) > 0 for scatter in panel.plot._scatters) > 1
    nothing.trigger()
    assert sum(len(scatter._points) > 0 for scatter in panel.plot._scatters) == 1


def test_a_long_list_can_be_filtered(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    top = page.view.top
    assert not top.filter.isVisibleTo(page)
    top.length.setCurrentIndex(top.length.findData(50))
    quiet()
    top.filter.setText("I3")

    def listed() -> list[str]:
        rows = range(top.model.rowCount())
        return [top.model.rows[row].external_id for row in rows if not top.table.isRowHidden(row)]

    assert listed() == ["i3"]
    click_row(page, 2)
    quiet()
    assert listed() == ["i3"]
    top.length.setCurrentIndex(top.length.findData(20))
    quiet()
    assert len(listed()) == top.model.rowCount() > 1


def test_what_a_changed_history_drives_out_of_the_list_is_named(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel, top = page.view.history, page.view.top
    page.inspector.set_length(1)
    quiet()
    best = top.model.rows[0].external_id
    while panel.history.entries and top.model.rows[0].external_id == best:
        panel.table.selectRow(0)
        panel.remove()
        quiet()
    assert [line.external_id for line in top.model.gone] == [best]
    panel.reset()
    quiet()
    assert not top.model.gone
