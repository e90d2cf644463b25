"""Working off the queue: one training after the other, each as if it had been started by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

from engine.errors import EngineError, NotFound
from engine.events import Cancelled, CancelToken, Event
from engine.store import queue
from engine.store.queue import QueuedRun
from engine.store.runs import get_run
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.events import RunFinished, RunStarted
from engine.training.no_use import no_use_in_resuming
from engine.training.requests import Requests
from engine.training.trainer import resume, train
from engine.workspace import Workspace


@dataclass(frozen=True, kw_only=True)
class QueuedRunStarted(Event):
    """The next training of the queue begins; `waiting` others come after it."""

    number: int
    dataset: str
    waiting: int


@dataclass(frozen=True, kw_only=True)
class QueuedRunFailed(Event):
    """A training of the queue failed; the queue goes on."""

    number: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class QueueDone(Event):
    """Nothing waits any more."""

    finished: int
    failed: int


class Runner(Protocol):
    """Trains one of the queue, as `run_queued` does."""

    def __call__(self, workspace: Workspace, queued: QueuedRun, cancel: CancelToken) -> Iterator[Event]: ...


def work_off(
    workspace: Workspace, cancel: CancelToken, *, run: Runner | None = None, study_id: int | None = None
) -> Iterator[Event]:
    """Train what waits, in the order of the queue; the last event is `QueueDone`.

    Args:
        run: trains one of them; by default `run_queued`.
        study_id: leave what does not belong to this study.

    Raises:
        Cancelled: the end was asked for; what was under way waits again, and goes on from its checkpoint.
    """
    finished = failed = 0
    while waiting := _waiting(workspace, study_id):
        cancel.raise_if_cancelled()
        queued = waiting[0]
        yield QueuedRunStarted(number=queued.id, dataset=queued.dataset_name, waiting=len(waiting) - 1)
        try:
            yield from (run or run_queued)(workspace, queued, cancel)
        except EngineError as error:
            failed += 1
            yield QueuedRunFailed(number=queued.id, reason=str(error))
        else:
            cancel.raise_if_cancelled()
            finished += 1
    yield QueueDone(finished=finished, failed=failed)


def _waiting(workspace: Workspace, study_id: int | None) -> list[QueuedRun]:
    return [
        queued
        for queued in queue.list_queue(workspace.store)
        if queued.status == "waiting" and study_id in (None, queued.study_id)
    ]


def run_queued(
    workspace: Workspace,
    queued: QueuedRun,
    cancel: CancelToken,
    *,
    requests: Requests | None = None,
    waits_again: Callable[[], bool] = lambda: True,
    prepare: Callable[[], object] = lambda: None,
) -> Iterator[Event]:
    """Train one of the queue, or go on with the run that it has become.

    It leaves the queue once it is finished; one that failed stays, with the reason.

    Args:
        waits_again: asked when it was stopped: whether it goes on when it is its turn again, or leaves.
        prepare: called first; where it raises, the training has failed.

    Raises:
        Cancelled, EngineError: as for `train`.
    """
    store = workspace.store
    last: Event | None = None
    try:
        cancel.raise_if_cancelled()
        queue.mark_begun(store, queued.id)
        prepare()
        for last in _events(workspace, queued, cancel, requests):
            if isinstance(last, RunStarted):
                queue.mark_running(store, queued.id, last.run_id)
            yield last
    except GeneratorExit:
        queue.mark_waiting(store, queued.id)
        raise
    except Cancelled:
        _stopped(workspace, queued, waits_again())
        raise
    except Exception as error:
        with suppress(EngineError):  # a full disk must not hide the reason
            queue.mark_failed(store, queued.id, str(error) or type(error).__name__)
        raise
    _stopped(workspace, queued, isinstance(last, RunFinished) and last.status == "stopped" and waits_again())


def _stopped(workspace: Workspace, queued: QueuedRun, waits_again: bool) -> None:
    if waits_again:
        queue.mark_waiting(workspace.store, queued.id)
    else:
        queue.remove_from_queue(workspace.store, queued.id)


def _events(
    workspace: Workspace, queued: QueuedRun, cancel: CancelToken, requests: Requests | None
) -> Iterator[Event]:
    if _goes_on(workspace, queued):
        assert queued.run_id is not None
        return resume(workspace, queued.run_id, cancel, requests=requests)
    return train(
        workspace,
        queued.dataset_id,
        RunConfig.model_validate(queued.config),
        cancel,
        preset=queued.preset,
        name=queued.name or None,
        requests=requests,
        study_id=queued.study_id,
    )


def _goes_on(workspace: Workspace, queued: QueuedRun) -> bool:
    """Whether its run is still there, has not come to its end, and left what it can go on from.

    One that had not come to its first checkpoint goes on from its start; one that diverged would do so again
    from its checkpoint, and begins anew.
    """
    if queued.run_id is None:
        return False
    try:
        run = get_run(workspace.store, queued.run_id)
    except NotFound:
        return False
    goes_on = not run.epoch or last_checkpoint(workspace, run.id).exists()
    return run.status not in ("finished", "running") and goes_on and not no_use_in_resuming(run)
