"""Table 2 on the studies page: set up, trained, shown with its tests, and saved."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.studies.frozen_table import FrozenTable, frozen_part
from areal_gui.pages.studies.page import Page
from areal_gui.pages.studies.pictures import table2_picture
from areal_gui.pages.studies.table2_model import Table2Model
from areal_gui.pages.studies.table2_texts import ShownLine
from engine.errors import EngineError
from engine.events import CancelToken
from engine.studies.lifecycle import begin_study
from engine.studies.plan import Table2Plan
from engine.studies.results import result
from engine.studies.sweep import run_study
from engine.workspace import Workspace
from tests.engine.studies.table2.conftest import CASER, GRU, small_plan
from tests.support.imported import ALTERNATING, import_sequences
from tests.support.window import MakeContext, wait_until_quiet


@pytest.fixture(scope="module")
def trained(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Study 1: two models with one seed each."""
    with Workspace.open(tmp_path_factory.mktemp("table2")) as workspace:
        dataset = import_sequences(workspace, ALTERNATING)
        number = begin_study(workspace, dataset, "table2", "All", small_plan(rates=(), seeds=(0,)))
        list(run_study(workspace, number, CancelToken()))
        yield workspace


@pytest.fixture
def context(make_context: MakeContext, trained: Workspace) -> AppContext:
    return make_context(trained)


