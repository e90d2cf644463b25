"""Training on a log whose answer is known: events, records, stopping, failing."""

from __future__ import annotations

import json

import pytest
import torch

from engine.errors import BadSetting, NotFound
from engine.events import Cancelled, CancelToken, Event
from engine.models.registry import REFERENCES
from engine.store.runs import BEFORE_TRAINING, FINAL, get_run, list_runs, metrics
from engine.training.checkpoint import best_checkpoint
from engine.training.config import RunConfig
from engine.training.evaluate_run import evaluate_run
from engine.training.events import (
    EpochFinished,
    Evaluated,
    ReferenceEvaluated,
    RunFinished,
    RunStarted,
    StepsDone,
)
from engine.training.settings import with_settings
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.training.courses import ranking
from tests.support.imported import ALTERNATING, SMALL, import_sequences


def run(workspace: Workspace, dataset: int, config: RunConfig = SMALL) -> list[Event]:
    return list(train(workspace, dataset, config, CancelToken()))


def of_type(events: list[Event], kind: type) -> list:  # type: ignore[type-arg]
    return [event for event in events if isinstance(event, kind)]


def test_a_certain_log_is_learned_and_judged(workspace: Workspace, dataset: int) -> None:
    events = run(workspace, dataset)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.status == "finished"
    evaluated = list(evaluate_run(workspace, finished.run_id, "test", CancelToken()))[-1]
    assert isinstance(evaluated, Evaluated)
    assert evaluated.slices["with-history"]["mrr@10"] == 1.0
    assert ranking(evaluated.metrics) == ranking(finished.metrics)
    assert evaluated.rows == 12 * 6
    assert set(evaluated.references) == set(REFERENCES)


def test_the_events_tell_the_whole_story_in_order(workspace: Workspace, dataset: int) -> None:
    events = run(workspace, dataset)
    started = next(event for event in events if isinstance(event, RunStarted))
    assert (started.examples_train, started.examples_val, started.examples_test) == (576, 72, 72)
    assert started.steps_per_epoch == 9
    assert started.policy == "keep"
    epochs = of_type(events, EpochFinished)
    assert [event.epoch for event in epochs] == [1, 2, 3, 4]
    assert epochs[-1].eta_seconds == 0
    steps = of_type(events, StepsDone)
    assert steps[-1].step == 36
    assert sum(len(event.losses["total"]) for event in steps) == 36
    for event in steps:
        for total, *terms in zip(
            *(event.losses[n] for n in ("total", "squared_error", "discrete")), strict=True
        ):
            assert total == pytest.approx(sum(terms), rel=1e-5)
    references = of_type(events, ReferenceEvaluated)
    assert [event.split for event in references] == ["val"] * len(REFERENCES) + ["test"] * len(REFERENCES)
    assert events.index(references[len(REFERENCES) - 1]) < events.index(epochs[0])
    json.dumps([event.as_json() for event in events])


def test_the_run_is_recorded(workspace: Workspace, dataset: int) -> None:
    finished = run(workspace, dataset)[-1]
    assert isinstance(finished, RunFinished)
    row = get_run(workspace.store, finished.run_id)
    assert (row.status, row.epoch, row.best_epoch) == ("finished", 4, finished.best_epoch)
    assert row.parameters
    assert len(row.split_hash) == 64
    assert RunConfig.model_validate(row.config) == SMALL
    folder = workspace.run_folder(row.id)
    assert RunConfig.model_validate_json((folder / "config.json").read_text()) == SMALL
    assert "finished" in (folder / "log.txt").read_text()
    assert best_checkpoint(workspace, row.id).exists()
    final = {
        m.name: m.value
        for m in metrics(workspace.store, row.id, subject="model", split="test")
        if m.step == FINAL and m.slice == "all"
    }
    assert final == finished.metrics
    curve = [
        m
        for m in metrics(workspace.store, row.id, subject="model", split="val")
        if m.name == "ndcg@20" and m.step != FINAL
    ]
    assert [m.step for m in curve] == [1, 2, 3, 4]


def test_reference_rows_are_kept_on_the_rows_that_epochs_are_judged_on(
    workspace: Workspace, dataset: int
) -> None:
    events = run(workspace, dataset, with_settings(SMALL, {"training.validation_rows": 10}))
    told = next(event for event in of_type(events, ReferenceEvaluated) if event.subject == "markov")
    stored = metrics(workspace.store, told.run_id, subject="markov", split="val")
    at = {
        step: {metric.name: metric.value for metric in stored if (metric.step, metric.slice) == (step, "all")}
        for step in (BEFORE_TRAINING, FINAL)
    }
    assert at[BEFORE_TRAINING] == told.metrics
    assert at[FINAL] != told.metrics


def test_the_same_seed_gives_the_same_run(workspace: Workspace, dataset: int) -> None:
    first, second = run(workspace, dataset), run(workspace, dataset)
    losses = [[event.losses for event in of_type(events, EpochFinished)] for events in (first, second)]
    assert losses[0] == losses[1]
    other = run(workspace, dataset, with_settings(SMALL, {"seed": 1}))
    assert [event.losses for event in of_type(other, EpochFinished)] != losses[0]


