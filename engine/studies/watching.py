"""Watching a trial of a search while it is trained: what Optuna hears of it, and whether it goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from optuna.trial import TrialState

from engine.events import Cancelled, CancelToken, Event
from engine.store.queue import QueuedRun
from engine.store.runs import runs_of_study
from engine.store.studies import StudyRow, training_seconds
from engine.studies.search import OBJECTIVE, Search, objective, open_search
from engine.training.events import EpochFinished, RunFinished, RunStarted
from engine.training.no_use import PRUNED
from engine.training.queue import run_queued
from engine.training.requests import Requests
from engine.workspace import Workspace


def watched(
    workspace: Workspace,
    study: StudyRow,
    queued: QueuedRun,
    cancel: CancelToken,
    requests: Requests,
    *,
    waits_again: Callable[[], bool],
    prepare: Callable[[], object],
) -> Iterator[Event]:
    """Train one trial as `engine.training.queue.run_queued` does; Optuna hears of every epoch and of the end.

    Raises:
        Cancelled, EngineError: as for `train`.
    """
    run_id, before = queued.run_id, _runs(workspace, study)

    def stays() -> bool:
        return not requests.given_up and waits_again()

    with open_search(workspace, study) as search:
        events = run_queued(workspace, queued, cancel, requests=requests, waits_again=stays, prepare=prepare)
        try:
            for event in events:
                if isinstance(event, RunStarted):
                    run_id = event.run_id
                    search.began(run_id)
                elif isinstance(event, EpochFinished):
                    _watch(search, event, requests)
                yield event
                if isinstance(event, RunFinished):
                    _conclude(search, event, bool(requests.given_up))
        except Cancelled:
            raise
        except Exception:
            for new in _runs(workspace, study) - before:  # one that failed before it could say so
                search.began(new)
                run_id = new
            search.ended(run_id, TrialState.FAIL)
            raise


def _runs(workspace: Workspace, study: StudyRow) -> set[int]:
    return {run.id for run in runs_of_study(workspace.store, study.id)}


def _watch(search: Search, event: EpochFinished, requests: Requests) -> None:
    """Let Optuna judge an epoch, and look at the clock."""
    value = event.metrics[OBJECTIVE]
    if search.report(event.run_id, event.epoch, value):
        requests.give_up(
            f"{PRUNED} after epoch {event.epoch}: its validation NDCG@20 was below the median of the other "
            "trials after as many epochs."
        )
    minutes = search.plan.minutes
    if minutes is not None and training_seconds(search.workspace.store, search.study.id) >= 60 * minutes:
        requests.stop_after_epoch()


def _conclude(search: Search, event: RunFinished, given_up: bool) -> None:
    if event.status == "finished":
        value = objective(search.workspace, search.study.id).get(event.run_id)
        search.ended(event.run_id, TrialState.COMPLETE, value)
    elif given_up:
        search.ended(event.run_id, TrialState.PRUNED)
