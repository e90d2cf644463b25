"""Lists side by side: what they share, and the window that follows the page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.beside import BesideList, Line
from areal_gui.pages.users.beside_model import BesideModel
from areal_gui.pages.users.beside_window import BesideWindow
from areal_gui.pages.users.list_models import MUTED_ROLE
from areal_gui.pages.users.page import Page
from engine.errors import EngineError
from engine.events import CancelToken
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.areal_gui.pages.users.driving import Quiet, click_row
from tests.support.imported import ALTERNATING, SMALL, import_sequences


def a_list(source: int | str, *names: str) -> BesideList:
    return BesideList(source, tuple(Line(f"id {name}", name) for name in names))


def test_what_lists_share_is_counted_and_found() -> None:
    own, other = a_list(1, "a", "b", "c"), a_list("x", "c", "d", "a")
    assert other.shared_with(own) == 2
    assert own.place_of("id c") == 3
    assert own.place_of("id d") is None


def test_the_table_marks_what_is_shared_and_mutes_the_rest(qtbot: QtBot) -> None:
    model = BesideModel()
    model.show([a_list(1, "a", "b"), a_list("x", "b", "z", "a")], ["This run", "X"])

    def of(role: int, row: int, column: int) -> object:
        return model.index(row, column).data(role)

    assert [model.index(row, 2).data() for row in range(3)] == ["✓ b", "z", "✓ a"]
    assert [bool(of(MUTED_ROLE, row, 2)) for row in range(3)] == [False, True, False]
    assert model.index(2, 1).data() is None
    assert "Number 2 of this run's list" in str(of(3, 0, 2))
    assert "X: number 1" in str(of(3, 1, 1))
    assert model.rows() == [["rank", "This run", "X"], ["1", "a", "b"], ["2", "b", "z"], ["3", "", "a"]]


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """A workspace with two finished runs on one log."""
    with Workspace.open(tmp_path_factory.mktemp("two-runs")) as workspace:
        dataset = import_sequences(workspace, ALTERNATING, name="pairs")
        for name in ("first", "second"):
            for _ in train(workspace, str(dataset), SMALL, CancelToken(), name=name):
                pass
        yield workspace


@pytest.fixture
def window(page: Page, quiet: Quiet) -> BesideWindow:
    """Open, for a user of whom two runs know."""
    click_row(page, 1)
    quiet()
    page.view.top.beside_button.click()
    quiet()
    return page.beside


def test_the_list_stands_beside_those_of_another_run_and_of_simple_methods(
    page: Page, window: BesideWindow
) -> None:
    other = 3 - page.runs.currentData().id
    assert window.model._titles == ["This run", f"Run {other}", "Item-kNN", "Popularity"]
    own = [line.external_id for line in page.view.top.model.rows]
    assert [line.external_id for line in window.model._lists[0].lines] == own
    assert window.who.text() == "User u1"
    assert f"Run {other}: 8 of 8" in window.summary.text()


def test_it_follows_the_page(page: Page, window: BesideWindow, quiet: Quiet) -> None:
    click_row(page, 2)
    quiet()
    assert window.who.text() == page.view.heading != "User u1"
    page.view.history.table.selectRow(0)
    page.view.history.remove()
    quiet()
    changed = [line.external_id for line in page.view.top.model.rows]
    assert [line.external_id for line in window.model._lists[0].lines] == changed

    page.runs.setCurrentIndex(1 - page.runs.currentIndex())
    quiet()
    assert window.model._titles[1] == f"Run {3 - page.runs.currentData().id}"


def test_no_other_run_need_be_chosen(window: BesideWindow, quiet: Quiet) -> None:
    window.other.setCurrentIndex(0)
    quiet()
    assert window.model._titles == ["This run", "Item-kNN", "Popularity"]


def test_simple_methods_are_counted_once_for_a_run(
    page: Page, window: BesideWindow, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.recommending.reference_lists import ReferenceLists

    def fail(*_args: object) -> None:
        raise AssertionError("counted again")

    monkeypatch.setattr(ReferenceLists, "load", fail)
    click_row(page, 3)
    quiet()
    assert window.model.columnCount() == 5


def test_of_a_run_from_a_bundle_there_is_no_log_to_count_simple_methods_on(
    window: BesideWindow, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert window._asked is not None
    recommender, _subject = window._asked
    monkeypatch.setattr(recommender, "run", replace(recommender.run, status="imported"))
    window._look()
    quiet()
    assert window.model._titles == ["This run", f"Run {3 - recommender.run.id}"]
    assert "8 of 8" in window.summary.text()
    assert "which a bundle leaves out" in window.summary.text()


def test_what_fails_is_told(
    page: Page, window: BesideWindow, quiet: Quiet, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_args: object) -> None:
        raise EngineError("The run is gone.", "It was deleted.")

    monkeypatch.setattr("areal_gui.pages.users.beside_window.list_of_run", fail)
    click_row(page, 3)
    quiet()
    assert "cannot be shown" in window.summary.text()
    dialog = page._context.notify._dialog
    assert dialog is not None
    dialog.close()


def test_the_lists_can_be_copied(window: BesideWindow) -> None:
    window.copy()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[::3] == ["rank", "Item-kNN"]
    assert len(lines) == 1 + window.model.rowCount()


def test_it_closes_with_the_page(page: Page, window: BesideWindow) -> None:
    page.hide()
    assert not window.isVisible()


def test_what_was_changed_of_a_history_stays_when_another_run_answers(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    panel = page.view.history
    log = [entry.external_id for entry in panel.history.original]
    panel.table.selectRow(0)
    panel.remove()
    quiet()
    page.runs.setCurrentIndex(1 - page.runs.currentIndex())
    quiet()
    assert [entry.external_id for entry in panel.history.entries] == log[:-1]
    assert page.view.top.summary.startswith("What if: ")

    panel.undo()
    quiet()
    assert [entry.external_id for entry in panel.history.entries] == log
    page.runs.setCurrentIndex(1 - page.runs.currentIndex())
    quiet()
    assert not panel.history.changed


def test_what_was_changed_goes_with_another_user(page: Page, quiet: Quiet) -> None:
    click_row(page, 1)
    quiet()
    page.view.history.table.selectRow(0)
    page.view.history.remove()
    quiet()
    page.runs.setCurrentIndex(1 - page.runs.currentIndex())
    click_row(page, 2)
    quiet()
    assert not page.view.history.history.changed
    assert not page.view.top.summary.startswith("What if: ")
