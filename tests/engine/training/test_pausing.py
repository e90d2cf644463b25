"""A run that is paused rests between two steps, and goes on as if nothing had been."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.events import Cancelled, CancelToken, Event, Progress
from engine.store.runs import get_run
from engine.training.checkpoint import last_checkpoint
from engine.training.events import CheckpointSaved, EpochFinished, Paused, Resumed, RunFinished, StepsDone
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import after_steps, fingerprint, of_type, until_end
from tests.support.imported import SMALL


def paused_at(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, then: Callable[[CancelToken], None]
) -> list[Event]:
    """A run paused after its 12th step; `then` is called while it waits."""
    token = CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, 12, token.pause)
        waiting = CancelToken.wait_while_paused
        patch.setattr(CancelToken, "wait_while_paused", lambda self: (then(self), waiting(self)))
        return until_end(train(workspace, dataset, SMALL, token))


def test_a_pause_changes_nothing(workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch) -> None:
    list(train(workspace, dataset, SMALL, CancelToken()))
    events = paused_at(workspace, dataset, monkeypatch, CancelToken.resume)
    told = [event for event in events if isinstance(event, Paused | Resumed | StepsDone)]
    at = next(place for place, event in enumerate(told) if isinstance(event, Paused))
    assert told[at - 1].step == 12  # type: ignore[union-attr]
    assert isinstance(told[at + 1], Resumed)
    assert fingerprint(last_checkpoint(workspace, 2)) == fingerprint(last_checkpoint(workspace, 1))


def test_a_checkpoint_is_on_disk_while_the_run_waits(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = []

    def look(token: CancelToken) -> None:
        found.append(last_checkpoint(workspace, 1).exists())
        token.resume()

    paused_at(workspace, dataset, monkeypatch, look)
    assert found == [True]


def test_cancelling_while_paused_ends_the_run_at_once(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = paused_at(workspace, dataset, monkeypatch, CancelToken.cancel)
    assert of_type(events, Resumed) == []
    assert of_type(events, StepsDone)[-1].step == 12
    assert isinstance(events[-1], RunFinished)
    assert (events[-1].status, events[-1].best_epoch) == ("stopped", 1)
    assert get_run(workspace.store, 1).status == "stopped"
    assert isinstance(list(resume(workspace, 1, CancelToken()))[-1], RunFinished)


@pytest.mark.parametrize("during", ["Validating epoch 2", "Scoring the best epoch on test", "Counting for"])
def test_every_stage_of_a_run_can_rest(workspace: Workspace, dataset: int, during: str) -> None:
    token, events = CancelToken(), []
    for event in train(workspace, dataset, SMALL, token):
        events.append(event)
        if isinstance(event, Progress) and event.text.startswith(during) and not of_type(events, Paused):
            token.pause()
        if isinstance(event, Paused):
            token.resume()
    at = next(place for place, event in enumerate(events) if isinstance(event, Paused))
    assert isinstance(events[at - 2], Progress)
    assert isinstance(events[at - 1], CheckpointSaved)
    assert isinstance(events[at + 1], Resumed)
    assert isinstance(events[-1], RunFinished)


def test_time_spent_paused_is_no_time_of_work(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [0.0]
    monkeypatch.setattr("engine.training.standing.time.perf_counter", lambda: now[0])

    def an_hour_later(token: CancelToken) -> None:
        now[0] += 3600.0
        token.resume()

    events = paused_at(workspace, dataset, monkeypatch, an_hour_later)
    assert all(event.seconds < 3600 for event in of_type(events, EpochFinished))


def test_a_run_cancelled_before_it_began_has_nothing_to_pause(workspace: Workspace, dataset: int) -> None:
    token = CancelToken()
    token.cancel()
    token.pause()
    with pytest.raises(Cancelled):
        list(train(workspace, dataset, SMALL, token))
