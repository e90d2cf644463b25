"""Table 2 from its start to its end: tuned on validation, then trained with its seeds, through the queue."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from engine.errors import EngineError
from engine.events import CancelToken, Event, result_of
from engine.store.queue import add_to_queue, list_queue, mark_failed
from engine.store.run_removal import hide_runs, restore_runs
from engine.store.runs import FINAL, Metric, list_runs, metrics, update_run
from engine.store.studies import get_study, study_queue, withdraw_study
from engine.studies.estimate import seconds_left
from engine.studies.lifecycle import begin_study, entry_cells, go_on, standing
from engine.studies.plan import Table2Plan, plan_of
from engine.studies.results import result
from engine.studies.sweep import StudyFinished, run_study
from engine.studies.table2.notes import topics
from engine.studies.table2.table import assemble
from engine.studies.working import run_queued
from engine.training.events import RunResumed
from engine.training.no_use import DIVERGED
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.studies.conftest import stop_in_second
from tests.engine.studies.table2.conftest import CASER, GRU, small_plan
from tests.engine.training.courses import of_type


def begun(workspace: Workspace, dataset: int, plan: Table2Plan) -> int:
    return begin_study(workspace, dataset, "table2", "Table 2", plan)


def is_tested(workspace: Workspace, run_id: int) -> bool:
    return any(metric.step == FINAL for metric in metrics(workspace.store, run_id, split="test"))


def test_only_the_chosen_configuration_is_tested_and_with_every_seed(finished: Workspace) -> None:
    runs = list_runs(finished.store)
    plan = plan_of(get_study(finished.store, 1))
    assert isinstance(plan, Table2Plan)
    assert len(runs) == 8
    tuning = [run for run in runs if run.seed == plan.tuning_seed]
    assert len(tuning) == 4
    assert not any(is_tested(finished, run.id) for run in tuning)
    table = [run for run in runs if run.seed in plan.seeds]
    assert all(is_tested(finished, run.id) for run in table)
    assert {run.config["training"]["learning_rate"] for run in table} == {0.02}  # the one that learns


def test_what_is_chosen_is_best_on_validation_ndcg_whatever_else_says(
    finished: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = {run.id for run in list_runs(finished.store) if run.config["training"]["learning_rate"] == 0.0001}
    assert len(slow) == 2

    def told(*_: object) -> dict[int, list[Metric]]:
        """The small learning rate is better on that alone."""
        values = {
            ("val", "ndcg@20"): (0.2, 0.1),
            ("val", "hr@20"): (0.1, 0.2),
            ("test", "ndcg@20"): (0.1, 0.9),
        }
        return {
            run.id: [
                Metric("model", split, "all", name, FINAL, value[run.id not in slow])
                for (split, name), value in values.items()
            ]
            for run in list_runs(finished.store)
        }

    monkeypatch.setattr("engine.studies.lifecycle.final_metrics", told)
    study = get_study(finished.store, 1)
    plan = plan_of(study)
    assert isinstance(plan, Table2Plan)
    for row in entry_cells(finished, study, plan):
        assert row.chosen == {"training.learning_rate": 0.0001}


def test_the_result_has_a_row_for_each_model(finished: Workspace) -> None:
    found = result(finished, 1)
    assert [row.label for row in found.rows] == [GRU, CASER]
    for row in found.rows:
        assert (row.state, row.trained, row.of, row.tried, row.to_try) == ("finished", 2, 2, 2, 2)
        assert row.changes == {"training.learning_rate": 0.02}
        figure = row.figure("test", "ndcg@20")
        assert figure is not None
        assert len(figure.each) == 2
    assert found.comparable
    assert found.best is not None
    assert "item-knn" in found.references["test"]


def test_nothing_is_missing_at_the_end(finished: Workspace) -> None:
    study = get_study(finished.store, 1)
    far = standing(finished, study)
    assert (far.planned, far.finished, far.failed, far.state) == (8, 8, 0, "finished")
    assert go_on(finished, 1) == 0
    assert list_queue(finished.store) == []


def test_the_trainings_of_a_row_come_as_soon_as_its_settings_are_chosen(
    workspace: Workspace, dataset: int
) -> None:
    number = begun(workspace, dataset, small_plan())
    assert go_on(workspace, number) == 4  # the tuning alone: more is not known
    for _ in range(2):
        list(run_queued(workspace, study_queue(workspace.store, number)[0], CancelToken()))
    names = [queued.name for queued in study_queue(workspace.store, number)]
    assert names == [
        f"tiny, Table 2: {GRU}, seed 0",
        f"tiny, Table 2: {GRU}, seed 1",
        f"tiny, Table 2: {CASER}, tuning, learning rate 0.0001",
        f"tiny, Table 2: {CASER}, tuning, learning rate 0.02",
    ]
    row = result(workspace, number).rows[0]
    assert (row.state, row.trained, row.tried) == ("waiting", 0, 2)


def test_without_a_choice_nothing_is_tuned(workspace: Workspace, dataset: int) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", rates=(0.02,), seeds=(0,)))
    *_, done = run_study(workspace, number, CancelToken())
    assert isinstance(done, StudyFinished)
    assert done.runs == {GRU: [1]}
    assert list_runs(workspace.store)[0].config["training"]["learning_rate"] == 0.02


def test_one_that_was_cut_off_goes_on_where_it_stood(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    stop_in_second(monkeypatch, workspace, number)
    far = standing(workspace, get_study(workspace.store, number))
    assert (far.planned, far.finished, far.state) == (3, 1, "waiting")
    events = list(run_study(workspace, number, CancelToken()))
    assert len(of_type(events, RunResumed)) == 1
    assert [run.status for run in list_runs(workspace.store)] == ["finished"] * 3


def test_one_that_ended_before_its_next_trainings_were_queued_goes_on_with_them(
    workspace: Workspace, dataset: int
) -> None:
    """As after a crash between the last training of the tuning and the first of the table."""
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    go_on(workspace, number)
    for _ in range(2):
        list(run_queued(workspace, study_queue(workspace.store, number)[0], CancelToken()))
    withdraw_study(workspace.store, number)
    assert standing(workspace, get_study(workspace.store, number)).state == "stopped"
    *_, done = run_study(workspace, number, CancelToken())
    assert done.runs == {GRU: [3]}  # type: ignore[attr-defined]


def _failing(rates: set[float]) -> Any:
    def run(*arguments: Any, **options: Any) -> Iterator[Event]:
        if arguments[2].training.learning_rate in rates:
            raise EngineError("The device is lost.")
        return train(*arguments, **options)

    return run


def test_of_a_tuning_of_which_some_fail_the_others_decide(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    monkeypatch.setattr("engine.training.queue.train", _failing({0.02}))
    *_, done = run_study(workspace, number, CancelToken())
    assert list_runs(workspace.store)[0].config["training"]["learning_rate"] == 0.0001
    assert isinstance(done, StudyFinished)
    far = standing(workspace, get_study(workspace.store, number))
    assert (far.finished, far.failed, far.state) == (2, 1, "finished")
    told = topics(result_of(assemble(workspace, number, CancelToken())))["failed"]
    assert told == f"Failed in the tuning, and decide nothing: configurations of {GRU} 1 of 2."
    assert go_on(workspace, number) == 0


def test_a_row_whose_tuning_was_deleted_stays_as_it_is(workspace: Workspace, dataset: int) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    list(run_study(workspace, number, CancelToken()))
    (before,) = result(workspace, number).rows
    of_tuning = {run.id for run in list_runs(workspace.store)} - set(before.runs)
    hide_runs(workspace.store, of_tuning)
    (after,) = result(workspace, number).rows
    assert after == replace(before, deleted=2)
    far = standing(workspace, get_study(workspace.store, number))
    assert (far.planned, far.finished, far.failed, far.state) == (3, 3, 0, "finished")
    assert seconds_left(workspace, get_study(workspace.store, number)) == 0
    assert go_on(workspace, number) == 0
    table = result_of(assemble(workspace, number, CancelToken()))
    told = topics(table)["deleted"]
    assert told == f"Deleted since they were chosen from: configurations of {GRU} 2 of 2."
    restore_runs(workspace.store, of_tuning)
    assert result(workspace, number).rows == (before,)


def test_what_is_deleted_of_a_tuning_that_goes_on_is_trained_again(
    workspace: Workspace, dataset: int
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    go_on(workspace, number)
    list(run_queued(workspace, study_queue(workspace.store, number)[0], CancelToken()))
    hide_runs(workspace.store, [run.id for run in list_runs(workspace.store)])
    assert result(workspace, number).rows[0].deleted == 0
    assert go_on(workspace, number) == 1
    *_, done = run_study(workspace, number, CancelToken())
    assert len(done.runs[GRU]) == 1  # type: ignore[attr-defined]


def test_a_seed_that_was_deleted_is_trained_again_with_the_same_settings_whatever_is_left_of_the_tuning(
    workspace: Workspace, dataset: int
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec"))
    list(run_study(workspace, number, CancelToken()))
    (before,) = result(workspace, number).rows
    hide_runs(workspace.store, [run.id for run in list_runs(workspace.store) if run.id != before.runs[1]])
    (after,) = result(workspace, number).rows
    assert (after.changes, after.trained, after.of) == (before.changes, 1, 2)
    assert standing(workspace, get_study(workspace.store, number)).state == "stopped"
    assert go_on(workspace, number) == 1
    (queued,) = study_queue(workspace.store, number)
    assert queued.config["training"]["learning_rate"] == 0.02


def test_a_row_of_which_some_has_failed_in_the_tuning_goes_by_what_is_left(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    go_on(workspace, number)
    monkeypatch.setattr("engine.training.queue.train", _failing({0.0001}))
    with pytest.raises(EngineError):
        list(run_queued(workspace, study_queue(workspace.store, number)[0], CancelToken()))
    (row,) = result(workspace, number).rows
    assert (row.state, row.reason, row.tried, row.failed) == ("waiting", "", 1, 1)


def test_one_that_diverged_begins_anew_when_it_is_tried_again(workspace: Workspace, dataset: int) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", rates=(), seeds=(0,)))
    list(run_study(workspace, number, CancelToken()))
    (run,) = list_runs(workspace.store)
    update_run(workspace.store, run.id, status="failed", error=f"{DIVERGED} The loss is no number.")
    queued = add_to_queue(
        workspace.store, dataset, run.config, run.preset, run_id=run.id, study_id=number, name=run.name
    )
    mark_failed(workspace.store, queued, f"{DIVERGED} The loss is no number.")
    assert result(workspace, number).rows[0].state == "failed"
    *_, done = run_study(workspace, number, CancelToken())
    assert done.runs == {GRU: [run.id + 1]}  # type: ignore[attr-defined]
    assert standing(workspace, get_study(workspace.store, number)).state == "finished"


def test_where_all_of_the_tuning_fails_the_row_says_why_and_can_be_tried_again(
    workspace: Workspace, dataset: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", seeds=(0,)))
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.queue.train", _failing({0.0001, 0.02}))
        *_, done = run_study(workspace, number, CancelToken())
    assert isinstance(done, StudyFinished)
    assert done.failed == {GRU: "The device is lost."}
    assert result(workspace, number).best is None
    *_, done = run_study(workspace, number, CancelToken())
    assert isinstance(done, StudyFinished)
    assert done.failed == {}
    assert len(done.runs[GRU]) == 1


def test_of_equal_configurations_the_first_is_chosen(workspace: Workspace, dataset: int) -> None:
    number = begun(workspace, dataset, small_plan("gru4rec", rates=(1e-9, 2e-9), seeds=(0,)))
    list(run_study(workspace, number, CancelToken()))
    study = get_study(workspace.store, number)
    plan = plan_of(study)
    assert isinstance(plan, Table2Plan)
    assert entry_cells(workspace, study, plan)[0].chosen == {"training.learning_rate": 1e-9}
