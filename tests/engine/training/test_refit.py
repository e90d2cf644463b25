"""Training again for use: what it learns from, what uses it, and what must not."""

from __future__ import annotations

import pytest
import torch

from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.models.subjects import REFITTED
from engine.store.datasets import get_dataset
from engine.store.runs import FINAL, get_run, metrics
from engine.training.checkpoint import best_checkpoint, last_checkpoint, load_run_model, refit_checkpoint
from engine.training.evaluate_run import evaluate_run
from engine.training.events import EpochFinished, Evaluated, Paused, Refitted, RunFinished, StepsDone
from engine.training.final_test import beaten_by
from engine.training.settings import with_settings
from engine.training.setup import refit_data, run_data
from engine.training.trainer import resume, train
from engine.workspace import Workspace
from tests.engine.training.courses import fingerprint, of_type, ranking
from tests.support.imported import SMALL, import_sequences

CONFIG = with_settings(SMALL, {"training.refit": "train+val", "training.epochs": 2})
ALL = with_settings(CONFIG, {"training.refit": "all"})


def late_item() -> list[list[str]]:
    """Item "new" follows "i0" in the validation part and later only."""
    return [["i0", "i1", "i2"]] * 80 + [["i0", "new", "i2"]] * 20


def loaded(workspace: Workspace, purpose: str) -> Areal:
    run = get_run(workspace.store, 1)
    n_items = get_dataset(workspace.store, run.dataset_id).n_items
    return load_run_model(workspace, run, n_items, torch.device("cpu"), purpose=purpose)  # type: ignore[arg-type]


def test_the_later_parts_become_training_examples(workspace: Workspace, dataset: int) -> None:
    data = run_data(workspace, dataset, CONFIG)
    sizes = {part: len(examples) for part, examples in data.parts.items()}
    log, examples = refit_data(data, CONFIG)
    assert len(examples) == sizes["train"] + sizes["val"]
    assert len(log.items) == len(examples)
    assert len(refit_data(data, ALL)[1]) == sum(sizes.values())


def test_the_items_that_are_no_targets_stay_none(workspace: Workspace, dataset: int) -> None:
    config = with_settings(ALL, {"data.first_item_is_target": False})
    data = run_data(workspace, dataset, config)
    _, examples = refit_data(data, config)
    assert len(examples) == sum(len(part) for part in data.parts.values()) == 120 * 5


def test_the_model_for_use_knows_what_only_later_parts_have(workspace: Workspace) -> None:
    dataset = import_sequences(workspace, late_item())
    many = {"training.epochs": 8, "training.patience": 0}
    list(train(workspace, dataset, with_settings(CONFIG, many), CancelToken()))
    history, length = torch.tensor([[0] + [4] * 9]), torch.tensor([1])
    names = {"i0": 0, "i1": 1, "i2": 2, "new": 3}
    new = {
        purpose: float(loaded(workspace, purpose).scores(history, length)[0, names["new"]])
        for purpose in ("evaluation", "use")
    }
    assert new["use"] > 2 * new["evaluation"]


def test_it_trains_the_chosen_number_of_epochs_and_is_told_and_kept(
    workspace: Workspace, dataset: int
) -> None:
    events = list(train(workspace, dataset, CONFIG, CancelToken()))
    (told,) = of_type(events, Refitted)
    finished = events[-1]
    assert isinstance(finished, RunFinished)
    assert (told.on, told.epochs, told.examples) == ("train+val", finished.best_epoch, 648)
    assert refit_checkpoint(workspace, 1).exists()
    assert "trained again on train+val" in (workspace.run_folder(1) / "log.txt").read_text()
    recorded = {
        m.name: m.value
        for m in metrics(workspace.store, 1, subject=REFITTED, split="test")
        if (m.step, m.slice) == (FINAL, "all")
    }
    assert recorded == told.metrics != {}
    assert REFITTED not in finished.beaten_by


def test_the_selection_is_the_same_with_and_without(workspace: Workspace, dataset: int) -> None:
    without = list(
        train(workspace, dataset, with_settings(CONFIG, {"training.refit": "none"}), CancelToken())
    )
    events = list(train(workspace, dataset, CONFIG, CancelToken()))
    assert fingerprint(best_checkpoint(workspace, 1)) == fingerprint(best_checkpoint(workspace, 2))
    assert ranking(events[-1].metrics) == ranking(without[-1].metrics)  # type: ignore[attr-defined]
    assert not refit_checkpoint(workspace, 1).exists()
    steps = [sum(len(e.losses["total"]) for e in of_type(each, StepsDone)) for each in (without, events)]
    assert steps[0] == steps[1]  # the curves are the selection's alone


def test_evaluation_takes_the_selected_model_and_use_the_refitted(workspace: Workspace, dataset: int) -> None:
    finished = list(train(workspace, dataset, CONFIG, CancelToken()))[-1]
    *_, evaluated = evaluate_run(workspace, 1, "test", CancelToken())
    assert isinstance(evaluated, Evaluated)
    assert ranking(evaluated.metrics) == ranking(finished.metrics)  # type: ignore[attr-defined]
    selected, used = loaded(workspace, "evaluation"), loaded(workspace, "use")
    assert not torch.equal(selected.embedding, used.embedding)


def test_a_model_that_has_seen_everything_is_not_tested(workspace: Workspace, dataset: int) -> None:
    events = list(train(workspace, dataset, ALL, CancelToken()))
    assert of_type(events, Refitted)[0].metrics == {}
    assert metrics(workspace.store, 1, subject=REFITTED) == []
    assert refit_checkpoint(workspace, 1).exists()


def test_a_run_stopped_while_refitting_has_its_figures_and_goes_on(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.training.epoch.LOGGING_INTERVAL", 0.0)
    many = with_settings(CONFIG, {"training.epochs": 3})
    list(train(workspace, dataset, many, CancelToken()))
    token = CancelToken()
    events = []
    for event in train(workspace, dataset, many, token):
        events.append(event)
        if getattr(event, "text", "").startswith("Training again on train+val, epoch 1"):
            token.cancel()
    stopped = events[-1]
    assert isinstance(stopped, RunFinished)
    assert stopped.stop_reason == "stopped while training again for use"
    assert stopped.metrics
    assert not refit_checkpoint(workspace, 2).exists()
    rest = list(resume(workspace, 2, CancelToken()))
    assert of_type(rest, EpochFinished) == []
    assert fingerprint(refit_checkpoint(workspace, 2)) == fingerprint(refit_checkpoint(workspace, 1))
    assert fingerprint(last_checkpoint(workspace, 2)) == fingerprint(last_checkpoint(workspace, 1))
    assert isinstance(rest[-1], RunFinished)
    assert (rest[-1].status, rest[-1].stop_reason) == ("finished", "all epochs done")
    assert rest[-1].metrics == stopped.metrics


def test_refitting_can_rest_too(workspace: Workspace, dataset: int) -> None:
    token, events = CancelToken(), []
    for event in train(workspace, dataset, CONFIG, token):
        events.append(event)
        if getattr(event, "text", "") == "Scoring the model trained again on test":
            token.pause()
        if isinstance(event, Paused):
            token.resume()
    assert of_type(events, Paused)
    assert isinstance(events[-1], RunFinished)


def test_a_run_says_which_reference_rows_it_did_not_beat() -> None:
    rows = {"model": 0.3, "markov": 0.3, "item-knn": 0.5, "popularity": 0.1, REFITTED: 0.9}
    assert beaten_by({name: {"ndcg@20": value} for name, value in rows.items()}) == ("item-knn", "markov")
    assert beaten_by({}) == ()
