"""A study that is being set up: what was typed becomes a plan, or a reason why not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from areal_gui.pages.studies.editor_model import (
    OF_ANY_MODEL,
    Draft,
    Row,
    draft_of,
    plan_from,
    problem_of,
    still_varied,
    usual_text,
    usually_varied,
)
from areal_gui.pages.studies.texts import KINDS
from engine.models.methods import METHODS
from engine.studies.plan import SearchPlan, SweepPlan, Table2Plan
from engine.studies.plans import STUDIES
from tests.support.dataset_rows import dataset_row

DATASET = dataset_row()


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_begins_with_a_plan_that_is_possible(kind: str) -> None:
    draft = draft_of(kind)
    assert problem_of(draft, DATASET) == ""
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, {"search": SearchPlan, "table2": Table2Plan}.get(kind, SweepPlan))
    if kind in STUDIES:
        assert isinstance(plan, SweepPlan)
        (axis,) = plan.axes
        assert (axis.path, axis.values) == (STUDIES[kind].path, STUDIES[kind].values)


def test_what_is_the_same_for_all_is_set_in_all() -> None:
    draft = replace(draft_of("grid"), same=[Row("training.epochs", " 2 ")], seeds="0, 1")
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, SweepPlan)
    assert plan.base.training.epochs == 2
    assert plan.seeds == (0, 1)


def test_no_limit_is_none() -> None:
    plan = plan_from(replace(draft_of("search"), trials=0, minutes=5.0), DATASET)
    assert isinstance(plan, SearchPlan)
    assert (plan.trials, plan.minutes) == (None, 5.0)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"seeds": "x"}, "no seeds"),
        ({"varied": []}, "Nothing is varied"),
        ({"varied": [Row("model.layers", "0")]}, "not possible for model.layers"),
        ({"same": [Row("training.epochs", "none")]}, "training.epochs"),
        (
            {"varied": [Row("model.layers", "1,2")], "same": [Row("model.layers", "1")]},
            "cannot be the same for all",
        ),
    ],
)
def test_what_cannot_be_is_told(changes: dict[str, object], said: str) -> None:
    assert said in problem_of(replace(draft_of("grid"), **changes), DATASET)  # type: ignore[arg-type]


def test_table_2_has_the_rows_that_were_chosen_tuned_over_what_was_typed() -> None:
    draft = replace(
        draft_of("table2"),
        models=["caser", "areal"],
        presets=["recommended"],
        varied=[Row("training.learning_rate", "0.01, 0.02")],
        same=[Row("training.epochs", "2")],
        seeds="5",
    )
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, Table2Plan)
    assert [entry.base.method for entry in plan.entries] == ["caser", "areal"]
    assert {entry.base.training.epochs for entry in plan.entries} == {2}
    assert plan.tuning[0].values == (0.01, 0.02)
    assert plan.seeds == (5,)


def test_table_2_without_a_row_or_with_a_setting_that_not_all_have_is_refused() -> None:
    draft = draft_of("table2")
    assert "no row" in problem_of(replace(draft, models=[]), DATASET)
    assert "no row" in problem_of(replace(draft, presets=[]), DATASET)
    varied = [Row("baseline.dropout", "0.1, 0.2")]
    assert "AREAL does not have the dropout (baseline.dropout)" in problem_of(
        replace(draft, varied=varied), DATASET
    )
    assert problem_of(replace(draft, varied=[]), DATASET) == ""


def test_a_study_can_be_of_a_baseline() -> None:
    draft = replace(
        draft_of("grid", "paper"),
        same=[Row("method", "gru4rec")],
        varied=[Row("gru4rec.hidden_size", "32, 64")],
    )
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, SweepPlan)
    assert (plan.base.method, plan.base.baseline.loss) == ("gru4rec", "bce1")
    layers = replace(draft, varied=[Row("model.layers", "1, 2")])
    assert "model.layers is no setting of GRU4Rec" in problem_of(layers, DATASET)
    assert "no model" in problem_of(replace(draft, same=[Row("method", "gru5")]), DATASET)


@pytest.mark.parametrize("kind", OF_ANY_MODEL)
@pytest.mark.parametrize("model", METHODS)
def test_every_model_begins_with_something_to_vary(kind: str, model: str) -> None:
    draft = replace(draft_of(kind), model=model, varied=usually_varied(kind, model))
    assert problem_of(draft, DATASET) == ""
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, SweepPlan | SearchPlan)
    assert plan.base.method == model


def test_the_chosen_model_has_its_presets_and_its_values() -> None:
    draft = Draft("grid", "published", "gru4rec", varied=[Row("gru4rec.hidden_size", "32, 64")])
    plan = plan_from(draft, DATASET)
    assert isinstance(plan, SweepPlan)
    assert (plan.base.method, plan.base.baseline.loss) == ("gru4rec", "bce1")
    assert usual_text(draft, DATASET, "baseline.loss") == "bce1"
    assert usual_text(Draft("grid", "paper", "gru4rec"), DATASET, "baseline.loss") == "bce1"


def test_of_another_model_what_it_has_stays_varied() -> None:
    shared = Row("training.learning_rate", "0.001, 0.002")
    assert still_varied([shared, Row("model.layers", "1, 2")], "grid", "caser") == [shared]
    assert still_varied([Row("model.layers", "1, 2")], "grid", "caser") == usually_varied("grid", "caser")
