"""Table 2 is made smaller at one glance, on several data sets; how long it takes is told before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.studies import time_estimate
from areal_gui.pages.studies.editor_model import Row, draft_in, draft_of, extent_of, plan_from
from areal_gui.pages.studies.page import Page
from areal_gui.pages.studies.texts import budget_text, plan_text
from engine.store.studies import list_studies
from engine.studies.estimate import Outlook
from engine.studies.plan import Table2Plan
from engine.workspace import Workspace
from tests.support.dataset_rows import dataset_row
from tests.support.imported import ALTERNATING, import_sequences
from tests.support.window import MakeContext, wait_until_quiet

DATASET = dataset_row()


@pytest.fixture
def two_logs(workspace: Workspace) -> Iterator[Workspace]:
    import_sequences(workspace, ALTERNATING)
    import_sequences(workspace, ALTERNATING, name="Other")
    return workspace


@pytest.fixture
def context(make_context: MakeContext, two_logs: Workspace) -> AppContext:
    return make_context(two_logs)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    host.setCentralWidget(page)
    host.resize(1280, 832)
    with qtbot.waitExposed(host):
        host.show()
    page.shown()
    wait_until_quiet(qtbot, context)
    page.new_study("table2")
    wait_until_quiet(qtbot, context)
    return page


def test_extents_are_recognised_and_what_differs_is_ones_own() -> None:
    whole = draft_of("table2")
    first = draft_in(whole, "first")
    assert [extent_of(whole), extent_of(first)] == ["whole", "first"]
    assert extent_of(replace(whole, seeds="0")) is None
    assert extent_of(replace(first, varied=[])) == "first"  # what is not tuned is tuned over nothing
    assert extent_of(replace(whole, varied=[Row("training.learning_rate", "0.1")])) is None
    assert extent_of(replace(whole, name="Mine", same=[Row("training.epochs", "3")])) == "whole"


def test_the_number_of_rows_and_of_trainings_is_explained() -> None:
    whole = plan_text(plan_from(draft_of("table2"), DATASET))
    assert "26 rows: 10 models, AdaRanker in 2 forms and DiffRec in 3 forms" in whole
    assert "each as recommended and as published" in whole
    assert "156 trainings: 26 × (3 to tune + 3 seeds)" in whole
    first = plan_text(plan_from(draft_in(draft_of("table2"), "first"), DATASET))
    assert "13 trainings: 13 × 1 seed; nothing is tuned." in first


def test_the_time_is_likely_and_at_most_and_names_a_row_that_takes_much_of_it() -> None:
    assert "At most about 50 s" in budget_text([Outlook(50.0, 50.0)])
    text = budget_text([Outlook(7200.0, 600.0, {"AREAL, paper": 400.0, "Caser": 200.0})])
    assert "About 10 min" in text
    assert "at most 2 h" in text
    assert "The longest row: AREAL, paper" in text
    assert "longest" not in budget_text([Outlook(7200.0, 600.0, {str(place): 60.0 for place in range(10)})])
    assert "not known" in budget_text(None)


def test_one_click_makes_it_a_first_try_and_a_change_makes_it_ones_own(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    editor = page.editor
    assert editor.form.extent.buttons["whole"].isChecked()
    editor.form.extent.buttons["first"].click()
    wait_until_quiet(qtbot, context)
    assert editor.form.seeds.text() == "0"
    assert not editor.varied.isVisible()
    assert "13 trainings" in editor.bar.count.text()
    editor.rows.models["caser"].setChecked(False)
    assert editor.form.extent.buttons["own"].isChecked()
    editor.rows.models["caser"].setChecked(True)
    assert editor.form.extent.buttons["first"].isChecked()
    editor.tune.setChecked(True)
    assert editor.varied.isVisible()
    wait_until_quiet(qtbot, context)
    assert "13 × (3 to tune + 1 seed)" in editor.bar.count.text()


def test_what_never_ran_is_timed_and_then_the_time_is_told(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: "About" in page.editor.bar.time.text())
    assert "at most" in page.editor.bar.time.text()


def test_what_cannot_be_timed_leaves_the_time_unknown(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_arguments: object) -> float:
        raise MemoryError

    qtbot.waitUntil(lambda: "About" in page.editor.bar.time.text())
    monkeypatch.setattr(time_estimate, "_seconds", fail)
    (timed,) = page.editor.dataset_rows
    for number, box in page.editor.form.data.boxes.items():
        box.setChecked(number != timed.id)
    qtbot.waitUntil(lambda: "not known" in page.editor.bar.time.text())
    assert page.editor.bar.start.isEnabled()


def test_several_data_sets_make_a_study_each(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page.actions_, "_queue_filled", lambda: None)
    editor = page.editor
    editor.form.extent.buttons["first"].click()
    for name, box in editor.rows.models.items():
        box.setChecked(name == "caser")
    for box in editor.form.data.boxes.values():
        box.setChecked(False)
    assert "No data set is chosen" in editor.bar.problem.text()
    assert not editor.bar.start.isEnabled()
    for box in editor.form.data.boxes.values():
        box.setChecked(True)
    assert editor.bar.count.text() == (
        "A study on each of 2 data sets, 2 trainings in all. Each has 1 row: 1 model, as recommended. "
        "1 training: 1 × 1 seed; nothing is tuned."
    )
    editor.form.name.setText("Mine")
    page.start()
    wait_until_quiet(qtbot, context)
    found = list_studies(context.workspace.store)
    assert len({study.dataset_id for study in found}) == 2
    assert all(study.name == f"Mine ({study.dataset_name})" for study in found)
    assert len({str(Table2Plan.model_validate(study.plan)) for study in found}) == 1
