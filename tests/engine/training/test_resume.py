"""A run that was stopped and resumed is the run that was never stopped, bit for bit."""

from __future__ import annotations

import errno
from pathlib import Path
from typing import Any

import pytest

from engine.errors import BadSetting, EngineError, NotFound
from engine.events import Cancelled, CancelToken, Event
from engine.store.runs import FINAL, get_run, metrics
from engine.training.checkpoint import best_checkpoint, last_checkpoint
from engine.training.events import (
    EpochFinished,
    ReferenceEvaluated,
    RunFinished,
    RunResumed,
    RunWarning,
    StepsDone,
)
from engine.training.settings import with_settings
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import after_steps, fingerprint, of_type, ranking, until_end
from tests.support.imported import SMALL

STEPS_PER_EPOCH = 9
CONFIG = with_settings(
    SMALL,
    {
        "training.epochs": 3,
        "training.average_decay": 0.9,
        "training.rate_schedule": "cosine",
        "training.optimiser": "adamw",
        "training.validation_rows": 20,
    },
)


def figures(workspace: Workspace, run_id: int) -> dict[tuple[str, ...], float]:
    return {
        (m.subject, m.split, m.slice, m.name, str(m.step)): m.value
        for m in metrics(workspace.store, run_id)
        if "@" in m.name or m.name.startswith("loss")
    }


