"""Running tasks in the status bar."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.components.task_bar import TaskBar
from areal_gui.tasks import TaskRunner
from engine.events import CancelToken, Event, Progress


@pytest.fixture
def runner(host: QMainWindow) -> Iterator[TaskRunner]:
    runner = TaskRunner(host)
    yield runner
    runner.stop(10)


def half_way(cancel: CancelToken) -> Iterator[Event]:
    yield Progress(text="Reading", done=50, total=100)
    while True:
        cancel.raise_if_cancelled()
        threading.Event().wait(0.001)


def test_a_row_comes_with_a_task_shows_how_far_it_is_and_goes_with_it(
    runner: TaskRunner, host: QMainWindow, qtbot: QtBot
) -> None:
    bar = TaskBar(runner, host)
    runner.start("Import log", half_way)
    (row,) = bar.rows()
    qtbot.waitUntil(lambda: row.bar.value() == 500)
    assert "Import log" in row.bar.accessibleName()

    row.cancel.click()

    assert not row.cancel.isEnabled()
    qtbot.waitUntil(lambda: bar.rows() == [])


def test_several_tasks_stand_side_by_side(runner: TaskRunner, host: QMainWindow, qtbot: QtBot) -> None:
    bar = TaskBar(runner, host)
    tasks = [runner.start(title, half_way) for title in ("One", "Two")]

    assert [row.task.title for row in bar.rows()] == ["One", "Two"]

    tasks[0].cancel()
    qtbot.waitUntil(lambda: [row.task.title for row in bar.rows()] == ["Two"])
