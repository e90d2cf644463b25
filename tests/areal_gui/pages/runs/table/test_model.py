"""The rows of the table."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QModelIndex, Qt

from areal_gui.pages.runs.run_lines import NDCG, RunLine
from areal_gui.pages.runs.table.arrangement import arranged
from areal_gui.pages.runs.table.choices import TableChoices
from areal_gui.pages.runs.table.columns import DEFAULT, column
from areal_gui.pages.runs.table.model import RunModel
from tests.areal_gui.pages.runs.test_run_lines import run

COLUMNS = [found for key in DEFAULT if (found := column(key))]
LINES = [
    RunLine(run(3, starred=True), {NDCG: 0.3}),
    RunLine(run(2, status="failed", error="The loss became infinite."), {}),
    RunLine(run(1), {NDCG: 0.1}),
]


@pytest.fixture
def grouped() -> RunModel:
    model = RunModel()
    model.show(arranged(LINES, TableChoices(group="status")), COLUMNS)
    return model


def cell(model: RunModel, row: int, key: str, role: Qt.ItemDataRole = Qt.ItemDataRole.DisplayRole) -> object:
    place = model.column_of(key)
    assert place is not None
    return model.index(row, place).data(role)


def test_without_groups_there_are_only_runs() -> None:
    model = RunModel()
    model.show(arranged(LINES, TableChoices()), COLUMNS)
    assert [model.row_of(number) for number in (3, 2, 1)] == [0, 1, 2]
    assert cell(model, 0, "test/ndcg@20") == "30.00"
    assert model.rowCount(model.index(0, 0)) == model.columnCount(model.index(0, 0)) == 0
    assert model.rowCount(QModelIndex()) == 3


def test_a_group_has_a_head_that_cannot_be_chosen(grouped: RunModel) -> None:
    assert grouped.rowCount() == 5
    head = grouped.head(0)
    assert head is not None
    assert head.title == "Status: failed"
    assert not grouped.flags(grouped.index(0, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert grouped.flags(grouped.index(1, 0)) & Qt.ItemFlag.ItemIsSelectable
    assert "unfolded" in str(cell(grouped, 0, "name", Qt.ItemDataRole.AccessibleTextRole))
    assert cell(grouped, 0, "name") is None


def test_a_folded_group_hides_its_runs_and_stays_folded(grouped: RunModel) -> None:
    grouped.fold(2, True)
    assert grouped.rowCount() == 3
    assert grouped.row_of(3) is None
    assert grouped.row_of(2) == 1
    grouped.show(arranged(LINES[:2], TableChoices(group="status")), COLUMNS)
    assert grouped.rowCount() == 3
    assert [line.row.id for line in grouped.lines] == [2, 3]
    grouped.fold(2, False)
    assert grouped.row_of(3) == 3


def test_a_failed_run_says_why(grouped: RunModel) -> None:
    assert "infinite" in str(cell(grouped, 1, "status", Qt.ItemDataRole.ToolTipRole))
    assert "infinite" in str(cell(grouped, 1, "reason"))


def test_a_star_is_told_to_screen_readers(grouped: RunModel) -> None:
    assert cell(grouped, 3, "starred", Qt.ItemDataRole.AccessibleTextRole) == "starred"
    assert cell(grouped, 4, "starred", Qt.ItemDataRole.AccessibleTextRole) == "not starred"
    assert cell(grouped, 3, "starred", Qt.ItemDataRole.DecorationRole) is not None
    assert cell(grouped, 4, "starred", Qt.ItemDataRole.DecorationRole) is None