def stopped_after(
    steps: int, workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> list[Event]:
    token = CancelToken()
    with monkeypatch.context() as patch:
        after_steps(patch, steps, token.cancel)
        return until_end(train(workspace, dataset, CONFIG, token))


@pytest.mark.parametrize(
    "steps", [1, STEPS_PER_EPOCH, STEPS_PER_EPOCH + 4], ids=["first step", "end of epoch", "middle of epoch"]
)
def test_a_resumed_run_ends_as_one_that_was_never_stopped(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch, steps: int
) -> None:
    whole = list(train(workspace, dataset, CONFIG, CancelToken()))
    stopped_after(steps, workspace, dataset, monkeypatch)
    assert get_run(workspace.store, 2).status == "stopped"
    rest = list(resume(workspace, 2, CancelToken()))
    for path in (best_checkpoint, last_checkpoint):
        assert fingerprint(path(workspace, 2)) == fingerprint(path(workspace, 1))
    assert figures(workspace, 2) == figures(workspace, 1)
    assert isinstance(rest[-1], RunFinished)
    assert ranking(rest[-1].metrics) == ranking(whole[-1].metrics)  # type: ignore[attr-defined]
    assert get_run(workspace.store, 2).status == "finished"


def test_the_events_of_a_resumed_run_go_on_where_it_stopped(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = stopped_after(STEPS_PER_EPOCH + 4, workspace, dataset, monkeypatch)
    after = list(resume(workspace, "1", CancelToken()))
    (resumed,) = of_type(after, RunResumed)
    assert (resumed.run_id, resumed.epoch, resumed.step) == (1, 2, STEPS_PER_EPOCH + 4)
    assert [event.epoch for event in of_type(before + after, EpochFinished)] == [1, 2, 3]
    assert sum(len(event.losses["total"]) for event in of_type(before + after, StepsDone)) == 27
    known = [(e.subject, e.split, e.metrics) for e in of_type(before, ReferenceEvaluated)]
    told = [(e.subject, e.split, e.metrics) for e in of_type(after, ReferenceEvaluated) if e.split == "val"]
    assert sorted(told, key=str) == sorted(known, key=str)


def test_a_run_can_be_stopped_again_and_again(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, CONFIG, CancelToken()))
    stopped_after(2, workspace, dataset, monkeypatch)
    for steps in (5, 11, 20):
        token = CancelToken()
        with monkeypatch.context() as patch:
            after_steps(patch, steps, token.cancel)
            until_end(resume(workspace, 2, token))
    list(resume(workspace, 2, CancelToken()))
    assert fingerprint(last_checkpoint(workspace, 2)) == fingerprint(last_checkpoint(workspace, 1))


def test_a_run_stopped_during_its_test_is_only_tested(workspace: Workspace, dataset: int) -> None:
    token = CancelToken()
    for event in train(workspace, dataset, CONFIG, token):
        if getattr(event, "text", "").startswith("Scoring the best epoch"):
            token.cancel()
    assert isinstance(event, RunFinished)
    assert event.stop_reason == "stopped during the final test"
    events = list(resume(workspace, 1, CancelToken()))
    assert of_type(events, StepsDone) == []
    assert isinstance(events[-1], RunFinished)
    assert events[-1].status == "finished"
    assert events[-1].stop_reason == "all epochs done"


def test_a_run_abandoned_before_its_first_checkpoint_begins_again(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(workspace, dataset, CONFIG, CancelToken()))
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        list(train(workspace, dataset, CONFIG, token))
    assert not last_checkpoint(workspace, 2).exists()
    list(resume(workspace, 2, CancelToken()))
    assert fingerprint(best_checkpoint(workspace, 2)) == fingerprint(best_checkpoint(workspace, 1))


def test_stopping_a_resumed_run_before_its_first_step_keeps_its_best_epoch(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_after(STEPS_PER_EPOCH + 1, workspace, dataset, monkeypatch)
    token = CancelToken()
    token.cancel()
    *_, finished = resume(workspace, 1, token)
    assert isinstance(finished, RunFinished)
    assert (finished.status, finished.best_epoch) == ("stopped", 1)
    assert get_run(workspace.store, 1).error is None


def test_closing_the_events_keeps_where_the_run_was(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)
    list(train(workspace, dataset, CONFIG, CancelToken()))
    events = train(workspace, dataset, CONFIG, CancelToken())
    for event in events:
        if isinstance(event, StepsDone) and event.step == 5:
            break
    events.close()  # type: ignore[attr-defined]
    assert get_run(workspace.store, 2).status == "interrupted"
    resumed = of_type(list(resume(workspace, 2, CancelToken())), RunResumed)
    assert resumed[0].step == 5
    assert fingerprint(last_checkpoint(workspace, 2)) == fingerprint(last_checkpoint(workspace, 1))


def test_a_checkpoint_is_also_due_within_an_epoch(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)
    monkeypatch.setattr("engine.training.context.SAVE_EVERY", 0.0)
    for event in train(workspace, dataset, CONFIG, CancelToken()):
        if isinstance(event, StepsDone) and event.step == 4:
            assert last_checkpoint(workspace, 1).exists()
            break


def test_only_an_unfinished_run_can_be_resumed(workspace: Workspace, dataset: int) -> None:
    list(train(workspace, dataset, CONFIG, CancelToken()))
    with pytest.raises(BadSetting, match="finished"):
        list(resume(workspace, 1, CancelToken()))
    with pytest.raises(NotFound):
        list(resume(workspace, 9, CancelToken()))


def test_a_lost_or_damaged_checkpoint_is_explained(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_after(STEPS_PER_EPOCH + 1, workspace, dataset, monkeypatch)
    path = last_checkpoint(workspace, 1)
    content = path.read_bytes()
    path.write_bytes(content[:300])
    with pytest.raises(EngineError, match="damaged"):
        list(resume(workspace, 1, CancelToken()))
    path.unlink()
    with pytest.raises(BadSetting, match="gone"):
        list(resume(workspace, 1, CancelToken()))
    path.write_bytes(content)
    assert isinstance(list(resume(workspace, 1, CancelToken()))[-1], RunFinished)


def test_a_full_disk_warns_once_and_leaves_the_checkpoint_before(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from engine.training import checkpoint

    whole, saves = checkpoint.save_file, 0

    def fills_up(tensors: Any, path: Path, metadata: Any = None) -> None:
        nonlocal saves
        saves += path.stem == "last"
        if path.stem == "last" and saves > 1:
            path.write_bytes(b"half of it")
            raise OSError(errno.ENOSPC, "No space left on device")
        whole(tensors, path, metadata)

    monkeypatch.setattr(checkpoint, "save_file", fills_up)
    events = []
    for event in train(workspace, dataset, CONFIG, CancelToken()):
        events.append(event)
        if isinstance(event, EpochFinished) and event.epoch == 1:
            first = last_checkpoint(workspace, 1).read_bytes()
    (warning,) = of_type(events, RunWarning)
    assert "No space left" in warning.text
    assert warning.text in (workspace.run_folder(1) / "log.txt").read_text()
    assert last_checkpoint(workspace, 1).read_bytes() == first
    assert not last_checkpoint(workspace, 1).with_suffix(".partial").exists()
    assert isinstance(events[-1], RunFinished)
    assert events[-1].status == "finished"


def test_the_store_has_the_final_figures_once_the_resumed_run_ends(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped_after(STEPS_PER_EPOCH + 1, workspace, dataset, monkeypatch)
    finished = list(resume(workspace, 1, CancelToken()))[-1]
    assert isinstance(finished, RunFinished)
    kept = {
        m.name: m.value
        for m in metrics(workspace.store, 1, subject="model", split="test")
        if (m.step, m.slice) == (FINAL, "all")
    }
    assert kept == finished.metrics
    assert get_run(workspace.store, 1).error is None
