"""Studies run to their end, one training after the other, through the queue."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from engine.errors import BadSetting, EngineError
from engine.events import CancelToken, Event
from engine.store.datasets import get_dataset
from engine.store.runs import get_run, list_runs
from engine.store.studies import get_study, study_queue
from engine.studies.lifecycle import begin_study, go_on, same_study, standing
from engine.studies.plan import SweepPlan
from engine.studies.plans import STUDIES, paper_plan
from engine.studies.results import result
from engine.studies.sweep import StudyFinished, VariantStarted, run_study
from engine.studies.variants import config_of, variants
from engine.training.events import RunResumed
from engine.training.trainer import train
from engine.workspace import Workspace
from tests.engine.studies.conftest import stop_in_second
from tests.engine.training.courses import of_type


@pytest.mark.parametrize("name", STUDIES)
def test_every_variant_is_a_possible_configuration_of_its_own(
    name: str, workspace: Workspace, dataset: int
) -> None:
    plan = paper_plan(name, get_dataset(workspace.store, dataset))
    configs = [config_of(plan, variant, 0) for variant in variants(plan)]
    assert len({config.model_dump_json() for config in configs}) == len(configs) > 1


def test_the_studies_are_those_of_section_5_4() -> None:
    assert {name: len(study.values) for name, study in STUDIES.items()} == {
        "schedules": 4,
        "modules": 4,
        "weights": 10,
        "embedding": 6,
        "steps": 8,
    }


def test_an_unknown_study_gets_the_nearest(workspace: Workspace, dataset: int) -> None:
    with pytest.raises(BadSetting) as refused:
        paper_plan("schedule", get_dataset(workspace.store, dataset))
    assert "schedules" in refused.value.advice


def test_every_combination_is_trained_and_told(workspace: Workspace, dataset: int, grid: SweepPlan) -> None:
    number = begin_study(workspace, dataset, "grid", "Schedules", grid)
    events = list(run_study(workspace, number, CancelToken()))
    assert [event.place for event in of_type(events, VariantStarted)] == [1, 2, 3, 4]
    done = events[-1]
    assert isinstance(done, StudyFinished)
    assert done.runs == {"linear": [1, 2], "sqrt": [3, 4]}
    assert done.failed == {}
    for label, each in done.runs.items():
        for seed, run_id in enumerate(each):
            run = get_run(workspace.store, run_id)
            assert (run.study_id, run.seed, run.config["diffusion"]["schedule"]) == (number, seed, label)
            assert run.name == f"tiny, Schedules: AREAL, {label}, seed {seed}"
    for split in ("val", "test"):
        assert 0.0 <= done.metrics["sqrt"][split]["ndcg@20"] <= 1.0
    study = get_study(workspace.store, number)
    assert standing(workspace, study).state == "finished"
    assert go_on(workspace, number) == 0


def test_a_study_that_was_cut_off_goes_on_where_it_stood(
    workspace: Workspace, dataset: int, grid: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begin_study(workspace, dataset, "grid", "Schedules", grid)
    stop_in_second(monkeypatch, workspace, number)
    study = get_study(workspace.store, number)
    far = standing(workspace, study)
    assert (far.finished, far.state) == (1, "waiting")
    assert len(study_queue(workspace.store, number)) == 3

    events = list(run_study(workspace, number, CancelToken()))
    assert len(of_type(events, RunResumed)) == 1
    assert [run.status for run in list_runs(workspace.store)] == ["finished"] * 4
    assert events[-1].runs == {"linear": [1, 2], "sqrt": [3, 4]}  # type: ignore[attr-defined]


def _failing_for_sqrt(*arguments: Any, **options: Any) -> Iterator[Event]:
    if arguments[2].diffusion.schedule == "sqrt":
        raise EngineError("The device is lost.")
    return train(*arguments, **options)


def test_what_fails_does_not_stop_the_others_and_is_tried_again(
    workspace: Workspace, dataset: int, grid: SweepPlan, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = begin_study(workspace, dataset, "grid", "Schedules", grid)
    with monkeypatch.context() as patch:
        patch.setattr("engine.training.queue.train", _failing_for_sqrt)
        *_, done = run_study(workspace, number, CancelToken())
    assert isinstance(done, StudyFinished)
    assert done.failed == {"sqrt": "The device is lost."}
    assert done.runs == {"linear": [1, 2], "sqrt": []}
    far = standing(workspace, get_study(workspace.store, number))
    assert (far.finished, far.failed, far.state) == (2, 2, "stopped")

    *_, done = run_study(workspace, number, CancelToken())
    assert done.runs == {"linear": [1, 2], "sqrt": [3, 4]}


def test_a_study_of_the_same_plan_is_found_again(workspace: Workspace, dataset: int, grid: SweepPlan) -> None:
    number = begin_study(workspace, dataset, "grid", "Schedules", grid)
    found = same_study(workspace, dataset, "grid", grid)
    assert found is not None
    assert found.id == number
    assert same_study(workspace, dataset, "grid", grid.model_copy(update={"seeds": (0,)})) is None
    assert same_study(workspace, dataset, "schedules", grid) is None


def test_a_combination_that_cannot_be_is_refused_before_anything_begins(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    bad = grid.model_copy(
        update={"axes": (grid.axes[0].model_copy(update={"path": "diffusion.steps", "values": (10, -1)}),)}
    )
    with pytest.raises(BadSetting, match="-1"):
        begin_study(workspace, dataset, "grid", "Steps", bad)


def test_trainings_on_another_state_of_the_log_are_not_mixed_with_new_ones(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    number = begin_study(workspace, dataset, "grid", "Schedules", grid)
    list(run_study(workspace, number, CancelToken()))
    from engine.store.runs import update_run

    update_run(workspace.store, 1, snapshot_hash="of before")
    assert go_on(workspace, number) == 0  # all are there: the result stays what it is
    workspace.delete_run(2)
    assert go_on(workspace, number) == 2
    assert {queued.config["seed"] for queued in study_queue(workspace.store, number)} == {0, 1}


def test_rows_judged_under_different_policies_are_not_comparable(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    axes = (grid.axes[0].model_copy(update={"path": "data.repeats", "values": ("keep", "exclude")}),)
    number = begin_study(
        workspace, dataset, "grid", "Repeats", grid.model_copy(update={"axes": axes, "seeds": (0,)})
    )
    list(run_study(workspace, number, CancelToken()))
    found = result(workspace, number)
    assert not found.comparable
    assert found.references == {}
