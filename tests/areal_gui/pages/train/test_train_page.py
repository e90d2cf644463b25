"""The whole train page: from the form to the result, with trainings whose course a test writes."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QLineEdit, QMainWindow, QMessageBox
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.train.page import Page
from areal_gui.pages.train.session import State
from engine.errors import EngineError
from engine.events import Cancelled, CancelToken, Event, Progress
from engine.store.runs import create_run, get_run, list_runs
from engine.training.events import EpochChosen
from engine.training.presets import preset
from engine.workspace import Workspace
from tests.areal_gui.pages.train import training_events as told
from tests.areal_gui.pages.train.driving import press, shown

Train = Callable[..., Iterator[Event]]


def train_as(monkeypatch: pytest.MonkeyPatch, train: Train) -> list[dict[str, Any]]:
    """Put `train` in the place of the engine's; gives the arguments it was called with."""
    calls: list[dict[str, Any]] = []

    def stand_in(
        workspace: Workspace,
        dataset_id: int,
        config: Any,
        cancel: CancelToken,
        *,
        preset: str,
        **_: Any,
    ) -> Iterator[Event]:
        calls.append({"dataset_id": dataset_id, "config": config, "preset": preset})
        if not list_runs(workspace.store):
            add_run(workspace)  # the one that is told of
        yield from train(cancel)

    monkeypatch.setattr("engine.training.queue.train", stand_in)
    return calls


def until_cancelled(cancel: CancelToken) -> Iterator[Event]:
    yield told.started()
    yield told.steps(1)
    yield told.epoch(1, 0.1)
    while not cancel._event.wait(0.01):
        yield told.steps(2)
    yield told.finished("stopped", test={})


def add_run(workspace: Workspace) -> int:
    return create_run(
        workspace.store,
        dataset_id=1,
        name="Small log, quick",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config={},
    )


def test_without_data_the_page_leads_to_the_data_page(
    context: AppContext, host: QMainWindow, qtbot: QtBot
) -> None:
    page = shown(context, host, qtbot)
    assert page.empty.isVisible()
    with qtbot.waitSignal(context.page_wanted) as wanted:
        qtbot.mouseClick(page.empty.findChildren(type(page.setup.start_button))[0], Qt.MouseButton.LeftButton)
    assert wanted.args == ["data"]


def test_the_form_starts_a_training_with_what_was_typed(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = train_as(monkeypatch, lambda _cancel: told.whole_training())
    page.setup.presets.buttons["quick"].click()
    editor = page.setup.form.fields["training.epochs"].editor
    assert isinstance(editor, QLineEdit)
    editor.clear()
    qtbot.keyClicks(editor, "3")
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: not page.control.busy)
    (call,) = calls
    assert call["preset"] == "quick"
    assert call["config"].training.epochs == 3
    assert call["dataset_id"] == 1


def test_a_finished_training_shows_its_curves_epochs_and_result(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_as(monkeypatch, lambda _cancel: told.whole_training())
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: not page.control.busy)
    assert page.live.isVisible()
    assert page.live.result.isVisible()
    assert page.live.epochs.rowCount() == 3
    assert page.live.epochs.index(1, 0).data() == "2"
    assert page.live.epochs.index(1, 0).data(Qt.ItemDataRole.FontRole).bold()
    qtbot.waitUntil(lambda: not page.live.curves.pulling)
    assert len(page.live.curves.by_name["ndcg@20"].curves) == 1
    assert "item-kNN, by 4.00 points" in page.live.result._verdict.text()
    assert not page.live._clock.isActive()


def held_training(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], threading.Event]:
    """One that was started and waits for the event; what is told of success goes into the list."""
    said: list[str] = []
    monkeypatch.setattr(page._context.notify, "success", said.append)
    go_on = threading.Event()

    def train(_cancel: CancelToken) -> Iterator[Event]:
        go_on.wait(10)
        yield from told.whole_training()

    train_as(monkeypatch, train)
    press(page, qtbot, "start")
    qtbot.waitUntil(page.live.isVisible)
    return said, go_on


def test_who_sets_up_another_training_is_told_that_one_has_ended(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, go_on = held_training(page, qtbot, monkeypatch)
    page.panel.setup_wanted.emit()
    go_on.set()
    qtbot.waitUntil(lambda: not page.control.busy)
    assert said == ["“Small log, quick” is trained. NDCG@20 on test: 20.00%"]
    said.clear()
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: not page.control.busy)
    assert page.live.isVisible()
    assert said == []  # it was seen


