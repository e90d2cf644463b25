"""What is said of the tests, in words and in tables."""

from __future__ import annotations

import math
from itertools import combinations
from typing import Any

from areal_gui.pages.runs.comparison.verdicts import headline, matrix_sheet, pair_sheet
from engine.training.compare_runs import Compared


def pair(a: str, b: str, difference: float, *, shown: bool, **changes: Any) -> dict[str, Any]:
    ends = {"low": difference - 0.001, "high": difference + 0.001, "p": 0.0001, "p_adjusted": 0.0003}
    said = {"sentence": f"{a} and {b}.", "metric": "ndcg@20"}
    return {"a": a, "b": b, "difference": difference, "shown": shown, **ends, **said, **changes}


def compared(*pairs: dict[str, Any], values: dict[str, float], baseline: str = "") -> Compared:
    return Compared(
        runs=list(range(len(values))),
        names=list(values),
        split="test",
        policy="keep",
        rows=100,
        metric="ndcg@20",
        metrics={name: {"ndcg@20": (value, value, value)} for name, value in values.items()},
        pairs=list(pairs),
        baseline=baseline,
    )


def test_of_two_runs_the_sentence_is_that_of_the_test() -> None:
    assert headline(compared(pair("A", "B", 0.1, shown=True), values={"A": 0.2, "B": 0.1})) == "A and B."


def test_of_many_the_one_ahead_is_named_and_how_many_it_beats() -> None:
    values = {"A": 0.1, "B": 0.3, "C": 0.29}
    found = compared(
        pair("A", "B", -0.2, shown=True),
        pair("A", "C", -0.19, shown=True),
        pair("B", "C", 0.01, shown=False),
        values=values,
    )
    assert headline(found) == (
        "“B” is ahead on NDCG@20 with 30.00%. It is better than 1 of 2 others; "
        "the data do not show a difference from “C”."
    )


def test_the_one_ahead_may_beat_all_or_none() -> None:
    values = {"A": 0.3, "B": 0.2, "C": 0.1}
    pairs = [(a, b, 0.1) for a, b in combinations(values, 2)]
    for shown, said in ((True, "each of the 2 others"), (False, "do not show that it is better than any")):
        assert said in headline(compared(*(pair(*one, shown=shown) for one in pairs), values=values))


def test_against_a_baseline_the_others_are_sorted() -> None:
    found = compared(
        pair("A", "B", -0.1, shown=True),
        pair("A", "C", 0.1, shown=True),
        pair("A", "D", 0.01, shown=False),
        values={"A": 0.2, "B": 0.3, "C": 0.1, "D": 0.19},
        baseline="A",
    )
    assert headline(found) == ("Against “A” on NDCG@20, better: “B”; worse: “C”; no difference shown: “D”.")


def test_every_pair_has_a_row() -> None:
    found = compared(
        pair("A", "B", 0.1, shown=True),
        pair("A", "C", 0.01, shown=False, p_adjusted=0.07),
        pair("B", "C", 0.0, shown=False, low=0.0, high=0.0, p=1.0, p_adjusted=1.0),
        pair("B", "D", 0.1, shown=False, low=math.nan, high=math.nan),
        pair("C", "D", -0.01, shown=False, low=-0.02, high=0.01),
        values={"A": 0.2, "B": 0.1, "C": 0.1, "D": 0.1},
    )
    sheet = pair_sheet(found, {"A": 0, "B": 1, "C": 2, "D": 3})
    assert [row[1].text for row in sheet.rows] == [
        "better",
        "may be chance",
        "the same",
        "too few sequences to say",
        "no difference",
    ]
    assert [row[2].text for row in sheet.rows] == ["+10.00", "+1.00", "0.00", "+10.00", "−1.00"]
    assert sheet.rows[0][3].text == "+9.90 to +10.10"
    assert sheet.rows[3][3].text == "–"
    assert sheet.rows[0][4].text == "< 0.0002"
    assert sheet.titles[1].place == 0


def test_the_matrix_is_turned_round_at_its_diagonal() -> None:
    found = compared(
        pair("A", "B", 0.1, shown=True),
        pair("A", "C", 0.01, shown=False),
        values={"A": 0.2, "B": 0.1, "C": 0.19},
    )
    sheet = matrix_sheet(found, {})
    assert [[cell.text for cell in row] for row in sheet.rows] == [
        ["", "▲ +10.00", "+1.00"],
        ["▼ −10.00", "", "·"],
        ["−1.00", "·", ""],
    ]
    assert "baseline" in sheet.rows[1][2].tip
