"""The tables of a comparison, without a window."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from areal_gui.pages.runs.comparison.contents import ComparedRun, Contents, Series
from areal_gui.pages.runs.comparison.cost_tab import points_of
from areal_gui.pages.runs.comparison.differing import setting_sheet
from areal_gui.pages.runs.comparison.remarks import remarks, subtitle
from areal_gui.pages.runs.comparison.sheet import Cell, Sheet
from areal_gui.pages.runs.comparison.sheets import View, cost_sheet, costs, metric_sheet, slice_sheet
from tests.support.run_rows import run_row


def compared(
    number: int, ndcg: float | None, *, cost: dict[str, float] | None = None, **row: Any
) -> ComparedRun:
    figures = (
        {} if ndcg is None else {"ndcg@20": ndcg, "ndcg@20.low": ndcg - 0.01, "ndcg@20.high": ndcg + 0.01}
    )
    slices = {"all": {**figures, "rows": 30.0, **(cost or {})}, "rare-target": {**figures, "rows": 3.0}}
    return ComparedRun(
        row=run_row(number, **row),
        place=number - 1,
        name=f"run {number}",
        seconds=Series(np.array([1.0]), np.array([7.0])),
        final={} if ndcg is None else {"test": slices},
    )


def view_of(*runs: ComparedRun, **options: Any) -> View:
    contents = Contents(runs)
    return View(contents, left_out=contents.left_out(options.get("baseline")), **options)


def texts(sheet: Sheet, column: str) -> list[str]:
    place = [cell.text for cell in sheet.columns].index(column)
    return [row[place].text for row in sheet.rows]


def test_the_best_of_the_comparable_runs_stands_out() -> None:
    sheet = metric_sheet(view_of(compared(1, 0.2), compared(2, 0.3), compared(3, 0.9, split_hash="x")))
    assert texts(sheet, "NDCG@20, %") == [
        "20.00 (19.00 to 21.00)",
        "30.00 (29.00 to 31.00)",
        "90.00 (89.00 to 91.00)",
    ]
    marked = [row[1].best for row in sheet.rows]
    assert marked == [False, True, False]
    assert sheet.rows[2][1].quiet
    assert "Not comparable: Another state of the log" in texts(sheet, "Note")[2]
    assert sheet.titles[2].tip


def test_the_chosen_metric_comes_first_and_without_remarks_there_is_no_column_of_notes() -> None:
    sheet = metric_sheet(view_of(compared(1, 0.2), compared(2, 0.3), metric="hr@10"))
    assert [cell.text for cell in sheet.columns][:2] == ["HR@10, %", "NDCG@20, %"]
    assert texts(sheet, "HR@10, %") == ["–", "–"]
    assert len(sheet.columns) == 9


def test_a_single_run_and_equal_ones_are_not_the_best_of_anything() -> None:
    assert not any(
        cell.best for row in metric_sheet(view_of(compared(1, 0.2), compared(2, 0.2))).rows for cell in row
    )
    assert not any(cell.best for row in metric_sheet(view_of(compared(1, 0.2))).rows for cell in row)


def test_intervals_that_the_store_lacks_come_from_the_ranks() -> None:
    without = ComparedRun(run_row(1), 0, "run 1", final={"test": {"all": {"ndcg@20": 0.2}}})
    ends = {"run 1": {"ndcg@20": (0.2, 0.15, 0.25), "hr@20": (0.5, math.nan, math.nan)}}
    sheet = metric_sheet(view_of(without, ends=ends))
    assert texts(sheet, "NDCG@20, %") == ["20.00 (15.00 to 25.00)"]
    assert texts(sheet, "HR@20, %") == ["50.00"]


def test_groups_stand_beside_each_other() -> None:
    sheet = slice_sheet(view_of(compared(1, 0.2), compared(2, 0.3), compared(3, None)))
    assert [title.text for title in sheet.titles] == ["All examples", "Rare target"]
    assert texts(sheet, "Examples") == ["30", "3"]
    assert [cell.text for cell in sheet.rows[1]][3] == "–"
    assert sheet.rows[1][2].best


def test_cost_stands_beside_quality_and_the_least_stands_out() -> None:
    first = compared(1, 0.2, cost={"training_seconds": 60.0, "ms_per_row": 0.5}, parameters=10)
    second = compared(2, 0.3, parameters=2_000_000)
    sheet = cost_sheet(view_of(first, second))
    assert texts(sheet, "Training time") == ["1 min 00 s", "7 s"]  # the second from its epochs
    assert texts(sheet, "Parameters") == ["10", "2,000,000"]
    assert texts(sheet, "ms per row") == ["0.5", "–"]
    assert [cell.best for cell in sheet.rows[0]][:4] == [False, False, True, False]
    assert [cell.best for cell in sheet.rows[1]][:2] == [True, True]


def test_the_points_are_the_comparable_runs_that_have_both() -> None:
    first = compared(1, 0.2, cost={"ms_per_row": 0.5})
    other = compared(3, 0.9, cost={"ms_per_row": 0.5}, split_hash="x")
    view = view_of(first, compared(2, 0.3), other, compared(4, 0.1))
    by_name = {cost.name: cost for cost in costs()}
    [point] = points_of(view, by_name["ms"])
    assert (point.x, point.y, point.low, point.high) == pytest.approx((0.5, 20, 19, 21))
    assert "run 1: NDCG@20 20.00, ms per row 0.5" in point.told
    assert [point.name for point in points_of(view, by_name["seconds"])] == ["run 1", "run 2", "run 4"]


def test_only_settings_that_differ_are_listed() -> None:
    runs = [
        compared(1, 0.2, config={"training": {"epochs": 5, "batch_size": 64}}),
        compared(2, 0.2, config={"training": {"epochs": 9, "batch_size": 64}}, preset="paper"),
        compared(3, 0.2, config={}),
    ]
    sheet = setting_sheet(Contents(tuple(runs[:2])))
    assert [title.text for title in sheet.titles] == ["Preset", "Optimisation: Epochs"]
    assert [cell.text for cell in sheet.rows[1]] == ["5", "9"]
    assert sheet.titles[1].tip.startswith("training.epochs: ")
    assert [cell.text for cell in setting_sheet(Contents(tuple(runs))).rows[-1]][2] == "–"
    assert setting_sheet(Contents((runs[0], compared(4, 0.2, config=runs[0].row.config)))).rows == ()


def test_markdown_keeps_what_stands_out_and_survives_any_name() -> None:
    sheet = Sheet(
        "Run", (Cell("A | B"),), (Cell("x\ny"),), ((Cell("1.00", best=True, value=1.00001),),), frozenset({0})
    )
    assert sheet.markdown() == "| Run | A \\| B |\n| --- | ---: |\n| x y | **1.00** |\n"
    assert sheet.values() == [["Run", "A | B"], ["x\ny", 1.00001]]


def test_what_is_left_out_is_named_or_counted_and_the_gone_are_told() -> None:
    odd = [compared(number, 0.1, best_epoch=None, status="failed", error="Why.") for number in (3, 4, 5, 6)]
    few = view_of(compared(1, 0.2), compared(2, 0.3), odd[0])
    assert remarks(few) == ["Not comparable: “run 3”. It has no trained model: Why."]
    many = View(Contents((compared(1, 0.2), *odd), gone=1), left_out={3: "a", 4: "b", 5: "c", 6: "d"})
    assert remarks(many)[0] == "1 of these runs was deleted meanwhile."
    assert "4 of 5 runs" in remarks(many)[1]
    assert subtitle(few) == ("Comparing 3 runs", "shop · Items already in the history may be recommended.")
    assert subtitle(View()) == ("Comparing 0 runs", "")
