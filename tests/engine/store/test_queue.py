"""The queue of trainings: an order that can be changed, and that outlives the program."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.errors import NotFound
from engine.store import queue
from engine.store.datasets import hide_dataset
from engine.store.queue import QueuedRun
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING)


def filled(workspace: Workspace, dataset: int, size: int) -> list[int]:
    return [
        queue.add_to_queue(workspace.store, dataset, {"seed": place}, "quick", name=f"run {place}")
        for place in range(size)
    ]


def waiting(workspace: Workspace) -> list[QueuedRun]:
    return [queued for queued in queue.list_queue(workspace.store) if queued.status == "waiting"]


def order(workspace: Workspace) -> list[int]:
    return [queued.id for queued in queue.list_queue(workspace.store)]


def test_what_is_added_comes_last(workspace: Workspace, dataset: int) -> None:
    assert order(workspace) == []
    numbers = filled(workspace, dataset, 3)
    assert order(workspace) == numbers
    first = waiting(workspace)[0]
    assert (first.id, first.config, first.name, first.status) == (numbers[0], {"seed": 0}, "run 0", "waiting")


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(moves=st.lists(st.tuples(st.integers(0, 3), st.integers(-1, 5)), max_size=8))
def test_moving_is_what_it_is_in_a_list(
    workspace: Workspace, dataset: int, moves: list[tuple[int, int]]
) -> None:
    for number in order(workspace):
        queue.remove_from_queue(workspace.store, number)
    expected = filled(workspace, dataset, 4)
    for which, to in moves:
        number = expected[which]
        queue.move_in_queue(workspace.store, number, to)
        expected.remove(number)
        expected.insert(max(0, to), number)
        assert order(workspace) == expected


def test_there_is_always_room_between_two(workspace: Workspace, dataset: int) -> None:
    first, *others = filled(workspace, dataset, 3)
    for turn in range(120):  # each time half of the distance is left
        queue.move_in_queue(workspace.store, others[turn % 2], 1)
        assert order(workspace) == [first, others[turn % 2], others[1 - turn % 2]]


def test_those_that_failed_are_passed_over_until_they_are_tried_again(
    workspace: Workspace, dataset: int
) -> None:
    first, second = filled(workspace, dataset, 2)
    queue.mark_failed(workspace.store, first, "The loss is not a number.")
    assert [queued.id for queued in waiting(workspace)] == [second]
    failed = queue.get_queued(workspace.store, first)
    assert (failed.status, failed.error) == ("failed", "The loss is not a number.")
    queue.retry_queued(workspace.store, first)
    assert waiting(workspace)[0] == queue.get_queued(workspace.store, first)


def test_what_ran_when_the_program_died_waits_again(tmp_path: Path) -> None:
    with Workspace.open(tmp_path) as workspace:
        number = filled(workspace, import_sequences(workspace, ALTERNATING), 1)[0]
        with workspace.store.write() as connection:
            connection.exec_driver_sql("UPDATE queued_run SET status = 'running'")
    with Workspace.open(tmp_path) as workspace:
        assert queue.get_queued(workspace.store, number).status == "waiting"


def test_a_deleted_data_set_has_nothing_waiting(workspace: Workspace, dataset: int) -> None:
    filled(workspace, dataset, 1)
    hide_dataset(workspace.store, dataset)
    assert order(workspace) == []
    workspace.delete_dataset(dataset)


def test_what_is_not_there_cannot_be_moved_but_noted(workspace: Workspace, dataset: int) -> None:
    (number,) = filled(workspace, dataset, 1)
    queue.remove_from_queue(workspace.store, number)
    queue.mark_waiting(workspace.store, number)
    for change in (queue.retry_queued, queue.get_queued):
        with pytest.raises(NotFound, match="number 1 in the queue"):
            change(workspace.store, number)


def test_what_is_started_by_hand_comes_first(workspace: Workspace, dataset: int) -> None:
    others = filled(workspace, dataset, 2)
    first = queue.add_to_queue(workspace.store, dataset, {}, "quick", first=True)
    assert order(workspace) == [first, *others]


def test_what_failed_is_forgotten_all_at_once(workspace: Workspace, dataset: int) -> None:
    first, second, third = filled(workspace, dataset, 3)
    for number in (first, third):
        queue.mark_failed(workspace.store, number, "The disk is full.")
    assert queue.forget_failed(workspace.store) == 2
    assert order(workspace) == [second]
    assert queue.forget_failed(workspace.store) == 0
