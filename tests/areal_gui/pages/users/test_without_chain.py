"""The page with a run whose model has no chain: everything else is there, and one line says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from areal_gui.context import AppContext
from areal_gui.pages.users.history_model import HistoryModel
from areal_gui.pages.users.page import Page
from areal_gui.pages.users.report_sections import report_sections
from engine.events import CancelToken
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.areal_gui.pages.users.driving import Quiet, click_row, column, texts
from tests.support.imported import ALTERNATING, SMALL, import_sequences

LINE = "GRU4Rec (CE) scores the items directly: there is no chain"


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with a run of a baseline, then one of AREAL."""
    with Workspace.open(tmp_path_factory.mktemp("two-models")) as workspace:
        dataset = import_sequences(workspace, ALTERNATING, name="pairs")
        baseline = with_settings(SMALL, {"method": "gru4rec", "training.epochs": 12})
        for config, name in ((SMALL, "areal run"), (baseline, "gru run")):
            for _ in train(workspace, dataset, config, CancelToken(), name=name):
                pass
        yield workspace


def test_history_list_and_reasons_are_there_without_a_chain(page: Page, quiet: Quiet) -> None:
    assert page.runs.run is not None
    assert page.runs.run.name == "gru run"
    click_row(page, 0)
    quiet()
    view = page.view
    assert column(page, 1)
    assert view.history.summary
    assert "all probability is in this list" in view.top.summary
    assert "single draws" not in view.top.summary
    assert LINE in texts(page)
    assert not view.trajectory.isVisible()
    assert not view.generation.isVisible()
    assert view.history.table.isColumnHidden(HistoryModel.WEIGHTS)


def test_what_only_a_chain_has_is_off_or_says_why(
    page: Page, quiet: Quiet, context: AppContext, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    monkeypatch.setattr(context.notify, "info", said.append)
    page.runs.setCurrentIndex(1)
    quiet()
    click_row(page, 0)
    quiet()
    assert page.view._left.handle(1).isEnabled()
    page.runs.setCurrentIndex(0)
    quiet()

    (play,) = [command for command in context.commands.all() if command.id == "users.play"]
    play.run()
    assert not page.view.trajectory.player.playing
    assert len(said) == 1
    assert LINE in said[0]
    assert not page._exports.trajectory_action.isEnabled()
    # The line in place of the chain has one height: dragging would only spoil the division of other runs.
    assert not page.view._left.handle(1).isEnabled()
    drag = page.view._left.handle(1).rect().center()
    QTest.mousePress(page.view._left.handle(1), Qt.MouseButton.LeftButton, pos=drag)
    QTest.mouseMove(page.view._left.handle(1), drag + QPoint(0, -60))
    QTest.mouseRelease(page.view._left.handle(1), Qt.MouseButton.LeftButton, pos=drag + QPoint(0, -60))
    assert page.view._left.share is None


def test_a_changed_history_brings_another_list(page: Page, quiet: Quiet) -> None:
    click_row(page, 0)
    quiet()
    before = column(page, 1)
    page.view.history.table.selectRow(0)
    page.view.history.remove()
    quiet()
    assert "What if" in page.view.top.summary
    assert column(page, 1) != before or "stays as it was" in page.view.top.summary


def test_playing_and_exporting_a_chain_is_no_fault(page: Page, quiet: Quiet) -> None:
    click_row(page, 0)
    quiet()
    page.view.trajectory.player.toggle()
    QTest.qWait(0)
    assert not page._exports.trajectory_action.isEnabled()
    sections = report_sections(page.view)
    assert any(LINE in text for text in sections[-1].texts)
    assert not sections[-1].pictures


def test_the_chain_comes_back_with_a_run_that_has_one(page: Page, quiet: Quiet) -> None:
    click_row(page, 0)
    quiet()
    page._context.run_chosen.emit(1)
    quiet()
    assert LINE not in texts(page)
    assert page.view.trajectory.isVisible()
    assert page.view.generation.isVisible()
    assert page.view.trajectory.nearest.rowCount() > 0
