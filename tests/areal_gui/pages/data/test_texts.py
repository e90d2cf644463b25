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
        (60_000, "1 minute"),
        (90 * 60_000, "90 minutes"),
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
    assert fact(ROW, "Repeats").value == "12.34%"
    assert fact(ROW, "Rejected rows").hint == "10.00% of all"


def test_columns_are_named_as_in_the_file() -> None:
    assert fact(ROW, "Sequences").hint == "one per session_id"
    cut = replace(ROW, recipe={"user": 2, "session_gap_minutes": 30.0})
    assert fact(cut, "Sequences").hint == "column 2, cut at 30 min"
    assert fact(ROW, "Items").hint == "from column 3"
    assert fact(replace(ROW, has_titles=True), "Items").hint == "with titles"


@pytest.mark.parametrize(
    ("popularity", "median"),
    [
        ([(1, 9), (2, 4), (3, 1)], "4"),
        ([(1, 9), (150, 4), (151, 4)], "4"),
        ([(1, 9), (100, 4), (200, 4)], "4"),  # between two that are the same
        ([(1, 9), (100, 5), (200, 4)], "≈ 5"),
        ([], "0"),
    ],
)
def test_how_often_the_item_in_the_middle_was_met(popularity: list[tuple[int, int]], median: str) -> None:
    n_items = 3 if len(popularity) == 3 and popularity[1][0] == 2 else 300

    assert fact(replace(ROW, n_items=n_items, popularity=popularity), "Median popularity").value == median


@pytest.mark.parametrize(
    ("users", "items", "text"),
    [
        (1200, 300, "10% of all pairs"),
        (4, 4, "100% of all pairs"),
        (10**6, 10**5, "3.6e-05% of all pairs"),
    ],
)
def test_shares_of_all_pairs(users: int, items: int, text: str) -> None:
    n = 16 if users == 4 else 36_000
    assert fact(replace(ROW, n_users=users, n_items=items, n_interactions=n), "Interactions").hint == text


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


def test_the_recipe_tells_what_was_chosen_of_times_sequences_and_what_counts() -> None:
    row = replace(
        ROW,
        recipe={
            "event": "action",
            "time_zone": "Europe/Berlin",
            "day_first": False,
            "session_gap_minutes": 45.0,
            "filters": {
                "events": ["buy", "view"],
                "minimum_value": 3.5,
                "latest": "2024-01-01T00:00:00Z",
                "duplicates": "collapse",
                "consecutive_repeats": "keep",
                "item_core": 5,
                "sequence_core": 1,
            },
        },
    )

    lines = dict(facts.recipe_lines(row, same))
    assert lines["Event"] == "action"
    assert lines["Time zone"] == "Europe/Berlin"
    assert lines["Dates"] == "the month first"
    assert lines["Sequences"] == "cut after a pause of 45 minutes"
    assert lines["What counts"] == (
        "only buy, view · values from 3.5 · before 2024-01-01T00:00:00Z · duplicates once · "
        "items with at least 5 interactions"
    )


@pytest.mark.parametrize(
    ("source", "names", "lines"),
    [
        ("/a/log.csv", "log.csv", "/a/log.csv"),
        ("/a/one.csv; C:\\b\\two.csv", "one.csv, two.csv", "/a/one.csv\nC:\\b\\two.csv"),
        ("a/1; a/2; a/3; a/4", "1, 2 and 2 more", "a/1\na/2\na/3\na/4"),
    ],
)
def test_a_log_of_several_files_names_them(source: str, names: str, lines: str) -> None:
    row = replace(ROW, source=source)

    assert facts.subtitle(row, same) == f"{names} · imported 14 Nov 2023"
    assert facts.recipe_lines(row, same)[0][1] == lines


def test_summaries() -> None:
    assert facts.length_summary(ROW, same) == "Half are up to 4 long, the longest 2,698"
    between = replace(ROW, median_length=70.5)
    assert facts.length_summary(between, same) == "Half are up to 70 long, the longest 2,698"
    assert facts.popularity_summary(ROW, same) == "The top item has 163 interactions, 0.45%"
    assert facts.popularity_summary(replace(ROW, popularity=[]), same) == ""
