"""Studies in the store: named, listed, deleted and brought back; their runs and waiting trainings."""

from __future__ import annotations

import pytest

from engine.errors import EngineError, NotFound
from engine.store import studies
from engine.store.queue import add_to_queue, list_queue, mark_running
from engine.store.runs import FINAL, Metric, add_metrics, create_run, runs_of_study
from engine.store.search_file import NAME, search_url, set_damaged_aside
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, import_sequences


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING)


def make(workspace: Workspace, dataset: int, name: str = "Schedules", kind: str = "grid") -> int:
    return studies.create_study(workspace.store, dataset, kind, name, {"seeds": [0, 1]})


def run_of(workspace: Workspace, dataset: int, study: int | None) -> int:
    return create_run(
        workspace.store,
        dataset_id=dataset,
        name="a run",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config={},
        study_id=study,
    )


def test_a_study_is_found_by_number_and_by_name(workspace: Workspace, dataset: int) -> None:
    number = make(workspace, dataset)
    for key in (number, str(number), "Schedules"):
        found = studies.get_study(workspace.store, key)
        assert (found.id, found.name, found.kind, found.dataset_name) == (number, "Schedules", "grid", "tiny")
        assert found.plan == {"seeds": [0, 1]}


def test_a_name_that_is_taken_gets_a_number(workspace: Workspace, dataset: int) -> None:
    for _ in range(3):
        make(workspace, dataset)
    names = [study.name for study in studies.list_studies(workspace.store)]
    assert names == ["Schedules 3", "Schedules 2", "Schedules"]


def test_one_that_is_not_there_is_told_with_the_nearest(workspace: Workspace, dataset: int) -> None:
    with pytest.raises(NotFound, match="holds no studies"):
        studies.get_study(workspace.store, 1)
    make(workspace, dataset)
    with pytest.raises(NotFound, match="Schedules"):
        studies.get_study(workspace.store, "Schedule")


def test_a_new_name_must_be_one(workspace: Workspace, dataset: int) -> None:
    number = make(workspace, dataset)
    studies.rename_study(workspace.store, number, " Noise ")
    assert studies.get_study(workspace.store, number).name == "Noise"
    studies.rename_study(workspace.store, number, "2026")
    assert studies.get_study(workspace.store, "2026").id == number
    with pytest.raises(EngineError, match="needs a name"):
        studies.rename_study(workspace.store, number, " ")


def test_a_deletion_takes_what_waits_out_of_the_queue_and_can_be_undone(
    workspace: Workspace, dataset: int
) -> None:
    number = make(workspace, dataset)
    run = run_of(workspace, dataset, number)
    add_to_queue(workspace.store, dataset, {}, "quick", study_id=number)
    other = add_to_queue(workspace.store, dataset, {}, "quick")
    studies.hide_study(workspace.store, number)
    assert studies.list_studies(workspace.store) == []
    assert [study.id for study in studies.list_deleted_studies(workspace.store)] == [number]
    assert [queued.id for queued in list_queue(workspace.store)] == [other]
    studies.restore_study(workspace.store, number)
    assert [study.id for study in studies.list_studies(workspace.store)] == [number]
    assert [each.id for each in runs_of_study(workspace.store, number)] == [run]
    studies.hide_study(workspace.store, number)
    assert studies.purge_studies(workspace.store) == [number]
    with pytest.raises(NotFound):
        studies.restore_study(workspace.store, number)


def test_stopping_leaves_the_training_under_way_and_what_is_not_of_the_study(
    workspace: Workspace, dataset: int
) -> None:
    number = make(workspace, dataset)
    running = add_to_queue(workspace.store, dataset, {}, "quick", study_id=number)
    mark_running(workspace.store, running, run_of(workspace, dataset, number))
    add_to_queue(workspace.store, dataset, {}, "quick", study_id=number)
    other = add_to_queue(workspace.store, dataset, {}, "quick")
    assert studies.withdraw_study(workspace.store, number) == 1
    assert [queued.id for queued in list_queue(workspace.store)] == [running, other]
    assert [queued.id for queued in studies.study_queue(workspace.store, number)] == [running]


def test_only_runs_of_a_search_are_trials(workspace: Workspace, dataset: int) -> None:
    search, grid = make(workspace, dataset, kind="search"), make(workspace, dataset)
    runs = [run_of(workspace, dataset, study) for study in (search, grid, None)]
    assert [studies.is_trial(workspace.store, run) for run in runs] == [True, False, False]


def test_figures_are_those_of_the_studys_runs(workspace: Workspace, dataset: int) -> None:
    number = make(workspace, dataset)
    mine, other = run_of(workspace, dataset, number), run_of(workspace, dataset, None)
    final = Metric("model", "val", "all", "ndcg@20", FINAL, 0.5)
    epochs = [Metric("model", "val", "all", "ndcg@20", step, 0.1 * step) for step in (2, 1)]
    seconds = [Metric("model", "train", "all", "seconds", step, 1.5) for step in (1, 2)]
    for run in (mine, other):
        add_metrics(workspace.store, run, [final, *epochs, *seconds])
    assert studies.final_metrics(workspace.store, number) == {mine: [final]}
    assert studies.epoch_metrics(workspace.store, number, "val", "ndcg@20") == {mine: epochs[::-1]}
    assert studies.training_seconds(workspace.store, number) == 3.0
    assert studies.training_seconds(workspace.store, number + 1) == 0.0


def test_only_a_file_that_is_no_database_is_set_aside(workspace: Workspace) -> None:
    root = workspace.root
    assert not set_damaged_aside(root)
    (root / NAME).write_bytes(b"SQLite format 3\x00 and more")
    assert not set_damaged_aside(root)
    (root / NAME).write_bytes(b"something else entirely")
    assert set_damaged_aside(root)
    assert not (root / NAME).exists()
    assert search_url(root).endswith("/studies.sqlite")
