"""What Table 2 says of its rows, and in which order: without a window."""

from __future__ import annotations

from dataclasses import replace

import pytest

from areal_gui.pages.studies.table2_columns import COMPARED, table2_columns
from areal_gui.pages.studies.table2_texts import ShownLine, Sorting, Table2Texts, sorted_lines
from areal_gui.pages.studies.texts import failures_text
from engine.store.studies import StudyRow
from engine.studies.plan import Table2Plan
from engine.studies.quotations import TABLE2
from engine.studies.results import Figure, ResultRow, StudyResult
from engine.studies.table2.differences import Against
from engine.studies.table2.table import Line

STUDY = StudyRow(1, 1, "Shop", "Table 2", "table2", {}, 0)
PLAN = Table2Plan(entries=(), tuning=(), seeds=(0, 1), tuning_seed=2)
WHOLE = ResultRow(
    "Caser (CE)",
    {"training.learning_rate": 0.002},
    "finished",
    2,
    2,
    runs=(3, 4),
    figures={
        "val": {"ndcg@20": Figure(0.31)},
        "test": {
            "hr@20": Figure(0.5, 0.4, 0.6),
            "ndcg@20": Figure(0.25, 0.2, 0.3),
            "training_seconds": Figure(61.0),
            "parameters": Figure(1234.0),
            "ms_per_row": Figure(0.5),
        },
    },
    tried=2,
    to_try=2,
)
OPEN = ResultRow("DreamRec", {}, "waiting", 0, 2, to_try=2)
REFERENCES = {"val": {"markov": {"ndcg@20": 0.2}}, "test": {"random": {"ndcg@20": 0.01}, "markov": {}}}


def shown(texts: Table2Texts, *rows: ResultRow, best: int | None = None) -> list[ShownLine]:
    result = StudyResult(STUDY, PLAN, rows, REFERENCES, True, best)
    return texts.shown(result, texts.lines(result, paused=False))


def test_a_whole_row_has_its_choice_its_means_and_costs() -> None:
    (line, *_) = shown(Table2Texts(), WHOLE, best=0)
    assert tuple(line.texts) == (
        "1. Caser (CE)",
        "finished · best",
        "learning rate 0.002",
        "31.00",
        "50.00 (40.00 to 60.00)",
        "",
        "25.00 (20.00 to 30.00)",
        "",
        "1 min 01 s",
        "1,234",
        "0.500",
        "",
        "",
    )
    assert len(line.texts) == len(line.values) == len(table2_columns())
    assert line.row is WHOLE
    assert [line.values[place] for place in COMPARED] == [0.31, 0.5, 0.25]


def test_tests_and_quotation_come_once_they_are_known() -> None:
    texts = Table2Texts()
    against = {"ndcg@20": Against(-0.01, -0.02, 0.0, 0.04)}
    texts.tested = {
        "Caser (CE)": Line("Caser (CE)", against=against, quoted=TABLE2["caser"]),
        "DreamRec": Line("DreamRec", is_best=True),
        "markov": Line("markov", is_reference=True, against={"ndcg@20": Against(0.1, 0.0, 0.2, 0.0001)}),
    }
    lines = shown(texts, WHOLE, OPEN)
    assert [line.texts[7] for line in lines] == ["ahead, 0.040", "best", "", "<0.001"]
    assert lines[0].texts[-2:] == ("4.06 / 1.82", "1.57 / 0.59")
    assert lines[1].texts[-2:] == ("", "")


def test_reference_rows_follow_those_of_the_test_first() -> None:
    lines = shown(Table2Texts(), WHOLE)
    assert [line.texts[0] for line in lines] == ["1. Caser (CE)", "Chance", "Markov"]
    assert [line.is_reference for line in lines] == [False, True, True]
    assert lines[2].texts[3] == "20.00"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (OPEN, "waiting, 0 of 2 tried"),
        (replace(OPEN, state="running", tried=1), "running, 1 of 2 tried"),
        (replace(OPEN, state="running", tried=2), "running, 0 of 2"),
        (replace(WHOLE, state="failed", trained=1, reason="Lost. So it is."), "failed, 1 of 2: Lost."),
        (replace(OPEN, state="failed", tried=2, reason="Lost. So it is."), "tuning failed: Lost."),
    ],
)
def test_how_far_a_row_is(row: ResultRow, said: str) -> None:
    assert Table2Texts().state(row, is_best=False, paused=False) == said


def test_above_the_table_it_is_told_what_failed_and_what_can_be_done() -> None:
    lost = replace(OPEN, state="failed", reason="The device is lost.")
    diverged = replace(WHOLE, state="failed", reason="Training diverged. The loss is no number. Lower it.")
    assert failures_text([OPEN, WHOLE], can_retry=True) == ""
    assert failures_text([OPEN, lost], can_retry=False) == "Failed: DreamRec: The device is lost."
    told = failures_text([lost, diverged, lost, lost], can_retry=True)
    assert told == (
        "Failed; Resume tries again. DreamRec: The device is lost. Caser (CE): Training diverged. "
        "And 2 more, see the table. What diverged would do so again with these settings: begin a study with "
        "lower learning rates, or without that row."
    )


def test_some_of_the_seeds_make_a_partial_row() -> None:
    partial, whole, none = shown(Table2Texts(), replace(WHOLE, trained=1), WHOLE, OPEN)[:3]
    assert partial.partial == "Partial: 1 of 2 seeds so far, not yet in the tests."
    assert (whole.partial, none.partial) == ("", "")


def test_a_second_click_turns_the_order_and_a_third_gives_it_back() -> None:
    texts, found = Table2Texts(), []
    for column in (6, 6, 6, 8, 6):
        texts.sort(column)
        found.append(texts.sorting)
    assert found == [Sorting(6, True), Sorting(6, False), None, Sorting(8, False), Sorting(6, True)]


def test_sorted_lines_without_a_value_come_last_and_equal_ones_as_in_the_study() -> None:
    nan = float("nan")
    lines = [
        ShownLine(name, (value,), place=at)
        for at, (name, value) in enumerate([("a", 2.0), ("b", nan), ("c", 1.0), ("d", 2.0)])
    ]
    assert [line.texts for line in sorted_lines(lines, Sorting(0, descending=False))] == ["c", "a", "d", "b"]
    assert [line.texts for line in sorted_lines(lines, Sorting(0, descending=True))] == ["a", "d", "c", "b"]
