"""Of many wishes the newest is granted, and nothing stale arrives."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.latest import LatestQuery
from areal_gui.tasks import TaskRunner


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    runner.stop()


def test_a_hundred_quick_wishes_cost_two_reads_and_bring_the_last(tasks: TaskRunner, qtbot: QtBot) -> None:
    latest, go = LatestQuery(tasks, "test"), threading.Event()
    read: list[int] = []
    got: list[int] = []

    def reading(number: int) -> int:
        go.wait(10)
        read.append(number)
        return number

    for number in range(100):
        latest.ask(lambda number=number: reading(number), got.append, pytest.fail)  # type: ignore[misc]
    go.set()
    qtbot.waitUntil(lambda: bool(got))

    assert read == [0, 99]
    assert got == [99]


def test_what_is_no_longer_wished_for_does_not_arrive(tasks: TaskRunner, qtbot: QtBot) -> None:
    latest, got = LatestQuery(tasks, "test"), []
    latest.ask(lambda: 1, got.append, pytest.fail)
    latest.forget()
    qtbot.waitUntil(lambda: not tasks._queries)
    latest.ask(lambda: 2, got.append, pytest.fail)
    qtbot.waitUntil(lambda: bool(got))

    assert got == [2]


def test_a_failure_is_told_and_does_not_block_the_next_wish(tasks: TaskRunner, qtbot: QtBot) -> None:
    latest, errors, got = LatestQuery(tasks, "test"), [], []
    latest.ask(lambda: 1 // 0, got.append, errors.append)
    qtbot.waitUntil(lambda: bool(errors))
    latest.ask(lambda: 3, got.append, errors.append)
    qtbot.waitUntil(lambda: bool(got))

    assert isinstance(errors[0], ZeroDivisionError)
    assert got == [3]
