"""Working off the queue where some of what waits belongs to studies: a search is led from trial to trial."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress

from engine.errors import EngineError
from engine.events import Cancelled, CancelToken, Event
from engine.store import queue
from engine.store.queue import QueuedRun
from engine.store.runs import FINAL, metrics, runs_of_study
from engine.store.studies import SEARCH, TABLE2, StudyRow, get_study
from engine.studies.lifecycle import lead_on
from engine.studies.plan import Table2Plan, plan_of
from engine.training import queue as plain
from engine.training.evaluate_run import evaluate_run
from engine.training.events import RunFinished
from engine.training.requests import Requests
from engine.workspace import Workspace


def run_queued(
    workspace: Workspace,
    queued: QueuedRun,
    cancel: CancelToken,
    *,
    requests: Requests | None = None,
    waits_again: Callable[[], bool] = lambda: True,
    prepare: Callable[[], object] = lambda: None,
) -> Iterator[Event]:
    """As `engine.training.queue.run_queued`, for what belongs to a study as well.

    A trial of a search is watched, and the next put in its place. Once the settings of a row of Table 2 are
    chosen, its trainings come next.

    Raises:
        Cancelled, EngineError: as for `train`.
    """
    study = _leading_study(workspace, queued)
    if study is None or study.kind == TABLE2:
        events = plain.run_queued(
            workspace, queued, cancel, requests=requests, waits_again=waits_again, prepare=prepare
        )
        yield from events if study is None else _leading_on(workspace, study, events, cancel)
        return
    from engine.studies.watching import watched  # optuna: only a search needs it

    try:
        yield from watched(
            workspace, study, queued, cancel, requests or Requests(), waits_again=waits_again, prepare=prepare
        )
    except Cancelled:
        raise
    except Exception:
        queue.remove_from_queue(workspace.store, queued.id)  # its run keeps the reason, the search goes on
        _lead_on(workspace, study)
        raise
    if not cancel.cancelled and _lead_on(workspace, study) == 0:
        yield from judge_best(workspace, study.id, cancel)


def work_off(workspace: Workspace, cancel: CancelToken, *, study_id: int | None = None) -> Iterator[Event]:
    """As `engine.training.queue.work_off`, for a queue that may hold trials of searches."""
    return plain.work_off(workspace, cancel, run=run_queued, study_id=study_id)


def judge_best(workspace: Workspace, study_id: int, cancel: CancelToken) -> Iterator[Event]:
    """The one test of a search: of the trial that is best on validation, unless it has been tested."""
    best = best_trial(workspace, study_id)
    if best is not None and not has_test(workspace, best):
        yield from evaluate_run(workspace, best, "test", cancel, keep=True)


def best_trial(workspace: Workspace, study_id: int) -> int | None:
    """The run that is best on validation; of equal ones the first."""
    there = {run.id for run in runs_of_study(workspace.store, study_id)}  # not those that were deleted
    from engine.studies.search import objective

    values = {run: value for run, value in objective(workspace, study_id).items() if run in there}
    return max(values, key=lambda run: (values[run], -run), default=None)


def has_test(workspace: Workspace, run_id: int) -> bool:
    """Whether the store has the test of a run."""
    found = metrics(workspace.store, run_id, subject="model", split="test")
    return any(metric.step == FINAL for metric in found)


def _lead_on(workspace: Workspace, study: StudyRow) -> int:
    """The next trial comes to where this one was in the queue; tells how many there are: 0 or 1."""
    try:
        study = get_study(workspace.store, study.id)
    except EngineError:  # deleted meanwhile
        return 0
    from engine.studies.search import queue_next

    return queue_next(workspace, study, first=True)


def _leading_on(
    workspace: Workspace, study: StudyRow, events: Iterator[Event], cancel: CancelToken
) -> Iterator[Event]:
    """The same events; what they make ready of Table 2 is put into the queue after them."""
    last: Event | None = None
    try:
        for last in events:
            yield last
    except Cancelled:
        raise
    except Exception:
        _lead_table_on(workspace, study)  # the others may have decided
        raise
    if not cancel.cancelled and isinstance(last, RunFinished) and last.status == "finished":
        _lead_table_on(workspace, study)


def _lead_table_on(workspace: Workspace, study: StudyRow) -> None:
    with suppress(EngineError):  # deleted meanwhile, or of another version
        study = get_study(workspace.store, study.id)
        plan = plan_of(study)
        assert isinstance(plan, Table2Plan)
        lead_on(workspace, study, plan)


def _leading_study(workspace: Workspace, queued: QueuedRun) -> StudyRow | None:
    """The study of a training, where what comes next depends on it."""
    if queued.study_id is None:
        return None
    try:
        study = get_study(workspace.store, queued.study_id)
    except EngineError:  # deleted: what is left of it is an ordinary training
        return None
    return study if study.kind in (SEARCH, TABLE2) else None