@pytest.fixture
def page(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    host.setCentralWidget(page)
    host.resize(1600, 900)
    with qtbot.waitExposed(host):
        host.show()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def rows_of(page: Page) -> dict[str, list[str]]:
    model = page.view.table2.model
    lines = [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]
    return {line[0]: line[1:] for line in lines}


def test_the_table_shows_tests_costs_references_and_what_the_paper_says(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    assert page.view.table2.isVisible()
    assert not page.view.rows.isVisible()
    rows = rows_of(page)
    caser, gru = rows[f"2. {CASER}"], rows[f"1. {GRU}"]
    assert caser[-2:] == ["4.06 / 1.82", "1.57 / 0.59"]
    assert [caser[4], gru[4]].count("best") == 1
    assert rows["Chance"][1:] != [""] * 12
    assert rows["Item-kNN"][4]
    told = page.view.table2.notes.texts
    assert told[0].startswith("Ahead on test NDCG@20 of the row that is best on validation: Markov")
    assert told[1].startswith("Nothing is tuned: every row is trained with seed 0")
    assert "Reference rows are counted" in told[-1]
    assert not any("Intervals" in text for text in told)  # the picture tells of them
    assert "DreamRec" in " ".join(page.view.quotation.caveats.texts)


def test_groups_of_examples_are_told_of_every_row(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    groups = page.view.table2.groups
    assert groups.isVisible()
    assert not groups.table.isVisible()
    groups.fold.click()
    assert groups.table.isVisible()
    model = groups.table.model()
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(model.columnCount())]
    assert {"Model", "With history"} <= set(heads)
    names = [model.index(row, 0).data() for row in range(model.rowCount())]
    assert names[:3] == [GRU, CASER, "Chance"]
    assert all(model.index(row, heads.index("With history")).data() for row in range(model.rowCount()))


def test_it_is_saved_in_each_format_and_said(
    page: Page, context: AppContext, qtbot: QtBot, tmp_path: Path
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    for ending in ("html", "tex", "csv"):
        path = tmp_path / f"table.{ending}"
        page.view.table2.save(path)
        wait_until_quiet(qtbot, context)
        assert CASER in path.read_text(encoding="utf-8")


def test_where_it_cannot_be_saved_the_reason_is_told(
    page: Page, context: AppContext, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(context.notify, "error", lambda error, _said: told.append(str(error)))
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    page.view.table2.save(tmp_path / "nowhere" / "table.html")
    wait_until_quiet(qtbot, context)
    assert len(told) == 1
    assert "does not exist" in told[0]


def test_why_differences_were_not_tested_is_told_below_the_rows(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    def damaged(*_: object) -> None:
        raise EngineError("The ranks of run 3 are damaged.")

    monkeypatch.setattr("areal_gui.pages.studies.table2_card.read_table2", damaged)
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    assert page.view.table2.model.rowCount() > 0
    assert page.view.table2.notes.texts == (
        "The differences were not tested: The ranks of run 3 are damaged.",
    )


def test_rows_are_numbered_in_the_picture_as_in_the_table(trained: Workspace) -> None:
    picture = table2_picture(result(trained, 1), "test", "ndcg@20")
    assert [tick for _, tick in picture.ticks] == ["1", "2"]
    assert [spot.told.partition(":")[0] for spot in picture.spots] == [f"1. {GRU}", f"2. {CASER}"]
    assert sum(spot.best for spot in picture.spots) == 1
    assert {level.label for level in picture.references} == {"Popularity", "Item-kNN"}


def test_models_are_chosen_and_the_number_of_trainings_told(
    page: Page, context: AppContext, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page.new_study("table2")
    editor = page.editor
    wait_until_quiet(qtbot, context)
    assert editor.rows.isVisible()
    assert not editor.form.preset.isVisible()
    qtbot.mouseClick(editor.rows.none_button, Qt.MouseButton.LeftButton)
    assert "no row" in editor.bar.problem.text()
    assert not editor.bar.start.isEnabled()
    for name in ("caser", "sasrec"):
        editor.rows.models[name].setChecked(True)
    editor.rows.presets["published"].setChecked(False)
    wait_until_quiet(qtbot, context)
    assert "12 trainings: 2 × (3 to tune + 3 seeds)" in editor.bar.count.text()
    begun: list[Table2Plan] = []
    monkeypatch.setattr(
        page.actions_, "begin", lambda studies, *_then: begun.extend(plan for *_, plan in studies)
    )
    qtbot.mouseClick(editor.bar.start, Qt.MouseButton.LeftButton)
    assert [entry.base.method for entry in begun[0].entries] == ["caser", "sasrec"]
    assert not editor.bar.start.isEnabled()  # a second click begins nothing
    page.new_study("grid")
    assert editor.bar.start.isEnabled()
    assert not editor.rows.isVisible()
    assert editor.form.preset.isVisible()


def column(page: Page, place: int) -> list[str]:
    model = page.view.table2.model
    return [str(model.index(row, place).data()) for row in range(model.rowCount())]


def test_a_click_on_a_head_sorts_and_a_third_gives_the_order_back(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    card = page.view.table2
    usual = column(page, 0)
    card.sort(6)
    means = [float(text.partition(" ")[0]) for text in column(page, 6)]
    assert means == sorted(means, reverse=True)
    chosen = card.table.currentIndex().row()
    assert column(page, 0)[chosen].endswith(card._rows[card._study.result.best].label)  # type: ignore[union-attr,index]
    card.sort(6)
    assert [float(text.partition(" ")[0]) for text in column(page, 6)] == sorted(means)
    card.sort(6)
    assert column(page, 0) == usual
    card.sort(9)
    filled = [text for text in column(page, 9) if text]
    assert column(page, 9)[: len(filled)] == filled  # what has no value comes last
    card.sort(9)
    card.sort(9)


def test_the_highest_of_the_models_is_bold_and_every_head_explained(
    page: Page, context: AppContext, qtbot: QtBot
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    model = page.view.table2.model
    for place in (3, 4, 6):
        bold = [
            row
            for row in range(model.rowCount())
            if (font := model.index(row, place).data(Qt.ItemDataRole.FontRole)) is not None and font.bold()
        ]
        values = [float(text.partition(" ")[0]) for text in column(page, place)[:2]]
        assert [values[row] for row in bold] == [max(values)] * len(bold) != []
    tips = [
        model.headerData(place, Qt.Orientation.Horizontal, Qt.ItemDataRole.ToolTipRole)
        for place in range(model.columnCount())
    ]
    assert all(tips)
    assert "not measured here" in tips[-1]
    assert "Zhihu" in tips[-1]


def test_the_whole_table_is_copied(page: Page, context: AppContext, qtbot: QtBot) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    page.view.table2.copy_button.click()
    lines = [line.split("\t") for line in QGuiApplication.clipboard().text().splitlines()]
    assert lines[0][0] == "Model"
    assert {len(line) for line in lines} == {page.view.table2.model.columnCount()}
    assert [line[0] for line in lines[1:]] == column(page, 0)


@pytest.mark.parametrize("width", [800, 1600])
def test_what_does_not_fit_is_scrolled_to_beside_the_names(
    page: Page, context: AppContext, host: QMainWindow, qtbot: QtBot, width: int
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    host.resize(width, 560)
    wait_until_quiet(qtbot, context)
    table = page.view.table2.table
    assert isinstance(table, FrozenTable)
    bar, names = table.horizontalScrollBar(), frozen_part(table)
    assert names.isVisible() == (bar.maximum() > 0)
    assert (width == 800) <= names.isVisible()
    if names.isVisible():
        qtbot.keyClick(table, Qt.Key.Key_Right)
        assert bar.value() > 0
        assert names.columnWidth(0) == table.columnWidth(0)
        assert names.geometry().left() == 0


def test_partial_rows_are_quiet_and_take_no_part_in_what_is_bold() -> None:
    heads = ["Model", "NDCG@20"]
    model = Table2Model(heads, ["", ""], [1], None)
    lines = [
        ShownLine(("a", "9.00"), (0.0, 0.09), "Partial: 1 of 3", place=0),
        ShownLine(("b", "2.00"), (1.0, 0.02), place=1),
        ShownLine(("c", "1.00"), (2.0, 0.01), place=2),
        ShownLine(("knn", "5.00"), (3.0, 0.05), is_reference=True, place=3),
    ]
    model.show_lines(lines, [1])
    bold = [model.index(row, 1).data(Qt.ItemDataRole.FontRole) is not None for row in range(4)]
    assert bold == [False, True, False, False]
    assert "Partial" in model.index(0, 1).data(Qt.ItemDataRole.ToolTipRole)
    assert model.index(0, 1).data(Qt.ItemDataRole.ForegroundRole) is not None
    assert model.index(1, 1).data(Qt.ItemDataRole.ForegroundRole) is None


def test_other_data_sets_stand_beside_and_are_saved_together(
    page: Page, context: AppContext, trained: Workspace, qtbot: QtBot, tmp_path: Path
) -> None:
    page.open_study(1)
    wait_until_quiet(qtbot, context)
    beside = page.view.table2.beside
    assert not beside.isVisible()
    other = import_sequences(trained, ALTERNATING, name="other")
    number = begin_study(trained, other, "table2", "There", small_plan("caser", rates=(), seeds=(0,)))
    page.view.table2._read_beside(page.view.study)  # type: ignore[arg-type]
    wait_until_quiet(qtbot, context)
    assert beside.isVisible()
    assert beside.studies == (1, number)
    model = beside.table.model()
    heads = [model.headerData(place, Qt.Orientation.Horizontal) for place in range(model.columnCount())]
    assert heads[1:] == ["tiny: HR@20, %", "tiny: NDCG@20, %", "other: HR@20, %", "other: NDCG@20, %"]
    assert model.index(1, 2).data().partition(" ")[0] == column(page, 6)[1].partition(" ")[0]
    assert model.index(1, 4).data() == ""
    path = tmp_path / "both.html"
    page.view.table2.save(path, beside.studies)
    wait_until_quiet(qtbot, context)
    assert "tiny, other" in path.read_text(encoding="utf-8")