def test_who_watches_is_told_where_the_view_goes_on_to_the_next_in_the_queue(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, go_on = held_training(page, qtbot, monkeypatch)
    page.add_to_queue()
    qtbot.waitUntil(lambda: len(page.queue.waiting) == 1)
    said.clear()
    go_on.set()
    qtbot.waitUntil(lambda: not page.queue.entries and not page.control.busy)
    assert page.live.isVisible()
    assert said == ["“Small log, quick” is trained. NDCG@20 on test: 20.00%"]  # the second one stays in view


def test_stop_says_stopping_until_the_worker_has_stopped(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_as(monkeypatch, until_cancelled)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: page.control.session is not None and page.control.session.rows != [])
    press(page, qtbot, "stop")
    assert page.live.controls.stop.text() == "Stopping…"
    assert not page.live.controls.stop.isEnabled()
    qtbot.waitUntil(lambda: not page.control.busy)
    assert page.control.session is not None
    assert page.control.session.state is State.STOPPED
    assert page.live.again_button.isVisible()
    assert not page.live.controls.stop.isVisible()


def test_cancelling_in_the_status_bar_is_seen_on_the_page(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_as(monkeypatch, until_cancelled)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: page.control.session is not None and page.control.session.rows != [])
    (task,) = page._context.tasks.active()
    task.cancel()
    assert page.live.controls.stop.text() == "Stopping…"
    qtbot.waitUntil(lambda: not page.control.busy)


def test_a_stop_before_the_first_epoch_leaves_nothing_to_use(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(cancel: CancelToken) -> Iterator[Event]:
        yield told.started()
        cancel._event.wait()
        raise Cancelled

    train_as(monkeypatch, train)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: page.control.session is not None and page.control.session.started is not None)
    press(page, qtbot, "stop")
    qtbot.waitUntil(lambda: not page.control.busy)
    assert page.control.session is not None
    assert page.control.session.state is State.CANCELLED
    assert not page.live.result.isVisible()


def test_a_failed_training_tells_why_and_can_be_tried_again(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(_cancel: CancelToken) -> Iterator[Event]:
        yield told.started()
        raise EngineError(
            "Training diverged.", "The loss stopped being a number.", "Lower the learning rate."
        )

    train_as(monkeypatch, train)
    told_errors: list[Exception] = []
    monkeypatch.setattr(page._context.notify, "error", lambda error, _title: told_errors.append(error))
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: told_errors != [])
    assert str(told_errors[0]).startswith("Training diverged.")
    qtbot.mouseClick(page.live.again_button, Qt.MouseButton.LeftButton)
    assert page.setup.isVisible()


def test_nothing_starts_while_a_value_is_impossible(page: Page, qtbot: QtBot) -> None:
    field = page.setup.form.fields["training.epochs"]
    assert isinstance(field.editor, QLineEdit)
    field.editor.clear()
    qtbot.keyClicks(field.editor, "0")
    assert not page.setup.start_button.isEnabled()
    assert "from 1" in field._note.text()
    assert field._note.isVisible()
    qtbot.mouseClick(field._reset, Qt.MouseButton.LeftButton)
    assert page.setup.start_button.isEnabled()
    assert field.editor.text() == str(preset("recommended").training.epochs)


def test_a_choice_of_the_log_is_offered_and_refused_with_the_reason(page: Page, qtbot: QtBot) -> None:
    field = page.setup.form.fields["data.split"]
    assert isinstance(field.editor, QComboBox)
    field.editor.setCurrentIndex(field.editor.findData("column"))
    field.editor.activated.emit(field.editor.currentIndex())
    assert "no split column" in field._note.text()


def test_the_device_outlives_another_preset(page: Page) -> None:
    place = page.setup.device_box.findData("cpu")
    assert place >= 0
    page.setup.device_box.setCurrentIndex(place)
    page.setup.device_box.activated.emit(place)
    page.setup.presets.buttons["paper"].click()
    assert page.model.config().device == "cpu"
    assert page.setup.device_box.currentData() == "cpu"


def test_hidden_pages_draw_nothing(page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    train_as(monkeypatch, until_cancelled)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: page.live.curves.pulling)
    page.hide()
    assert not page.live.curves.pulling
    assert not page.live._clock.isActive()
    page.show()
    assert page.live.curves.pulling
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy)


def test_the_real_engine_trains_behind_the_page(page: Page, qtbot: QtBot) -> None:
    page.setup.presets.buttons["quick"].click()
    for path, text in (("training.epochs", "2"), ("model.embedding_size", "16"), ("device", "cpu")):
        page.model.type(path, text)
    failures: list[Exception] = []
    page.control.failed.connect(failures.append)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    assert failures == []
    assert page.control.session is not None
    assert page.control.session.state is State.FINISHED
    assert len(page.control.session.rows) == 2
    assert page.live.result.isVisible()


def test_warnings_are_shown_and_stay_after_the_run(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(_cancel: CancelToken) -> Iterator[Event]:
        yield told.started()
        yield told.warning("The embeddings are collapsing.")
        yield told.epoch(1, 0.1)
        yield told.finished()

    train_as(monkeypatch, train)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: not page.control.busy)
    assert page.live.warnings.isVisible()
    assert page.live.warnings.texts == ("The embeddings are collapsing.",)


