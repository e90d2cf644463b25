"""The queue in the window: what begins by itself, what is changed, and what a start finds."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.train.control import KIND
from areal_gui.pages.train.queue_panel import QueuePanel
from areal_gui.pages.train.queue_start import Way, way_on
from areal_gui.pages.train.queue_texts import queue_lines
from areal_gui.pages.train.session import State
from areal_gui.pages.train.training_queue import GO_ON_WITH, HELD, TrainingQueue
from areal_gui.settings import Settings
from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.store import queue as stored
from engine.store.queue import QueuedRun
from engine.store.runs import get_run, list_runs, update_run
from engine.workspace import Workspace
from tests.areal_gui.pages.train import training_events as told
from tests.areal_gui.pages.train.scripted import Script, failing, scripts, trained, until_cancelled
from tests.support.page_states import ordinary
from tests.support.window import MakeContext, wait_until_quiet

__all__ = ["scripts"]


@pytest.fixture
def context(make_context: MakeContext, workspace: Workspace, tmp_path: Path) -> AppContext:
    ordinary(workspace, tmp_path)
    return make_context(workspace)


@pytest.fixture
def waiting(workspace: Workspace, context: AppContext) -> list[int]:
    """Three trainings in the queue: a, b, c."""
    return [
        stored.add_to_queue(workspace.store, 1, {"seed": seed}, "quick", name=name)
        for seed, name in enumerate("abc")
    ]


def names(queue: TrainingQueue) -> list[tuple[str, str]]:
    return [(entry.name, entry.status) for entry in queue.entries]


def wait_until_it_trains(queue: TrainingQueue, qtbot: QtBot) -> None:
    """Until the first of the queue has become a run, and the window knows."""

    def trains() -> bool:
        session = queue.control.session
        begun = session is not None and session.started is not None
        return begun and names(queue)[:1] == [("a", "running")] and queue.entries[0].run_id is not None

    qtbot.waitUntil(trains)


def test_what_waits_is_trained_one_after_the_other(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    queue = context.training
    qtbot.waitUntil(lambda: len(list_runs(context.workspace.store)) == 3)
    wait_until_quiet(qtbot, context)
    assert queue.entries == []
    assert [run.name for run in reversed(list_runs(context.workspace.store))] == ["a", "b", "c"]


def test_on_hold_nothing_begins_and_that_is_kept(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    context.settings.extra[HELD] = True
    queue = context.training
    wait_until_quiet(qtbot, context)
    assert names(queue) == [("a", "waiting"), ("b", "waiting"), ("c", "waiting")]
    assert not queue.control.busy
    queue.go_on()
    qtbot.waitUntil(lambda: queue.entries == [] and not queue.control.busy)
    queue.hold()
    assert Settings.load(context.settings.path.parent).extra[HELD] is True


def test_one_that_fails_stays_with_its_reason_and_the_others_go_on(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    scripts["b"] = failing
    errors: list[Exception] = []
    queue = context.training
    queue.control.failed.connect(errors.append)
    qtbot.waitUntil(lambda: len(list_runs(context.workspace.store)) == 3)
    wait_until_quiet(qtbot, context)
    assert names(queue) == [("b", "failed")]
    assert [str(error) for error in errors] == ["The device is lost."]

    del scripts["b"]
    queue.retry(waiting[1])
    qtbot.waitUntil(lambda: queue.entries == [] and not queue.control.busy)


def test_one_that_cannot_even_begin_holds_the_queue(
    context: AppContext, waiting: list[int], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    """Or it would be tried again and again."""

    def broken(*_: object, **__: object) -> Iterator[Event]:
        raise ImportError("libtorch is gone")

    savers: list[threading.Thread] = []
    monkeypatch.setattr(
        context.settings.__class__, "save", lambda _self: savers.append(threading.current_thread())
    )
    monkeypatch.setattr("engine.training.queue.run_queued", broken)
    queue = context.training
    qtbot.waitUntil(lambda: queue.held)
    wait_until_quiet(qtbot, context)
    assert set(savers) == {threading.main_thread()}  # the window changes its settings meanwhile
    assert [status for _, status in names(queue)] == ["waiting"] * 3
    assert queue.control.session is not None
    assert queue.control.session.state is State.FAILED


def test_a_stopped_one_leaves_and_the_next_begins(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    scripts["a"] = until_cancelled
    queue = context.training
    wait_until_it_trains(queue, qtbot)
    queue.control.stop()
    qtbot.waitUntil(lambda: queue.entries == [] and not queue.control.busy)
    statuses = [(run.name, run.status) for run in reversed(list_runs(context.workspace.store))]
    assert statuses == [("a", "stopped"), ("b", "finished"), ("c", "finished")]


def test_the_task_tells_by_name_what_is_trained_and_how_far_it_is(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    scripts["a"] = until_cancelled
    queue = context.training
    wait_until_it_trains(queue, qtbot)
    (task,) = [task for task in context.tasks.active() if task.kind == KIND]
    assert task.title == "Training a"
    qtbot.waitUntil(lambda: task.progress is not None)
    assert task.progress is not None
    assert (task.progress.text, task.progress.total) == ("Epoch 1 of 3", 1000)
    assert 0 < task.progress.done < 334
    assert queue_lines(queue.entries, queue.control.session, held=False)[0].detail.startswith(
        "Epoch 1 of 3 ·"
    )
    queue.hold()
    queue.control.stop()
    qtbot.waitUntil(lambda: not queue.control.busy)


def test_the_line_of_what_runs_tells_its_epochs_once() -> None:
    config = {"training": {"epochs": 77, "batch_size": 99}}
    entry = QueuedRun(
        id=1,
        run_id=None,
        place=0,
        status="running",
        dataset_id=1,
        dataset_name="log",
        name="",
        preset="quick",
        config=config,
    )
    (line,) = queue_lines([entry], None, held=False)
    assert "99" in line.detail
    assert "77" not in line.detail
    (line,) = queue_lines([replace(entry, status="waiting")], None, held=False)
    assert "Epochs 77" in line.detail


def test_freeing_the_device_keeps_the_training_in_front_and_holds_the_queue(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    scripts["a"] = until_cancelled
    queue = context.training
    wait_until_it_trains(queue, qtbot)
    queue.pause_and_free()
    qtbot.waitUntil(lambda: not queue.control.busy)
    wait_until_quiet(qtbot, context)
    assert queue.held
    assert names(queue)[0] == ("a", "waiting")
    assert queue.entries[0].run_id == 1


def test_the_order_follows_the_last_of_many_moves(
    context: AppContext, waiting: list[int], qtbot: QtBot
) -> None:
    context.settings.extra[HELD] = True
    queue = context.training
    a, b, c = waiting
    for number, to in ((c, 0), (a, 2), (b, 1), (c, 2), (a, 0)):
        queue.move(number, to)
    queue.remove(b)
    wait_until_quiet(qtbot, context)
    qtbot.waitUntil(lambda: [name for name, _ in names(queue)] == ["a", "c"])


@pytest.fixture
def panel(context: AppContext, waiting: list[int], host: QMainWindow, qtbot: QtBot) -> QueuePanel:
    """The panel of a queue that is on hold, unfolded."""
    context.settings.extra[HELD] = True
    panel = QueuePanel(context)
    host.setCentralWidget(panel)
    host.show()
    wait_until_quiet(qtbot, context)
    panel.fold.click()
    return panel


def order(panel: QueuePanel) -> list[str]:
    lines = [
        panel.list.item(row).text() or panel.list.item(row).data(256) for row in range(panel.list.count())
    ]
    return [line.title for line in lines]


def test_the_panel_says_what_waits(panel: QueuePanel) -> None:
    assert panel.isVisible()
    assert panel.label.text() == "3 trainings wait, on hold"
    assert order(panel) == ["a", "b", "c"]
    assert panel.go_on.isVisible()
    assert not panel.hold.isVisible()


def test_the_keyboard_moves_and_takes_out(panel: QueuePanel, context: AppContext, qtbot: QtBot) -> None:
    panel.list.setFocus()
    panel.list.setCurrentRow(2)
    qtbot.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: order(panel) == ["a", "c", "b"])
    assert panel.list.currentRow() == 1  # it stays marked
    qtbot.keyClick(panel.list, Qt.Key.Key_Up, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: order(panel) == ["c", "a", "b"])
    assert not panel.earlier.isEnabled()
    qtbot.keyClick(panel.list, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: order(panel) == ["a", "b"])


def test_buttons_can_be_used_exactly_when_they_would_do_something(
    panel: QueuePanel, context: AppContext, waiting: list[int], qtbot: QtBot
) -> None:
    panel.list.setCurrentRow(0)
    assert (panel.earlier.isEnabled(), panel.later.isEnabled()) == (False, True)
    assert (panel.remove.isEnabled(), panel.retry.isEnabled()) == (True, False)
    stored.mark_failed(context.workspace.store, waiting[0], "The disk is full.")
    context.queue_changed.emit()
    qtbot.waitUntil(panel.retry.isEnabled)
    assert "1 failed" in panel.label.text()
    assert "The disk is full." in panel.list.item(0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert not panel.forget.isVisible()
    stored.mark_failed(context.workspace.store, waiting[1], "The disk is full.")
    context.queue_changed.emit()
    qtbot.waitUntil(panel.forget.isVisible)
    panel.forget.click()
    qtbot.waitUntil(lambda: order(panel) == ["c"])


def test_the_panel_is_gone_with_the_last_one(panel: QueuePanel, qtbot: QtBot) -> None:
    for _ in range(3):
        left = panel.list.count()
        panel.remove.click()
        qtbot.waitUntil(lambda before=left: panel.list.count() < before or not panel.isVisible())
    qtbot.waitUntil(lambda: not panel.isVisible())


def test_the_running_one_can_be_neither_moved_nor_taken_out(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], host: QMainWindow, qtbot: QtBot
) -> None:
    scripts["a"] = until_cancelled
    panel = QueuePanel(context)
    host.setCentralWidget(panel)
    host.show()
    queue = context.training
    wait_until_it_trains(queue, qtbot)
    panel.fold.click()
    panel.list.setCurrentRow(0)
    assert not any(button.isEnabled() for button in (panel.earlier, panel.later, panel.remove, panel.retry))
    panel.list.setCurrentRow(1)
    assert not panel.earlier.isEnabled()  # what runs stays in front
    queue.hold()
    queue.control.stop()
    qtbot.waitUntil(lambda: not queue.control.busy)


# What a start finds ---------------------------------------------------------------------------------------


def test_a_start_goes_on_as_it_was_and_says_so(workspace: Workspace, waiting: list[int]) -> None:
    assert way_on(workspace, held=False, wanted=None).said == "The queue goes on with “a”."
    held = way_on(workspace, held=True, wanted=None)
    assert (held.said, held.entry) == ("3 trainings wait in the queue, which is on hold.", None)
    left = way_on(workspace, held=True, wanted=waiting[1])
    assert left.entry is not None
    assert (left.said, left.entry.id) == ("Going on with the training “b”.", waiting[1])
    assert way_on(workspace, held=False, wanted=77).entry is not None


def test_a_start_with_an_empty_queue_says_nothing(workspace: Workspace, context: AppContext) -> None:
    assert way_on(workspace, held=True, wanted=None) == Way()


@pytest.fixture
def died(workspace: Workspace, waiting: list[int]) -> int:
    """The run of the first in the queue, which the program had died in."""
    run = trained(workspace, "a")
    stored.mark_running(workspace.store, waiting[0], run)
    stored.release_queue(workspace.store)
    update_run(workspace.store, run, status="interrupted", epoch=2)
    checkpoint = workspace.run_folder(run) / "checkpoints" / "last.safetensors"
    checkpoint.parent.mkdir()
    checkpoint.write_bytes(b"")
    workspace.interrupted = 1
    return run


def test_after_a_crash_the_user_is_asked_first(
    context: AppContext, died: int, scripts: dict[str, Script], qtbot: QtBot
) -> None:
    queue = context.training
    offers: list[Way] = []
    queue.offered.connect(offers.append)
    qtbot.waitUntil(lambda: offers != [])
    wait_until_quiet(qtbot, context)
    assert not queue.control.busy
    assert offers[0].said == ("AREAL ended while it trained “a”. It can go on in epoch 3.")
    queue.decline(offers[0])
    wait_until_quiet(qtbot, context)
    assert queue.held
    assert not queue.control.busy
    assert names(queue)[0] == ("a", "waiting")


def test_a_second_crash_before_the_answer_leaves_no_hold_that_nobody_asked_for(
    context: AppContext, died: int, scripts: dict[str, Script], qtbot: QtBot
) -> None:
    queue = context.training
    offers: list[Way] = []
    queue.offered.connect(offers.append)
    qtbot.waitUntil(lambda: len(offers) == 1)
    queue.take_up()  # as the next start does
    qtbot.waitUntil(lambda: len(offers) == 2)
    assert queue.held
    queue.accept(offers[1])
    assert not queue.held
    wait_until_quiet(qtbot, context)


def test_a_hold_of_the_users_own_outlives_a_crash_and_its_question(
    context: AppContext, died: int, scripts: dict[str, Script], qtbot: QtBot
) -> None:
    context.settings.extra[HELD] = True
    queue = context.training
    offers: list[Way] = []
    queue.offered.connect(offers.append)
    qtbot.waitUntil(lambda: len(offers) == 1)
    queue.take_up()
    qtbot.waitUntil(lambda: len(offers) == 2)
    queue.accept(offers[1])
    assert queue.held
    wait_until_quiet(qtbot, context)


def test_a_crash_is_gone_on_from(
    context: AppContext, died: int, scripts: dict[str, Script], monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    resumed: list[int] = []

    def resume(workspace: Workspace, run_id: int, _cancel: CancelToken, **_: Any) -> Iterator[Event]:
        resumed.append(run_id)
        yield told.resumed(2, 8)
        update_run(workspace.store, run_id, status="finished")
        yield told.finished()

    monkeypatch.setattr("engine.training.queue.resume", resume)
    queue = context.training
    queue.offered.connect(queue.accept)
    qtbot.waitUntil(lambda: len(list_runs(context.workspace.store)) == 3)
    wait_until_quiet(qtbot, context)
    assert resumed == [died]
    assert queue.entries == []
    assert get_run(context.workspace.store, died).status == "finished"


def test_a_run_in_no_queue_is_offered_too(workspace: Workspace, context: AppContext) -> None:
    run = trained(workspace, "by hand")
    update_run(workspace.store, run, status="interrupted", epoch=1)
    workspace.interrupted = 1
    assert way_on(workspace, held=False, wanted=None) == Way()  # there is nothing that it could go on from
    checkpoint = workspace.run_folder(run) / "checkpoints" / "last.safetensors"
    checkpoint.parent.mkdir()
    checkpoint.write_bytes(b"")
    way = way_on(workspace, held=False, wanted=None)
    assert way.ask
    assert way.run is not None
    assert (way.run.id, way.entry) == (run, None)


def test_leaving_puts_the_training_back_for_the_next_start(
    context: AppContext, waiting: list[int], scripts: dict[str, Script], qtbot: QtBot
) -> None:
    scripts["a"] = until_cancelled
    queue = context.training
    wait_until_it_trains(queue, qtbot)
    queue.leave()
    qtbot.waitUntil(lambda: not queue.control.busy)
    wait_until_quiet(qtbot, context)
    assert not queue.control.busy  # and no other begins
    assert names(queue)[0] == ("a", "waiting")
    kept = Settings.load(context.settings.path.parent).extra
    assert kept[GO_ON_WITH] == waiting[0]
    assert not queue.held


def test_one_whose_failure_was_not_written_down_can_be_tried_again(
    context: AppContext,
    waiting: list[int],
    scripts: dict[str, Script],
    monkeypatch: pytest.MonkeyPatch,
    qtbot: QtBot,
) -> None:
    def full(*_: object) -> None:
        raise EngineError("The disk is full.")

    scripts["a"] = failing
    queue = context.training
    with monkeypatch.context() as patch:
        for name in ("mark_failed", "release_queue"):
            patch.setattr(f"engine.store.queue.{name}", full)
        qtbot.waitUntil(lambda: ("a", "failed") in names(queue) and len(names(queue)) == 1)
        wait_until_quiet(qtbot, context)
    del scripts["a"]
    queue.retry(waiting[0])
    qtbot.waitUntil(lambda: queue.entries == [] and not queue.control.busy)
