"""How long a study takes is told from earlier runs; what the paper says is quoted, row by row."""

from __future__ import annotations

import pytest

from engine.store.datasets import get_dataset
from engine.store.runs import Metric, add_metrics, create_run
from engine.studies.estimate import seconds_at_most
from engine.studies.plan import SweepPlan
from engine.studies.plans import STUDIES, paper_plan
from engine.studies.quotations import QUOTATIONS
from engine.studies.variants import variants
from engine.training.config import RunConfig
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.engine.studies.conftest import QUICK, search_plan


def earlier(workspace: Workspace, dataset: int, config: RunConfig, seconds: float) -> None:
    run = create_run(
        workspace.store,
        dataset_id=dataset,
        name="earlier",
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config=config.model_dump(mode="json"),
    )
    times = [Metric("model", "train", "all", "seconds", epoch, seconds) for epoch in (1, 2, 3)]
    add_metrics(workspace.store, run, times)


def test_before_the_first_run_nobody_knows(workspace: Workspace, dataset: int, grid: SweepPlan) -> None:
    assert seconds_at_most(workspace, dataset, grid) is None


def test_every_training_takes_as_long_as_the_runs_most_like_it(
    workspace: Workspace, dataset: int, grid: SweepPlan
) -> None:
    earlier(workspace, dataset, with_settings(QUICK, {"model.embedding_size": 64}), 100.0)
    earlier(workspace, dataset, QUICK, 2.0)
    earlier(workspace, dataset, QUICK, 4.0)
    epochs = QUICK.training.epochs
    assert seconds_at_most(workspace, dataset, grid) == 4 * epochs * 3.0


def test_the_smaller_budget_counts(workspace: Workspace, dataset: int) -> None:
    earlier(workspace, dataset, QUICK, 2.0)
    epochs = QUICK.training.epochs
    assert seconds_at_most(workspace, dataset, search_plan(trials=5)) == 5 * epochs * 2.0
    assert seconds_at_most(workspace, dataset, search_plan(trials=None, minutes=3.0)) == 180.0
    assert seconds_at_most(workspace, dataset, search_plan(trials=5, minutes=0.05)) == 3.0


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