def test_the_real_engine_is_stopped_and_resumed_with_its_epochs(page: Page, qtbot: QtBot) -> None:
    page.setup.presets.buttons["quick"].click()
    small = {"training.epochs": "4", "training.patience": "0", "model.embedding_size": "16", "device": "cpu"}
    for path, text in small.items():
        page.model.type(path, text)
    press(page, qtbot, "start")
    qtbot.waitUntil(
        lambda: page.control.session is not None and page.control.session.rows != [], timeout=60_000
    )
    press(page, qtbot, "stop")
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    stopped = page.control.session
    assert stopped is not None
    assert stopped.state is State.STOPPED
    epochs_before = [row.epoch for row in stopped.rows]

    press(page, qtbot, "resume")
    qtbot.waitUntil(lambda: page.control.session is not stopped, timeout=60_000)
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)

    resumed = page.control.session
    assert resumed is not None
    assert resumed.state is State.FINISHED
    assert [row.epoch for row in resumed.rows] == [1, 2, 3, 4]
    assert resumed.rows[0].ndcg == stopped.rows[0].ndcg
    assert epochs_before[0] == 1
    assert page.live.epochs.rowCount() == 4
    assert get_run(page._context.workspace.store, 1).status == "finished"


def answer(page: Page, text: str) -> None:
    """Press a button of the question that is open."""
    (box,) = page.findChildren(QMessageBox)
    (button,) = [button for button in box.buttons() if button.text().replace("&", "") == text]
    button.click()


def test_while_one_training_runs_another_is_resumed_in_its_turn(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_as(monkeypatch, until_cancelled)
    press(page, qtbot, "start")
    session = page.control.session
    qtbot.waitUntil(lambda: session is not None and session.started is not None)
    page.queue.hold()
    run = add_run(page._context.workspace)
    page.resume(run)
    qtbot.waitUntil(lambda: page.findChildren(QMessageBox) != [])
    answer(page, "Add to queue")
    qtbot.waitUntil(lambda: [entry.run_id for entry in page.queue.waiting] == [run])
    assert page.control.session is session
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy)


def test_while_one_training_runs_another_is_put_into_the_queue_and_follows(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = train_as(monkeypatch, until_cancelled)
    press(page, qtbot, "start")
    qtbot.waitUntil(lambda: page.control.session is not None and page.control.session.rows != [])
    first = page.control.session
    qtbot.mouseClick(page.panel.setup, Qt.MouseButton.LeftButton)
    assert page.setup.isVisible()
    assert page.setup.start_button.isEnabled()
    press(page, qtbot, "start")
    answer(page, "Add to queue")
    qtbot.waitUntil(lambda: len(page.queue.waiting) == 1)
    assert "1 training waits" in page.panel.label.text()
    assert page.control.session is first
    page.control.stop()
    qtbot.waitUntil(lambda: page.control.session is not first and len(calls) == 2)
    assert page.setup.isVisible()  # the user is setting up another
    qtbot.mouseClick(page.panel.live, Qt.MouseButton.LeftButton)
    assert page.live.isVisible()
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy and page.queue.entries == [])
    assert not page.panel.isVisible()


def test_the_keyboard_starts_and_stops_a_training(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    train_as(monkeypatch, until_cancelled)
    start, stop = (page._context.commands.action(name) for name in ("train.start", "train.stop"))
    assert start.isEnabled()
    assert not stop.isEnabled()
    start.trigger()
    assert not start.isEnabled()
    stop.trigger()
    qtbot.waitUntil(lambda: not page.control.busy)
    assert not stop.isEnabled()


def test_before_the_run_has_begun_it_can_only_be_stopped(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def train(cancel: CancelToken) -> Iterator[Event]:
        cancel._event.wait()
        raise Cancelled
        yield

    train_as(monkeypatch, train)
    press(page, qtbot, "start")
    controls = page.live.controls
    assert controls.stop.isEnabled()
    off = (controls.pause, controls.free, controls.last_epoch, controls.checkpoint, controls.evaluation)
    assert not any(control.isEnabled() for control in off)
    press(page, qtbot, "stop")
    qtbot.waitUntil(lambda: not page.control.busy)


def test_once_the_epoch_is_chosen_none_can_be_the_last_or_be_evaluated(
    page: Page, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def testing(cancel: CancelToken) -> Iterator[Event]:
        yield told.started()
        yield told.steps(1)
        yield told.epoch(1, 0.1)
        yield EpochChosen(run_id=1, epoch=1, reason="all epochs done")
        yield Progress(text="Scoring the best epoch on test", done=1, total=9)
        cancel._event.wait()
        yield told.finished("stopped", test={})

    train_as(monkeypatch, testing)
    press(page, qtbot, "start")
    controls = page.live.controls
    qtbot.waitUntil(lambda: page.control.session is not None and page.control.session.chosen)
    qtbot.waitUntil(lambda: not controls.last_epoch.isEnabled())
    assert not controls.evaluation.isEnabled()
    assert controls.checkpoint.isEnabled()
    assert controls.free.isEnabled()
    assert controls.pause.isEnabled()
    assert controls.stop.isEnabled()
    press(page, qtbot, "stop")
    qtbot.waitUntil(lambda: not page.control.busy)
