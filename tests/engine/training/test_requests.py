"""What people ask of a running training is done between two steps, and changes nothing else."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine.events import CancelToken, Event
from engine.store.runs import get_run
from engine.training.checkpoint import last_checkpoint
from engine.training.events import CheckpointSaved, EpochFinished, EvaluatedBetween, RunFinished
from engine.training.requests import Requests
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.training.courses import after_steps, fingerprint, of_type
from tests.support.imported import SMALL


def trained_with(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, ask: Callable[[Requests], None]
) -> list[Event]:
    """A run of which something is asked right after its 12th step, in the middle of an epoch."""
    requests = Requests()
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)
        after_steps(patch, 12, lambda: ask(requests))
        return list(train(workspace, dataset, SMALL, CancelToken(), requests=requests))


def test_a_checkpoint_is_written_when_asked_for(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = trained_with(workspace, dataset, monkeypatch, Requests.save_checkpoint)
    assert [event.step for event in of_type(events, CheckpointSaved)].count(12) == 1


def test_an_evaluation_is_made_in_the_middle_of_an_epoch_and_changes_nothing(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, SMALL, CancelToken()))
    events = trained_with(workspace, dataset, monkeypatch, Requests.evaluate)
    (evaluated,) = of_type(events, EvaluatedBetween)
    assert (evaluated.step, evaluated.metrics.keys()) == (
        12,
        of_type(events, EpochFinished)[0].metrics.keys(),
    )
    assert fingerprint(last_checkpoint(workspace, 2)) == fingerprint(last_checkpoint(workspace, 1))


def test_an_evaluation_is_of_the_model_as_it_is_then(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = trained_with(workspace, dataset, monkeypatch, Requests.evaluate)
    (evaluated,) = of_type(events, EvaluatedBetween)
    assert all(0.0 <= value <= 1.0 for name, value in evaluated.metrics.items() if "@" in name)
    log = (workspace.run_folder(1) / "log.txt").read_text("utf-8")
    assert "evaluated after 12 steps" in log


def test_the_epoch_in_training_can_be_made_the_last_one(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    events = trained_with(workspace, dataset, monkeypatch, Requests.stop_after_epoch)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    in_training = next(event.epoch for event in of_type(events, CheckpointSaved) if event.step >= 12)
    assert finished.epochs <= in_training < SMALL.training.epochs
    assert (finished.status, finished.stop_reason) == ("finished", "ended by hand")
    assert finished.metrics, "the best epoch was tested"
    assert get_run(workspace.store, 1).status == "finished"


def test_the_wish_for_a_last_epoch_can_be_taken_back(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask_and_take_back(requests: Requests) -> None:
        requests.stop_after_epoch()
        requests.stop_after_epoch(False)

    finished = trained_with(workspace, dataset, monkeypatch, ask_and_take_back)[-1]
    assert isinstance(finished, RunFinished)
    assert finished.stop_reason != "ended by hand"


def test_what_was_asked_before_the_training_began_is_done_too(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)
    requests = Requests()
    requests.evaluate()
    events = list(train(workspace, dataset, SMALL, CancelToken(), requests=requests))
    assert [event.step for event in of_type(events, EvaluatedBetween)] == [1]
