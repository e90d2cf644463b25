"""A first try is small, the whole table is what the paper has; where the rows come from is counted."""

from __future__ import annotations

from engine.models.methods import METHODS
from engine.studies.plan import Table2Plan, check, count_trainings
from engine.studies.table2.entries import table2_plan
from engine.studies.table2.scope import FIRST_TRY, WHOLE, Scope, counted
from tests.support.dataset_rows import dataset_row


def plan_of(scope: Scope, *models: str) -> Table2Plan:
    plan = table2_plan(
        dataset_row(),
        models=models or scope.models,
        presets=scope.presets,
        tuning=scope.tuning,
        seeds=scope.seeds,
    )
    check(plan)
    return plan


def test_a_first_try_trains_every_form_of_every_model_once() -> None:
    plan = plan_of(FIRST_TRY)
    assert count_trainings(plan) == len(plan.entries) == 13
    assert {entry.base.method for entry in plan.entries} == set(METHODS)
    assert {entry.preset for entry in plan.entries} == {"recommended"}


def test_the_rows_of_the_whole_table_are_explained() -> None:
    plan = plan_of(WHOLE)
    found = counted(plan)
    assert (found.rows, found.models, found.presets) == (26, 10, ("recommended", "published"))
    assert dict(found.forms) == {"AdaRanker": 2, "DiffRec": 3}
    assert found.even
    forms = found.models + sum(number - 1 for number in found.forms.values())
    assert forms * len(found.presets) == found.rows
    assert count_trainings(plan) == 26 * (3 + 3)


def test_rows_that_not_all_models_have_are_not_called_even() -> None:
    plan = table2_plan(dataset_row(), models=("areal", "caser"), presets=("recommended", "paper"), tuning={})
    assert len(plan.entries) == 3
    assert not counted(plan).even
    assert counted(plan_of(FIRST_TRY, "caser", "sasrec")).forms == {}
