"""Runs beside each other in the window, from the store to the sentence."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.view import ComparisonView
from engine.workspace import Workspace
from tests.support import page_checks
from tests.support.compared_runs import MadeRun, make_run
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet

RUNS = (
    MadeRun("weak", 0.3, steps=40),
    MadeRun("strong", 0.6, seed=1, steps=40, config={"training.learning_rate": 0.01}),
    MadeRun("as strong", 0.6, seed=2),
    MadeRun("other split", 0.9, seed=3, split="another", config={"data.split": "leave_one_out"}),
    MadeRun("failed", epochs=0, tested=False, changes={"status": "failed", "error": "Out of memory."}),
    MadeRun("stopped", 0.5, seed=4, tested=False, changes={"status": "stopped"}),
)


@pytest.fixture
def filled(workspace: Workspace, tmp_path: Path) -> Workspace:
    """A workspace with the runs 1 to 6."""
    ordinary(workspace, tmp_path)
    for made in RUNS:
        make_run(workspace, made)
    return workspace


@pytest.fixture
def context(make_context: MakeContext, filled: Workspace) -> AppContext:
    return make_context(filled)


@pytest.fixture
def view(context: AppContext, host: QMainWindow, qtbot: QtBot) -> ComparisonView:
    view = ComparisonView(context)
    host.setCentralWidget(view)
    with qtbot.waitExposed(host):
        host.show()
    return view


def compare(view: ComparisonView, qtbot: QtBot, *run_ids: int) -> None:
    view.show_runs(list(run_ids))
    wait_until_quiet(qtbot, view._context)


def column(view: ComparisonView, name: str) -> list[str]:
    sheet = view.metrics.table.sheet
    place = [cell.text for cell in sheet.columns].index(name)
    return [row[place].text for row in sheet.rows]


def test_two_runs_are_compared_in_one_sentence(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    assert view.verdict.text().startswith("strong is better than weak on NDCG@20 by ")
    assert "95% interval" in view.verdict.text()
    assert [len(line.x) for line in view.curves.loss.lines] == [3, 3]
    assert view.notes.texts == ()


def test_what_cannot_be_compared_is_shown_and_said_why(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 4, 5, 6)
    assert view.metrics.table.model().rowCount() == 5
    notes = column(view, "Note")
    assert notes[:2] == ["", ""]
    assert "Another split: leave_one_out" in notes[2]
    assert "Out of memory." in notes[3]
    assert "not tested" in notes[4]
    assert view.compared is not None
    assert view.compared.runs == [1, 2]
    assert "3 of 5 runs are not comparable" in view.notes.texts[0]


def test_keyboard_names_and_room(view: ComparisonView, host: QMainWindow, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2, 3, 4, 5, 6)
    host.resize(736, 490)
    for tab in range(view.tabs.count()):
        view.tabs.setCurrentIndex(tab)
        qtbot.wait(1)
        assert page_checks.without_name(view) == []
        assert page_checks.unreached_by_tab(view) == []
        assert page_checks.clipped(view) == []
    assert view.minimumSizeHint().width() <= 736
    assert view.minimumSizeHint().height() <= 490


def test_leaving_goes_back(view: ComparisonView, qtbot: QtBot) -> None:
    compare(view, qtbot, 1, 2)
    with qtbot.waitSignal(view.back_wanted):
        qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
