from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QInputDialog, QMainWindow, QMessageBox, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.context import AppContext
from areal_gui.pages.runs import exports
from areal_gui.pages.runs.page import Page
from areal_gui.pages.runs.run_lines import COLUMNS
from engine.errors import EngineError
from engine.events import Event
from engine.store import runs
from engine.store.runs import FINAL, Metric
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.record import RunRecord
from engine.workspace import Workspace
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
    host.show()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def choose(page: Page, qtbot: QtBot, run_id: int) -> None:
    page._context.run_chosen.emit(run_id)
    wait_until_quiet(qtbot, page._context)


def click(qtbot: QtBot, button: QPushButton) -> None:
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_without_runs_the_page_leads_to_training(
    context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    page = shown(context, host, qtbot)
    (button,) = [button for button in page.findChildren(Button) if button.isVisible()]
    with qtbot.waitSignal(context.page_wanted) as wanted:
        click(qtbot, button)
    assert wanted.args == ["train"]


def test_the_newest_run_is_shown_first(page: Page) -> None:
    assert page.model.rowCount() == 3
    assert page.detail.run is not None
    assert page.detail.run.row.name == "third"
    assert "not tested" in page.detail._reason.text()
    assert page.detail.test_button.isVisible()


@pytest.mark.parametrize("width", [700, 900, 1100, 1400, 2000])
def test_the_table_never_scrolls_sideways(page: Page, host: QMainWindow, qtbot: QtBot, width: int) -> None:
    host.resize(width, 900)
    qtbot.waitUntil(lambda: host.width() == width)
    assert page.table.horizontalScrollBar().maximum() == 0
    shown_columns = {name for place, name in enumerate(COLUMNS) if not page.table.isColumnHidden(place)}
    assert {"number", "name", "status", "ndcg"} <= shown_columns
    assert width < 2000 or shown_columns == set(COLUMNS)


def test_the_arrow_keys_walk_through_rows(page: Page, qtbot: QtBot) -> None:
    page.table.setFocus()
    before = page.table.currentIndex()
    qtbot.keyClick(page.table, Qt.Key.Key_Right)
    assert page.table.currentIndex() == before
    qtbot.keyClick(page.table, Qt.Key.Key_End)
    assert page.table.currentIndex().row() == 2
    qtbot.keyClick(page.table, Qt.Key.Key_Home)
    assert page.table.currentIndex().row() == 0


def test_a_chosen_run_shows_its_curves_and_metrics(page: Page, qtbot: QtBot) -> None:
    choose(page, qtbot, 1)
    assert page.detail.curves.by_name["loss"].curves[0].y.tolist() == [2.0]
    page.detail.tabs.setCurrentWidget(page.detail.metrics)
    assert "item-kNN, by 5.00 points" in page.detail.metrics._verdict.text()
    assert not page.detail.test_button.isVisible()
    assert page.detail.metrics.slice.count() == 1


def test_a_run_that_item_knn_beats_is_marked(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    choose(page, qtbot, 1)
    assert not page.detail.label.isVisible()
    choose(page, qtbot, with_test(filled, add_run(filled, "weak"), 0.1))
    page._context.runs_changed.emit()
    wait_until_quiet(qtbot, page._context)
    assert page.detail.label.text() == "does not beat item-kNN"
    assert page.detail.label.isVisible()


def test_a_stopped_run_with_a_checkpoint_is_resumed_on_the_train_page(
    page: Page, qtbot: QtBot, filled: Workspace
) -> None:
    assert not page.detail.resume_button.isVisible()
    checkpoint = last_checkpoint(filled, 3)
    checkpoint.parent.mkdir()
    checkpoint.touch()
    page._context.runs_changed.emit()
    wait_until_quiet(qtbot, page._context)
    wanted: list[object] = []
    page._context.page_wanted.connect(wanted.append)
    page._context.resume_wanted.connect(wanted.append)
    click(qtbot, page.detail.resume_button)
    assert wanted == ["train", 3]
    assert page._context.commands.action("runs.resume").isEnabled()


def test_what_a_run_warned_of_can_be_read_later(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    record = RunRecord(filled, 1)
    record.line("started on cpu: 10 parameters")
    for text in ("The embeddings are collapsing.", "on test NDCG@20 not better than markov"):
        record.line(f"warning: {text}")
    choose(page, qtbot, 1)
    assert page.detail.warnings.isVisible()
    assert page.detail.warnings.texts == ("The embeddings are collapsing.",)


def test_a_failed_run_says_why_and_offers_nothing_it_has_not(page: Page, qtbot: QtBot) -> None:
    choose(page, qtbot, 2)
    assert page.detail._reason.text() == "Training diverged."
    assert not page.detail.users_button.isEnabled()
    assert not page.detail.export_button.isEnabled()


def test_seeing_users_chooses_the_run_and_the_page(page: Page, qtbot: QtBot) -> None:
    choose(page, qtbot, 1)
    with qtbot.waitSignals([page._context.run_chosen, page._context.page_wanted]):
        click(qtbot, page.detail.users_button)
    assert page._context.current_run_id == 1


def test_a_run_can_be_renamed(page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(page, qtbot, 1)
    monkeypatch.setattr(QInputDialog, "getText", lambda *_args, **_options: (" best ", True))
    click(qtbot, page.detail.rename_button)
    wait_until_quiet(qtbot, page._context)
    assert page.detail.run is not None
    assert page.detail.run.row.name == "best"


def test_a_run_needs_a_name(page: Page, monkeypatch: pytest.MonkeyPatch) -> None:
    errors: list[Exception] = []
    monkeypatch.setattr(page._context.notify, "error", lambda error, _title: errors.append(error))
    page.rename(1, "  ")
    assert isinstance(errors[0], EngineError)


@pytest.mark.parametrize(
    ("role", "left"),
    [(QMessageBox.ButtonRole.DestructiveRole, 2), (QMessageBox.ButtonRole.RejectRole, 3)],
)
def test_deleting_asks_first(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, role: QMessageBox.ButtonRole, left: int
) -> None:
    choose(page, qtbot, 1)
    monkeypatch.setattr(QMessageBox, "exec", lambda _box: 0)
    monkeypatch.setattr(
        QMessageBox,
        "clickedButton",
        lambda box: next(button for button in box.buttons() if box.buttonRole(button) == role),
    )
    click(qtbot, page.detail.delete_button)
    wait_until_quiet(qtbot, page._context)
    assert page.model.rowCount() == left


def test_a_running_run_cannot_be_deleted(page: Page, qtbot: QtBot, filled: Workspace) -> None:
    run_id = add_run(filled, "fourth", status="running")
    page._context.runs_changed.emit()
    choose(page, qtbot, run_id)
    assert not page.detail.delete_button.isEnabled()
    assert not page.detail.export_button.isEnabled()


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
    choose(page, qtbot, 1)
    click(qtbot, page.detail.export_button)
    wait_until_quiet(qtbot, page._context)
    assert page.detail.folder_button.isVisible()
    assert page._context.settings.extra[exports.FOLDER_SETTING] == str(tmp_path / "out")


@pytest.mark.parametrize("kind", ["png", "svg", "csv"])
def test_curves_are_saved(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, kind: str
) -> None:
    choose(page, qtbot, 1)
    file = tmp_path / f"curves.{kind}"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_args: (str(file), ""))
    menu = page.detail.curves.options.findChild(QToolButton).menu()
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
    assert len(page.detail.curves.by_name["hr@20"].curves[0].x) == 2
    page._test()
    wait_until_quiet(qtbot, page._context)
    assert page.detail.run is not None
    assert page.detail.run.tested
    metrics = page.detail.metrics
    assert metrics.slice.count() == metrics.groups.rowCount() > 5
    assert metrics.groups.index(0, 1).data() == "36"
    assert metrics.recommended.rowCount() == 7
    exports.export_model_to(page._context, 1, "run", tmp_path / "exported", page.detail.exported)
    wait_until_quiet(qtbot, page._context)
    assert list((tmp_path / "exported").glob("*/*.safetensors"))