def test_a_log_with_a_split_column_is_split_by_it(workspace: Workspace) -> None:
    split = ["test"] * 10 + ["val"] * 10 + ["train"] * 100
    dataset = import_sequences(workspace, ALTERNATING, split=split)
    events = run(workspace, dataset, with_settings(SMALL, {"data.split": "column", "training.epochs": 1}))
    started = next(event for event in events if isinstance(event, RunStarted))
    assert (started.examples_train, started.examples_val, started.examples_test) == (600, 60, 60)


def test_patience_ends_a_run_that_gets_no_better(workspace: Workspace, dataset: int) -> None:
    config = with_settings(SMALL, {"training.epochs": 200, "training.patience": 2})
    finished = run(workspace, dataset, config)[-1]
    assert isinstance(finished, RunFinished)
    assert finished.stop_reason == "no better epoch in 2"
    assert finished.epochs == finished.best_epoch + 2


def test_the_time_limit_ends_a_run_after_its_epoch(workspace: Workspace, dataset: int) -> None:
    limit = {"training.epochs": 1000, "training.patience": 0, "training.max_minutes": 1e-3}
    config = with_settings(SMALL, limit)
    finished = run(workspace, dataset, config)[-1]
    assert isinstance(finished, RunFinished)
    assert finished.stop_reason == "time limit"
    assert finished.metrics


def test_stopping_keeps_the_best_epoch(workspace: Workspace, dataset: int) -> None:
    token, events = CancelToken(), []
    for event in train(workspace, dataset, with_settings(SMALL, {"training.epochs": 1000}), token):
        events.append(event)
        if isinstance(event, EpochFinished):
            token.cancel()
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert (finished.status, finished.epochs, finished.best_epoch) == ("stopped", 1, 1)
    assert finished.metrics == {}
    assert get_run(workspace.store, finished.run_id).status == "stopped"
    assert isinstance(list(evaluate_run(workspace, finished.run_id, "val", CancelToken()))[-1], Evaluated)


def test_a_stopped_run_can_be_tested_later_and_keeps_the_figures(workspace: Workspace, dataset: int) -> None:
    token = CancelToken()
    for event in train(workspace, dataset, SMALL, token):
        if isinstance(event, EpochFinished):
            token.cancel()
    run_id = list_runs(workspace.store)[0].id
    assert metrics(workspace.store, run_id, split="test") == []
    *_, evaluated = evaluate_run(workspace, run_id, "test", CancelToken(), keep=True)
    assert isinstance(evaluated, Evaluated)
    kept = {
        (metric.subject, metric.slice, metric.name): metric.value
        for metric in metrics(workspace.store, run_id, split="test")
        if metric.step == FINAL
    }
    assert kept["model", "with-history", "hr@20"] == evaluated.slices["with-history"]["hr@20"]
    assert kept["markov", "all", "ndcg@20"] == evaluated.references["markov"]["ndcg@20"]


def test_stopping_takes_effect_after_the_current_step(workspace: Workspace, dataset: int) -> None:
    token, steps = CancelToken(), []

    def stop_when_started() -> None:
        for event in train(workspace, dataset, SMALL, token):
            if isinstance(event, RunStarted):
                token.cancel()
            steps.extend([event] if isinstance(event, StepsDone) else [])

    with pytest.raises(Cancelled):
        stop_when_started()
    assert steps == []
    assert list_runs(workspace.store)[0].status == "stopped"


def test_a_run_without_an_epoch_has_no_model_to_judge(workspace: Workspace, dataset: int) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        list(train(workspace, dataset, SMALL, token))
    with pytest.raises(NotFound, match="no trained model"):
        list(evaluate_run(workspace, list_runs(workspace.store)[0].id, "test", CancelToken()))


def test_abandoning_the_events_marks_the_run_interrupted(workspace: Workspace, dataset: int) -> None:
    events = train(workspace, dataset, SMALL, CancelToken())
    while not isinstance(next(events), StepsDone):
        pass
    events.close()  # type: ignore[attr-defined]
    assert list_runs(workspace.store)[0].status == "interrupted"


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a CUDA device")
def test_asking_for_a_missing_device_leaves_no_run(workspace: Workspace, dataset: int) -> None:
    with pytest.raises(BadSetting, match="no CUDA device"):
        run(workspace, dataset, with_settings(SMALL, {"device": "cuda"}))
    assert list_runs(workspace.store) == []


def test_a_split_that_is_not_possible_leaves_no_run(workspace: Workspace, dataset: int) -> None:
    with pytest.raises(BadSetting, match="split column"):
        run(workspace, dataset, with_settings(SMALL, {"data.split": "column"}))
    assert list_runs(workspace.store) == []


def test_a_data_set_that_is_not_there_is_not_found(workspace: Workspace) -> None:
    with pytest.raises(NotFound):
        run(workspace, 99)


def test_validation_of_an_epoch_can_look_at_fewer_rows(workspace: Workspace, dataset: int) -> None:
    config = with_settings(SMALL, {"training.validation_rows": 10, "training.epochs": 1})
    events = run(workspace, dataset, config)
    progress = [event for event in events if getattr(event, "text", "") == "Validating epoch 1"]
    assert progress[-1].total == 10  # type: ignore[attr-defined]
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert finished.metrics
