"""Which rows Table 2 has, and what they share."""

from __future__ import annotations

import pytest

from engine.errors import BadSetting
from engine.models.methods import METHODS
from engine.store.datasets import get_dataset
from engine.studies.plan import Table2Plan, check, count_trainings
from engine.studies.quotations import TABLE2
from engine.studies.table2.entries import table2_plan
from engine.training.presets import presets_of
from engine.workspace import Workspace


@pytest.fixture
def plan(workspace: Workspace, dataset: int) -> Table2Plan:
    return table2_plan(get_dataset(workspace.store, dataset))


def test_every_model_is_there_as_recommended_and_as_published(plan: Table2Plan) -> None:
    rows = {(entry.base.method, entry.preset) for entry in plan.entries}
    assert rows == {(name, preset) for name in METHODS for preset in presets_of(name) if preset != "quick"}
    check(plan)


def test_the_loss_is_in_the_name_and_every_name_is_another(plan: Table2Plan) -> None:
    labels = [entry.label for entry in plan.entries]
    assert len(set(labels)) == len(labels)
    assert {"AREAL", "AREAL, paper", "Caser (CE)", "Caser (BCE, 1 negative)"} <= set(labels)


def test_forms_of_a_model_have_rows_of_their_own(workspace: Workspace, dataset: int) -> None:
    row = get_dataset(workspace.store, dataset)
    plan = table2_plan(row, models=("adaranker", "diffrec"), presets=("recommended",))
    labels = [entry.label for entry in plan.entries]
    assert [label.partition(" (")[0] for label in labels] == [
        "AdaRanker",
        "AdaRanker",
        "DiffRec",
        "T-DiffRec",
        "L-DiffRec",
    ]
    assert "full catalogue" in labels[1]


def test_all_rows_share_the_data_and_the_rule_of_repeats(workspace: Workspace, dataset: int) -> None:
    """The published presets let repeats be, the recommended ones decide by the log."""
    row = get_dataset(workspace.store, dataset)
    plan = table2_plan(row, changes={"data.history_length": 7})
    assert len({entry.base.data.model_dump_json() for entry in plan.entries}) == 1
    assert plan.entries[0].base.data.history_length == 7
    assert plan.entries[0].base.data.repeats == "auto"


def test_the_tuning_has_a_seed_of_its_own_and_the_same_size_for_each(
    workspace: Workspace, dataset: int
) -> None:
    row = get_dataset(workspace.store, dataset)
    plan = table2_plan(row, models=("caser", "ips"), presets=("recommended",), seeds=(4, 9))
    assert plan.tuning_seed not in plan.seeds
    assert plan.tried == 3
    assert count_trainings(plan) == 2 * (3 + 2)
    assert [entry.base.method for entry in plan.entries] == ["caser", "ips"]
    untuned = table2_plan(row, models=("caser",), tuning={}, seeds=(0,))
    assert untuned.tried == 0


def test_what_is_unknown_gets_the_nearest(workspace: Workspace, dataset: int) -> None:
    row = get_dataset(workspace.store, dataset)
    with pytest.raises(BadSetting) as refused:
        table2_plan(row, models=("casr",))
    assert "caser" in refused.value.advice
    with pytest.raises(BadSetting) as refused:
        table2_plan(row, presets=("publishd",))
    assert "published" in refused.value.advice


def test_what_not_every_row_has_is_not_tuned(workspace: Workspace, dataset: int) -> None:
    row = get_dataset(workspace.store, dataset)
    with pytest.raises(BadSetting, match=r"AREAL does not have the dropout \(baseline\.dropout\)"):
        table2_plan(row, tuning={"baseline.dropout": (0.1, 0.2)})
    fine = table2_plan(row, models=("caser", "sasrec"), tuning={"baseline.dropout": (0.1, 0.2)})
    assert fine.tried == 2


def test_a_table_without_rows_or_with_one_twice_is_refused(plan: Table2Plan) -> None:
    with pytest.raises(BadSetting, match="no model"):
        check(plan.model_copy(update={"entries": ()}))
    with pytest.raises(BadSetting, match="twice"):
        check(plan.model_copy(update={"entries": plan.entries[:1] * 2}))
    with pytest.raises(BadSetting, match="tuning"):
        check(plan.model_copy(update={"tuning_seed": plan.seeds[0]}))


def test_what_is_quoted_belongs_to_a_model() -> None:
    assert TABLE2.keys() <= METHODS.keys()
