"""How long a study takes is told from earlier runs; what the paper says is quoted, row by row."""

from __future__ import annotations

import pytest

from engine.store.datasets import get_dataset
from engine.store.runs import Metric, add_metrics, create_run, update_run
from engine.store.studies import get_study
from engine.studies.estimate import Outlook, outlook, seconds_left, untimed
from engine.studies.lifecycle import begin_study
from engine.studies.plan import Plan, SweepPlan
from engine.studies.plans import STUDIES, paper_plan
from engine.studies.quotations import QUOTATIONS
from engine.studies.variants import config_of, variants
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.engine.studies.conftest import QUICK, search_plan
from tests.engine.studies.table2.conftest import small_plan


def earlier(
    workspace: Workspace, dataset: int, config: RunConfig, seconds: float, *, study: int | None = None
) -> None:
    run = create_run(
        workspace.store,
        dataset_id=dataset,
        name="earlier",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config=config.model_dump(mode="json"),
        study_id=study,
    )
    times = [Metric("model", "train", "all", "seconds", epoch, seconds) for epoch in (1, 2, 3)]
    add_metrics(workspace.store, run, times)


def at_most(workspace: Workspace, dataset: int, plan: Plan) -> float:
    found = outlook(workspace, dataset, plan)
    assert found is not None
    return found.at_most


def test_before_the_first_run_nobody_knows(workspace: Workspace, dataset: int, grid: SweepPlan) -> None:
    assert outlook(workspace, dataset, grid) is None


def test_every_training_takes_as_long_as_the_runs_most_like_it(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    earlier(workspace, dataset, with_settings(QUICK, {"model.embedding_size": 64}), 100.0)
    earlier(workspace, dataset, QUICK, 2.0)
    earlier(workspace, dataset, QUICK, 4.0)
    epochs = QUICK.training.epochs
    assert outlook(workspace, dataset, grid) == Outlook(4 * epochs * 3.0, 4 * epochs * 3.0)


def test_the_smaller_budget_counts(workspace: Workspace, dataset: int) -> None:
    earlier(workspace, dataset, QUICK, 2.0)
    epochs = QUICK.training.epochs
    assert at_most(workspace, dataset, search_plan(trials=5)) == 5 * epochs * 2.0
    assert at_most(workspace, dataset, search_plan(trials=None, minutes=3.0)) == 180.0
    assert at_most(workspace, dataset, search_plan(trials=5, minutes=0.05)) == 3.0


def test_trainings_are_expected_to_end_as_early_as_those_before(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    patience = QUICK.training.patience
    assert 0 < 3 * (patience + 1) < 50
    long = grid.model_copy(update={"base": with_settings(QUICK, {"training.epochs": 50})})
    earlier(workspace, dataset, QUICK, 2.0)
    assert outlook(workspace, dataset, long) == Outlook(4 * 50 * 2.0, 4 * 3 * (patience + 1) * 2.0)
    update_run(workspace.store, 1, status="finished", epoch=3)
    assert outlook(workspace, dataset, long) == Outlook(4 * 50 * 2.0, 4 * 3 * 2.0)


def test_what_is_left_of_a_study_shrinks_as_it_is_trained(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    number = begin_study(workspace, dataset, "grid", "Grid", grid)
    study = get_study(workspace.store, number)
    assert seconds_left(workspace, study) is None
    earlier(workspace, dataset, QUICK, 2.0)
    assert seconds_left(workspace, study) == 4 * 2.0
    config = config_of(grid, variants(grid)[0], 0)
    earlier(workspace, dataset, config, 2.0, study=number)
    update_run(workspace.store, 2, status="finished", epoch=1)
    assert seconds_left(workspace, study) == 3 * 2.0


def test_the_trainings_of_rows_that_are_still_tuned_are_left_too(workspace: Workspace, dataset: int) -> None:
    plan = small_plan(rates=(0.001, 0.01), seeds=(0, 1))
    number = begin_study(workspace, dataset, "table2", "Table 2", plan)
    earlier(workspace, dataset, plan.entries[0].base, 2.0)
    assert seconds_left(workspace, get_study(workspace.store, number)) == 2 * (2 + 2) * 2.0


def test_what_was_timed_counts_as_a_run_does_and_is_not_timed_again(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    configs = untimed(workspace, dataset, grid)
    assert len(configs) == 2
    timed = [(config, float(place)) for place, config in enumerate(configs)]
    assert untimed(workspace, dataset, grid, timed) == []
    found = outlook(workspace, dataset, grid, timed)
    assert found is not None
    assert found.at_most == 2 * QUICK.training.epochs * (0 + 1)


@pytest.mark.parametrize("name", STUDIES)
def test_every_study_of_the_paper_is_quoted_and_its_rows_are_variants(
    name: str, workspace: Workspace, dataset: int
) -> None:
    quotation = QUOTATIONS[name]
    assert quotation.where.split(",")[0].removeprefix("Section ") in STUDIES[name].source
    labels = {variant.label for variant in variants(paper_plan(name, get_dataset(workspace.store, dataset)))}
    assert {row.label for row in quotation.rows} <= labels


def test_the_rows_are_those_that_the_paper_prints() -> None:
    assert [len(QUOTATIONS[name].rows) for name in STUDIES] == [0, 4, 5, 0, 0]
    assert QUOTATIONS["modules"].rows[-1].values == (4.57, 1.98, 2.12, 0.76)
    assert max(QUOTATIONS["weights"].rows, key=lambda row: row.values[1]).label == "0.3 : 0.7"
