"""The queue is worked off one training after the other, and goes on where it was cut off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from engine.errors import EngineError
from engine.events import Cancelled, CancelToken, Event
from engine.store import queue
from engine.store.runs import list_runs
from engine.training.checkpoint import best_checkpoint
from engine.training.events import (
    EpochChosen,
    EpochFinished,
    ReferenceEvaluated,
    RunFinished,
    RunResumed,
)
from engine.training.queue import QueueDone, QueuedRunFailed, QueuedRunStarted, run_queued, work_off
from engine.training.requests import Requests
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.training.courses import after_steps, fingerprint, of_type, until_end
from tests.support.imported import SMALL


def add(workspace: Workspace, dataset: int, *, seed: int = 0, name: str = "") -> int:
    config = SMALL.model_copy(update={"seed": seed}).model_dump(mode="json")
    return queue.add_to_queue(workspace.store, dataset, config, "quick", name=name)


def statuses(workspace: Workspace) -> list[str]:
    return [queued.status for queued in queue.list_queue(workspace.store)]


def test_all_that_waits_is_trained_in_order(workspace: Workspace, dataset: int) -> None:
    add(workspace, dataset, seed=1, name="first")
    add(workspace, dataset, seed=2)
    events = list(work_off(workspace, CancelToken()))
    assert [event.waiting for event in of_type(events, QueuedRunStarted)] == [1, 0]
    assert events[-1] == QueueDone(finished=2, failed=0)
    assert statuses(workspace) == []
    assert [(run.seed, run.status) for run in reversed(list_runs(workspace.store))] == [
        (1, "finished"),
        (2, "finished"),
    ]
    assert list_runs(workspace.store)[1].name == "first"


def test_an_empty_queue_is_done_at_once(workspace: Workspace) -> None:
    assert list(work_off(workspace, CancelToken())) == [QueueDone(finished=0, failed=0)]


def test_one_that_fails_does_not_stop_the_others(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    bad, good = add(workspace, dataset, seed=1), add(workspace, dataset, seed=2)

    def failing(*arguments: object, **options: object) -> object:
        config = arguments[2]
        if config.seed == 1:  # type: ignore[attr-defined]
            raise EngineError("The device is lost.")
        return train(*arguments, **options)  # type: ignore[arg-type]

    monkeypatch.setattr("engine.training.queue.train", failing)
    events = list(work_off(workspace, CancelToken()))
    assert of_type(events, QueuedRunFailed) == [QueuedRunFailed(number=bad, reason="The device is lost.")]
    assert events[-1] == QueueDone(finished=1, failed=1)
    (left,) = queue.list_queue(workspace.store)
    assert (left.id, left.status, left.error) == (bad, "failed", "The device is lost.")
    assert good not in [queued.id for queued in queue.list_queue(workspace.store)]


def test_what_was_cut_off_goes_on_as_the_same_run(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, SMALL, CancelToken()))
    add(workspace, dataset)
    token = CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, 12, token.cancel)
        events = until_end(work_off(workspace, token))
    assert isinstance(events[-1], RunFinished)
    assert statuses(workspace) == ["waiting"]

    again: list[Event] = list(work_off(workspace, CancelToken()))
    assert len(of_type(again, RunResumed)) == 1
    assert of_type(again, EpochFinished)[-1].epoch == SMALL.training.epochs
    assert again[-1] == QueueDone(finished=1, failed=0)
    assert len(list_runs(workspace.store)) == 2
    assert fingerprint(best_checkpoint(workspace, 2)) == fingerprint(best_checkpoint(workspace, 1))


def test_a_queue_that_is_stopped_says_so(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(workspace, dataset)
    token = CancelToken()
    after_steps(monkeypatch, 12, token.cancel)
    with pytest.raises(Cancelled):
        list(work_off(workspace, token))


def test_a_run_that_was_deleted_meanwhile_begins_anew(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, token = add(workspace, dataset), CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, 12, token.cancel)
        until_end(work_off(workspace, token))
    workspace.delete_run(1)
    assert queue.get_queued(workspace.store, number).run_id is None
    events = list(work_off(workspace, CancelToken()))
    assert of_type(events, RunResumed) == []
    assert events[-1] == QueueDone(finished=1, failed=0)


def test_one_that_is_ended_for_good_leaves_and_its_run_can_be_resumed(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, token = add(workspace, dataset), CancelToken()
    after_steps(monkeypatch, 12, token.cancel)
    queued = queue.get_queued(workspace.store, number)
    until_end(run_queued(workspace, queued, token, waits_again=lambda: False))
    assert statuses(workspace) == []
    assert [run.status for run in list_runs(workspace.store)] == ["stopped"]


def test_a_fault_of_the_program_leaves_nothing_running(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(workspace, dataset)

    def fault() -> None:
        raise RuntimeError("a fault of the program")

    after_steps(monkeypatch, 3, fault)
    with pytest.raises(RuntimeError, match="a fault of the program"):
        list(work_off(workspace, CancelToken()))
    (left,) = queue.list_queue(workspace.store)
    assert (left.status, left.error) == ("failed", "a fault of the program")


def test_one_that_failed_goes_on_where_it_stood(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, SMALL, CancelToken()))
    number = add(workspace, dataset)

    def lost() -> None:
        raise EngineError("The device is lost.")

    with monkeypatch.context() as patch:
        after_steps(patch, 12, lost)
        assert list(work_off(workspace, CancelToken()))[-1] == QueueDone(finished=0, failed=1)
    queue.retry_queued(workspace.store, number)
    again = list(work_off(workspace, CancelToken()))
    assert [event.run_id for event in of_type(again, RunResumed)] == [2]
    assert again[-1] == QueueDone(finished=1, failed=0)
    assert fingerprint(best_checkpoint(workspace, 2)) == fingerprint(best_checkpoint(workspace, 1))


def test_a_run_that_dies_in_its_test_does_not_train_on(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    add(workspace, dataset)
    requests, token = Requests(), CancelToken()
    requests.stop_after_epoch()
    monkeypatch.setattr("engine.training.course.final_test", dies)
    with pytest.raises(EngineError):
        list(run_queued(workspace, queue.list_queue(workspace.store)[0], token, requests=requests))
    monkeypatch.undo()
    queue.retry_queued(workspace.store, 1)
    *_, finished, done = work_off(workspace, CancelToken())
    assert done == QueueDone(finished=1, failed=0)
    assert isinstance(finished, RunFinished)
    assert (finished.epochs, finished.stop_reason) == (1, "ended by hand")


def test_the_chosen_epoch_is_told_before_its_test(workspace: Workspace, dataset: int) -> None:
    events = list(train(workspace, dataset, SMALL, CancelToken()))
    (chosen,) = of_type(events, EpochChosen)
    assert chosen.epoch == list_runs(workspace.store)[0].best_epoch
    at = events.index(chosen)
    assert not of_type(events[at:], EpochFinished)
    assert next(event.split for event in of_type(events[at:], ReferenceEvaluated)) == "test"


def dies(*_: object) -> Iterator[Event]:
    raise EngineError("The power went.")
    yield
