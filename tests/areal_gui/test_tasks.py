"""Work off the window's thread: what arrives, where, and how it ends."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from areal_gui.tasks import QUERY_THREADS, TaskRunner
from engine.events import CancelToken, Event, Progress


@pytest.fixture
def runner(qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner()
    yield runner
    assert runner.stop(10)


def counting(steps: int, threads: list[int] | None = None):
    def operation(_cancel: CancelToken) -> Iterator[Event]:
        for step in range(steps):
            if threads is not None:
                threads.append(threading.get_ident())
            yield Progress(text="counting", done=step, total=steps)

    return operation


def endless(cancel: CancelToken) -> Iterator[Event]:
    while True:
        cancel.raise_if_cancelled()
        yield Progress(text="on and on", done=1)


def failing(_cancel: CancelToken) -> Iterator[Event]:
    yield Progress(text="soon", done=1)
    raise ValueError("it broke")


def test_events_and_the_last_one_arrive_in_order_and_in_the_windows_thread(
    runner: TaskRunner, qtbot: QtBot
) -> None:
    seen: list[int] = []
    here: list[int] = []
    there: list[int] = []
    ended: list[Event] = []

    def note(event: Progress) -> None:
        seen.append(event.done)
        here.append(threading.get_ident())

    runner.start("Count", counting(5, there), on_event=note, on_finished=ended.append)
    qtbot.waitUntil(lambda: bool(ended))

    assert seen == [0, 1, 2, 3, 4]
    assert set(here) == {threading.get_ident()}
    assert threading.get_ident() not in there
    assert isinstance(ended[0], Progress)
    assert ended[0].done == 4


def test_a_cancelled_operation_says_so_and_nothing_else(runner: TaskRunner, qtbot: QtBot) -> None:
    said: list[str] = []
    task = runner.start(
        "Go on",
        endless,
        on_finished=lambda _: said.append("finished"),
        on_failed=lambda _: said.append("failed"),
        on_cancelled=lambda: said.append("cancelled"),
    )
    qtbot.waitUntil(lambda: task.progress is not None)

    task.cancel()
    assert task.cancelling
    qtbot.waitUntil(lambda: not task.running)

    assert said == ["cancelled"]
    assert runner.active() == []


def test_a_failure_goes_to_who_asked(runner: TaskRunner, qtbot: QtBot) -> None:
    errors: list[Exception] = []

    runner.start("Fail", failing, on_failed=errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert str(errors[0]) == "it broke"


def test_a_failure_that_nobody_asked_for_is_still_told(runner: TaskRunner, qtbot: QtBot) -> None:
    with qtbot.waitSignal(runner.unhandled) as told:
        runner.start("Fail", failing)

    title, error = told.args
    assert title == "Fail"
    assert isinstance(error, ValueError)


def test_the_active_tasks_are_known_by_title_and_kind(runner: TaskRunner, qtbot: QtBot) -> None:
    task = runner.start("Go on", endless, kind="training")

    assert [(active.title, active.kind) for active in runner.active()] == [("Go on", "training")]

    task.cancel()
    qtbot.waitUntil(lambda: not runner.active())


def test_a_task_can_be_asked_and_cancelled_long_after_it_ended(runner: TaskRunner, qtbot: QtBot) -> None:
    task = runner.start("Count", counting(1))
    qtbot.waitUntil(lambda: not task.running)
    qtbot.wait(1)

    task.cancel()

    assert not task.cancelling


def test_of_queries_with_one_key_only_the_newest_delivers(runner: TaskRunner, qtbot: QtBot) -> None:
    delivered: list[int] = []

    for number in range(50):
        runner.query(lambda number=number: number, delivered.append, key="list")
    qtbot.waitUntil(lambda: 49 in delivered)

    assert delivered == [49]


def test_queries_without_a_key_all_deliver(runner: TaskRunner, qtbot: QtBot) -> None:
    delivered: list[int] = []

    for number in range(20):
        runner.query(lambda number=number: number, delivered.append)
    qtbot.waitUntil(lambda: len(delivered) == 20)

    assert sorted(delivered) == list(range(20))


def test_a_query_that_fails_tells_why(runner: TaskRunner, qtbot: QtBot) -> None:
    errors: list[Exception] = []

    runner.query(lambda: 1 // 0, lambda _: None, errors.append)
    qtbot.waitUntil(lambda: bool(errors))

    assert isinstance(errors[0], ZeroDivisionError)


def test_a_key_can_be_used_again_after_its_query_ended(runner: TaskRunner, qtbot: QtBot) -> None:
    delivered: list[str] = []
    runner.query(lambda: "first", delivered.append, key="list")
    qtbot.waitUntil(lambda: delivered == ["first"])
    qtbot.wait(1)

    runner.query(lambda: "second", delivered.append, key="list")
    qtbot.waitUntil(lambda: delivered == ["first", "second"])


def test_after_stopping_nothing_runs_and_nothing_is_delivered(qapp: object, qtbot: QtBot) -> None:
    said: list[object] = []
    runner = TaskRunner()
    runner.start("Go on", endless, on_event=said.append, on_cancelled=lambda: said.append("cancelled"))
    for _ in range(5):
        runner.query(lambda: 1, said.append)

    assert runner.stop(10)
    del runner
    qtbot.wait(1)

    assert said == []


def test_stopping_waits_for_the_reads_that_began_and_drops_those_that_did_not(qapp: object) -> None:
    runner = TaskRunner()
    go_on = threading.Event()
    began = threading.Barrier(QUERY_THREADS + 1)
    done: list[int] = []

    def read(number: int) -> None:
        began.wait()
        go_on.wait()
        done.append(number)

    for number in range(QUERY_THREADS):
        runner.query(lambda number=number: read(number), lambda _: None)
    began.wait()
    for number in range(5):
        runner.query(lambda number=number: done.append(100 + number), lambda _: None)
    threading.Timer(0.05, go_on.set).start()

    assert runner.stop(10)
    assert sorted(done) == list(range(QUERY_THREADS))


class Witness:
    """Notes the thread in which the last reference to it falls."""

    def __init__(self, falls: list[int]) -> None:
        self.falls = falls

    def __del__(self) -> None:
        self.falls.append(threading.get_ident())


def test_what_a_query_holds_is_let_go_in_the_windows_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    came: list[int] = []
    falls: list[int] = []
    for number in range(200):
        held = Witness(falls)
        runner.query(lambda held=held, number=number: number if held else -1, came.append)
    del held

    qtbot.waitUntil(lambda: len(falls) == 200)

    assert sorted(came) == list(range(200))
    assert set(falls) == {threading.get_ident()}


def test_what_an_operation_holds_is_let_go_in_the_windows_thread(runner: TaskRunner, qtbot: QtBot) -> None:
    falls: list[int] = []

    def hold() -> None:
        held = Witness(falls)

        def operation(_cancel: CancelToken) -> Iterator[Event]:
            yield Progress(text="holding", done=falls.count(id(held)))

        runner.start("Hold", operation)

    for _ in range(5):
        hold()
    qtbot.waitUntil(lambda: len(falls) == 5)

    assert set(falls) == {threading.get_ident()}
