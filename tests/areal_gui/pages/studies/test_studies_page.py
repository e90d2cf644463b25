"""The studies page: a study is set up, trained, stopped, gone on with, and shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.studies.page import Page
from areal_gui.pages.train.training_queue import HELD
from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.store import queue as stored
from engine.store.runs import FINAL, Metric, add_metrics, create_run, get_run, list_runs, update_run
from engine.store.studies import list_studies, study_queue
from engine.training.config import RunConfig
from engine.training.events import RunFinished, RunStarted
from engine.workspace import Workspace
from tests.areal_gui.pages.train import training_events as told
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet


class Engine:
    """Stands in for the trainer: what it does is decided by the embedding size."""

    def __init__(self) -> None:
        self.waits = False
        self.fails = False

    def train(
        self,
        workspace: Workspace,
        dataset: int,
        config: RunConfig,
        cancel: CancelToken,
        *,
        name: str,
        study_id: int | None,
        **_: Any,
    ) -> Iterator[Event]:
        run_id = create_run(
            workspace.store,
            dataset_id=dataset,
            name=name,
            model="areal",
            preset="quick",
            seed=config.seed,
            device="cpu",
            config=config.model_dump(mode="json"),
            study_id=study_id,
        )
        yield from self.work(workspace, run_id, name, cancel)

    def resume(self, workspace: Workspace, run_id: int, cancel: CancelToken, **_: Any) -> Iterator[Event]:
        yield from self.work(workspace, run_id, get_run(workspace.store, run_id).name, cancel)

    def work(self, workspace: Workspace, run_id: int, name: str, cancel: CancelToken) -> Iterator[Event]:
        yield RunStarted(**vars(told.started()) | {"run_id": run_id, "name": name})
        while self.waits and not cancel.cancelled:
            cancel._event.wait(0.01)
        if self.fails:
            update_run(workspace.store, run_id, status="failed", error="The device is lost.")
            raise EngineError("The device is lost.")
        status = "stopped" if cancel.cancelled else "finished"
        if status == "finished":
            value = get_run(workspace.store, run_id).config["model"]["embedding_size"] / 1000
            figures = [Metric("model", split, "all", "ndcg@20", FINAL, value) for split in ("val", "test")]
            add_metrics(workspace.store, run_id, figures)
        update_run(workspace.store, run_id, status=status, epoch=1, split_hash="same")
        yield RunFinished(**vars(told.finished()) | {"run_id": run_id, "status": status})


@pytest.fixture
def engine(monkeypatch: pytest.MonkeyPatch) -> Engine:
    engine = Engine()
    monkeypatch.setattr("engine.training.queue.train", engine.train)
    monkeypatch.setattr("engine.training.queue.resume", engine.resume)
    return engine


@pytest.fixture
def context(make_context: MakeContext, workspace: Workspace, tmp_path: Path) -> AppContext:
    ordinary(workspace, tmp_path)
    return make_context(workspace)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    host.setCentralWidget(page)
    with qtbot.waitExposed(host):
        host.show()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def begin(page: Page, qtbot: QtBot, context: AppContext, seeds: str = "0, 1") -> None:
    """A study of two embedding sizes, of two seeds if nothing else is said: 4 trainings."""
    qtbot.mouseClick(card(page, "embedding"), Qt.MouseButton.LeftButton)
    page.editor.varied._rows[0].field.setText("16, 32")
    page.editor.form.seeds.setText(seeds)
    page.editor.form.seeds.textEdited.emit("")
    wait_until_quiet(qtbot, context)
    if seeds == "0, 1":
        assert "4 trainings: 2 variants, each with 2 seeds" in page.editor.bar.count.text()
    qtbot.mouseClick(page.editor.bar.start, Qt.MouseButton.LeftButton)


def card(page: Page, kind: str) -> Any:
    return next(card for card in page.overview.cards if card.kind == kind)


def finish(page: Page, qtbot: QtBot, context: AppContext, state: str = "finished") -> None:
    def there() -> bool:
        study = page.view.study
        return study is not None and study.standing.state == state and not context.training.control.busy

    qtbot.waitUntil(there, timeout=20_000)
    wait_until_quiet(qtbot, context)


def test_a_study_is_trained_to_its_end_and_shown(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    begin(page, qtbot, context)
    finish(page, qtbot, context)
    assert [run.status for run in list_runs(context.workspace.store)] == ["finished"] * 4
    assert [page.view.rows.model.index(row, 1).data() for row in range(2)] == ["finished", "finished · best"]
    assert page.view.result.plot.count == 2
    assert not page.view.go_on.isVisible()
    assert not page.view.stop.isVisible()
    assert page.view.quotation.isVisible()
    qtbot.keyClick(page.view.rows.table, Qt.Key.Key_Escape)
    wait_until_quiet(qtbot, context)
    assert not page.view.isVisible()
    table = page.overview.table.model()
    assert [table.index(0, column).data() for column in (0, 3, 4)] == ["Embedding size", "4 of 4", "finished"]


def test_it_is_stopped_and_goes_on(page: Page, engine: Engine, context: AppContext, qtbot: QtBot) -> None:
    engine.waits = True
    begin(page, qtbot, context)
    qtbot.waitUntil(page.view.stop.isVisible, timeout=20_000)
    qtbot.waitUntil(lambda: page.actions_.is_running(1), timeout=20_000)
    qtbot.mouseClick(page.view.stop, Qt.MouseButton.LeftButton)
    finish(page, qtbot, context, "stopped")
    assert study_queue(context.workspace.store, 1) == []
    assert [run.status for run in list_runs(context.workspace.store)] == ["stopped"]
    engine.waits = False
    assert page.view.go_on.isVisible()
    qtbot.mouseClick(page.view.go_on, Qt.MouseButton.LeftButton)
    finish(page, qtbot, context)
    assert page.view.result.plot.count == 2


def test_a_pause_is_told_beside_the_row_too(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    engine.waits = True
    begin(page, qtbot, context, seeds="0")
    qtbot.waitUntil(lambda: page.actions_.can_rest(1), timeout=20_000)
    qtbot.waitUntil(page.view.pause.isVisible, timeout=20_000)
    state = page.view.rows.model.index(0, 1)
    assert state.data() == "running, 0 epochs"
    qtbot.mouseClick(page.view.pause, Qt.MouseButton.LeftButton)
    assert state.data() == "paused, 0 epochs"
    update_run(context.workspace.store, 1, epoch=1)
    context.runs_changed.emit()
    qtbot.waitUntil(lambda: state.data() == "paused, 1 epoch")
    qtbot.mouseClick(page.view.resume, Qt.MouseButton.LeftButton)
    assert state.data() == "running, 1 epoch"
    engine.waits = False
    finish(page, qtbot, context)


def test_what_fails_is_told_with_its_reason_and_tried_again(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    errors: list[Exception] = []
    context.notify.error = lambda error, title="": errors.append(error)  # type: ignore[method-assign]
    engine.fails = True
    begin(page, qtbot, context)
    finish(page, qtbot, context, "stopped")
    assert len(errors) == 4
    assert "Resume tries again" in page.view.problem.text()
    assert ": The device is lost." in page.view.problem.text()
    engine.fails = False
    qtbot.mouseClick(page.view.go_on, Qt.MouseButton.LeftButton)
    finish(page, qtbot, context)
    assert not page.view.problem.isVisible()


def test_a_queue_on_hold_for_something_else_stays_so(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    context.settings.extra[HELD] = True
    stored.add_to_queue(
        context.workspace.store, 1, RunConfig().model_dump(mode="json"), "quick", name="other"
    )
    context.queue_changed.emit()
    wait_until_quiet(qtbot, context)
    begin(page, qtbot, context)
    qtbot.waitUntil(page.view.start_queue.isVisible, timeout=20_000)
    assert list_runs(context.workspace.store) == []
    qtbot.mouseClick(page.view.start_queue, Qt.MouseButton.LeftButton)
    finish(page, qtbot, context)
    assert len(list_runs(context.workspace.store)) == 5


def test_a_deleted_study_comes_back_with_its_result(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    begin(page, qtbot, context)
    finish(page, qtbot, context)
    qtbot.mouseClick(page.view.delete, Qt.MouseButton.LeftButton)
    wait_until_quiet(qtbot, context)
    assert list_studies(context.workspace.store) == []
    assert not page.overview.table.isVisible()
    assert [row.name for row in page.actions_.deleted] == ["Embedding size"]
    page.actions_.restore(1)
    wait_until_quiet(qtbot, context)
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    assert page.view.result.plot.count == 2


def test_rows_lead_to_their_run_and_to_the_form(
    page: Page, engine: Engine, context: AppContext, qtbot: QtBot
) -> None:
    begin(page, qtbot, context)
    finish(page, qtbot, context)
    wanted: list[tuple[str, object]] = []
    context.page_wanted.connect(lambda key: wanted.append(("page", key)))
    context.run_chosen.connect(lambda run: wanted.append(("run", run)))
    context.settings_wanted.connect(lambda run: wanted.append(("settings", run)))
    context.comparison_wanted.connect(lambda runs: wanted.append(("compare", runs)))
    page.view.rows.table.selectRow(0)
    qtbot.mouseClick(page.view.rows.use_button, Qt.MouseButton.LeftButton)
    page.view.rows.run_wanted.emit(2)
    assert wanted == [("page", "train"), ("settings", 1), ("page", "runs"), ("run", 2)]
    wanted.clear()
    qtbot.mouseClick(page.view.rows.compare_button, Qt.MouseButton.LeftButton)
    assert wanted == [("page", "runs"), ("compare", [1, 3])]


def test_what_cannot_be_keeps_the_study_from_beginning(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.new_study("grid")
    row = page.editor.varied._rows[0]
    row.field.setText("many")
    row.field.textEdited.emit("many")
    assert not page.editor.bar.start.isEnabled()
    assert "many" in page.editor.bar.problem.text()
    row.field.setText("32")
    row.field.textEdited.emit("32")
    assert page.editor.bar.start.isEnabled()
    assert not page.editor.bar.problem.isVisible()
    wait_until_quiet(qtbot, context)


def test_a_grid_can_be_of_another_model(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.new_study("grid")
    editor = page.editor
    assert editor.form.model.isVisible()
    box = editor.form.model.box
    box.setCurrentIndex(box.findData("gru4rec"))
    box.activated.emit(box.currentIndex())
    assert [row.path for row in editor.varied.rows()] == ["baseline.embedding_size", "baseline.dropout"]
    assert [editor.form.preset.itemData(at) for at in range(editor.form.preset.count())] == [
        "recommended",
        "published",
        "quick",
    ]
    choices = editor.varied._rows[0].setting
    paths = {choices.itemData(at) for at in range(choices.count())}
    assert "gru4rec.hidden_size" in paths
    assert "model.layers" not in paths
    assert editor.bar.start.isEnabled()
    assert editor.draft().model == "gru4rec"
    wait_until_quiet(qtbot, context)
    page.new_study("embedding")  # the paper's own are of AREAL
    assert not editor.form.model.isVisible()
    assert editor.draft().model == "areal"
    wait_until_quiet(qtbot, context)


def test_settings_are_added_and_taken_away(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.new_study("search")
    rows = page.editor.varied
    before = [row.path for row in rows.rows()]
    rows.add_button.click()
    assert [row.path for row in rows.rows()][:2] == before
    assert len(rows.rows()) == 3
    rows._rows[0].remove.click()
    assert rows.rows()[0].path == before[1]
    wait_until_quiet(qtbot, context)
