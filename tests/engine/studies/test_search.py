"""A search: what it tries, what it prunes, what it tests, and that it survives whatever cuts it off."""

from __future__ import annotations

import pytest

from engine.errors import EngineError
from engine.events import CancelToken
from engine.store.datasets import get_dataset
from engine.store.runs import get_run, list_runs, runs_of_study
from engine.store.search_file import NAME
from engine.store.studies import get_study, study_queue, withdraw_study
from engine.studies.lifecycle import begin_study, go_on, standing
from engine.studies.plan import SearchPlan, choice
from engine.studies.results import result
from engine.studies.search import importances, open_search
from engine.studies.sweep import run_study
from engine.studies.variants import PRUNED
from engine.studies.working import best_trial, has_test, work_off
from engine.training.events import Evaluated, RunResumed
from engine.training.queue import QueueDone
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.engine.studies.conftest import QUICK, search_plan, stop_in_second
from tests.engine.training.courses import of_type


def begin(workspace: Workspace, dataset: int, plan: SearchPlan) -> int:
    return begin_study(workspace, dataset, "search", "Search", plan)


def tried(workspace: Workspace, number: int) -> list[tuple[float, int]]:
    runs = runs_of_study(workspace.store, number)
    return [(run.config["training"]["learning_rate"], run.config["model"]["layers"]) for run in runs]


def known(workspace: Workspace, number: int) -> list[tuple[object, ...]]:
    with open_search(workspace, get_study(workspace.store, number)) as search:
        return [(trial.params, trial.value, trial.state) for trial in search.trials]


def test_only_the_best_on_validation_is_tested_and_once(workspace: Workspace, dataset: int) -> None:
    number = begin(workspace, dataset, search_plan())
    events = list(run_study(workspace, number, CancelToken()))
    found = result(workspace, number)
    assert len(found.rows) == 3
    assert found.best is not None
    best = found.rows[found.best]
    values = [row.figure("val", "ndcg@20") for row in found.rows]
    assert best.figure("val", "ndcg@20") == max(values, key=lambda value: value.mean if value else -1)
    assert [row.runs[0] for row in found.rows if has_test(workspace, row.runs[0])] == list(best.runs)
    assert len(of_type(events, Evaluated)) == 1
    assert best_trial(workspace, number) == best.runs[0]
    study = get_study(workspace.store, number)
    assert standing(workspace, study).state == "finished"
    assert go_on(workspace, number) == 0
    again = list(run_study(workspace, number, CancelToken()))
    assert of_type(again, Evaluated) == []


def test_one_that_was_cut_off_goes_on_and_tries_the_same_as_one_that_was_not(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = begin(workspace, dataset, search_plan(trials=2))
    list(run_study(workspace, whole, CancelToken()))
    cut = begin(workspace, dataset, search_plan(trials=2))
    stop_in_second(monkeypatch, workspace, cut)
    (queued,) = study_queue(workspace.store, cut)
    withdraw_study(workspace.store, cut)
    assert standing(workspace, get_study(workspace.store, cut)).state == "stopped"
    assert go_on(workspace, cut) == 1
    assert study_queue(workspace.store, cut)[0].run_id == queued.run_id == 4
    events = list(run_study(workspace, cut, CancelToken()))
    assert len(of_type(events, RunResumed)) == 1
    assert tried(workspace, cut) == tried(workspace, whole)


def test_what_optuna_has_forgotten_is_learned_from_the_runs(workspace: Workspace, dataset: int) -> None:
    number = begin(workspace, dataset, search_plan(trials=2))
    list(run_study(workspace, number, CancelToken()))
    path = workspace.root / NAME
    before = known(workspace, number)
    assert len(before) == 2
    path.unlink()
    assert known(workspace, number) == before
    path.write_bytes(b"no database at all")
    assert known(workspace, number) == before


def test_a_trial_that_is_worse_than_the_others_is_pruned_with_its_reason(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.studies.search.UNPRUNED_AT_FIRST", 1)
    base = with_settings(QUICK, {"training.epochs": 3, "training.patience": 0})
    number = begin(workspace, dataset, search_plan(base, trials=5))
    list(run_study(workspace, number, CancelToken()))
    pruned = [row for row in result(workspace, number).rows if row.state == "pruned"]
    assert pruned
    for row in pruned:
        run = get_run(workspace.store, row.runs[0])
        assert (run.status, run.epoch) == ("stopped", 2)
        assert run.error is not None
        assert run.error.startswith(f"{PRUNED} after epoch 2")
        assert row.watched is not None
        assert row.figures == {}
    assert standing(workspace, get_study(workspace.store, number)).finished == 5
    shares = importances(workspace, get_study(workspace.store, number))
    assert set(shares) <= {"training.learning_rate", "model.layers"}
    assert not shares or sum(shares.values()) == pytest.approx(1.0)


def test_a_small_space_is_tried_once_and_no_more(workspace: Workspace, dataset: int) -> None:
    space = (choice(QUICK, "model.layers", (1, 2)),)
    plan = SearchPlan(preset="quick", base=QUICK, space=space, trials=10)
    number = begin(workspace, dataset, plan)
    list(run_study(workspace, number, CancelToken()))
    assert sorted(row.changes["model.layers"] for row in result(workspace, number).rows) == [1, 2]  # type: ignore[type-var]
    far = standing(workspace, get_study(workspace.store, number))
    assert (far.planned, far.finished, far.state) == (2, 2, "finished")


def test_the_time_is_a_budget_too(workspace: Workspace, dataset: int) -> None:
    base = with_settings(QUICK, {"training.epochs": 500, "training.patience": 0})
    number = begin(workspace, dataset, search_plan(base, trials=None, minutes=0.02))
    list(run_study(workspace, number, CancelToken()))
    (row,) = result(workspace, number).rows
    assert row.state == "finished"
    assert row.epoch < 500
    assert standing(workspace, get_study(workspace.store, number)).state == "finished"


def test_trials_that_fail_are_kept_and_end_the_search_at_last(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_context: object, **_options: object) -> None:
        raise EngineError("The device is lost.")

    monkeypatch.setattr("engine.training.trainer.course", failing)
    number = begin(workspace, dataset, search_plan(trials=30))
    go_on(workspace, number)
    list(work_off(workspace, CancelToken()))
    runs = list_runs(workspace.store)
    assert [(run.status, run.error) for run in runs] == [("failed", "The device is lost.")] * 5
    assert study_queue(workspace.store, number) == []
    assert standing(workspace, get_study(workspace.store, number)).state == "stopped"
    assert go_on(workspace, number) == 1  # people may have mended what was wrong


def test_trials_that_cannot_even_begin_end_the_search_too(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_arguments: object) -> None:
        raise EngineError("The split is not possible.")

    monkeypatch.setattr("engine.training.trainer.run_data", failing)
    number = begin(workspace, dataset, search_plan(trials=30))
    go_on(workspace, number)
    *_, done = work_off(workspace, CancelToken())
    assert done == QueueDone(finished=0, failed=5)
    assert list_runs(workspace.store) == []


def test_trials_are_not_trained_again_for_use(workspace: Workspace, dataset: int) -> None:
    base = with_settings(QUICK, {"training.refit": "all"})
    number = begin(workspace, dataset, search_plan(base, trials=1))
    go_on(workspace, number)
    (queued,) = study_queue(workspace.store, number)
    assert queued.config["training"]["refit"] == "none"
    assert queued.name.startswith("tiny, Search: AREAL, trial 1, learning rate = ")
    assert get_dataset(workspace.store, dataset).id == queued.dataset_id
