"""Figures of a data set in words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from areal_gui import formats
from areal_gui.pages.data import facts
from engine.store.datasets import DatasetRow

DAY = 86_400_000

ROW = DatasetRow(
    id=1,
    name="Shop",
    source="/somewhere/log.csv",
    created_at=1_700_000_000_000,
    n_users=1200,
    n_items=300,
    n_interactions=36_000,
    n_rejected=4_000,
    first_ts=0,
    last_ts=56 * DAY,
    has_times=True,
    has_split=False,
    has_titles=False,
    repeat_share=0.1234,
    median_length=4.0,
    max_length=2698,
    synthetic=False,
    recipe={"user": "session_id", "item": 3, "time": "when", "delimiter": "\t", "name": "Shop"},
    length_histogram=[(1, 1, 5)],
    popularity=[(1, 163), (2, 100)],
)


def same(text: str) -> str:
    return text


def fact(row: DatasetRow, label: str) -> facts.Fact:
    (found,) = (entry for entry in facts.facts(row, same) if entry.label == label)
    return found


@pytest.mark.parametrize(
    ("n_bytes", "text"),
    [(0, "0 bytes"), (999, "999 bytes"), (2_483_723, "2.5 MB"), (5_000_000_000_000_000, "5000.0 TB")],
)
def test_sizes(n_bytes: int, text: str) -> None:
    assert formats.size(n_bytes) == text


@pytest.mark.parametrize(
    ("last", "text"),
    [
        (60_000, "1 minutes"),
        (5 * 3_600_000, "5.0 hours"),
        (3 * DAY, "3 days"),
        (90 * DAY, "3.0 months"),
        (8218 * DAY, "22.5 years"),
    ],
)
def test_spans(last: int, text: str) -> None:
    assert formats.span(0, last) == text


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (0, 3_600_000, "1 Jan 1970"),
        (0, 56 * DAY, "1 Jan – 26 Feb 1970"),
        (-400 * DAY, 56 * DAY, "Nov 1968 – Feb 1970"),
        (10**18, 10**18, "?"),
    ],
)
def test_days(first: int, last: int, text: str) -> None:
    assert formats.days(first, last) == text


def test_shares_have_two_decimals() -> None:
    assert fact(ROW, "Repeats").value == "12.34 %"
    assert fact(ROW, "Rejected rows").hint == "10.00 % of all"


def test_columns_are_named_as_in_the_file() -> None:
    assert fact(ROW, "Users or sessions").hint == "from session_id"
    assert fact(ROW, "Items").hint == "from column 3"
    assert fact(replace(ROW, has_titles=True), "Items").hint == "with titles"


def test_a_log_without_times_says_so() -> None:
    assert fact(replace(ROW, first_ts=None, last_ts=None), "Time span").value == "none"


def test_the_recipe_is_told_without_what_does_not_matter() -> None:
    lines = dict(facts.recipe_lines(ROW, same))

    assert lines == {
        "File": "/somewhere/log.csv",
        "User or session": "session_id",
        "Item": "column 3",
        "Time": "when",
        "Delimiter": "Tab",
    }


def test_summaries() -> None:
    assert facts.length_summary(ROW, same) == "median 4, longest 2,698 interactions"
    assert facts.popularity_summary(ROW, same) == "top item: 163 interactions, 0.45 % of all"
    assert facts.popularity_summary(replace(ROW, popularity=[]), same) == ""
