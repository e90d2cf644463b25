"""What people read: widths, amounts, times and tables."""

from __future__ import annotations

import pytest

from engine.cli.text import cell_width, cut, duration, metrics_table, moment, percent, printable, table


@pytest.mark.parametrize(("text", "width"), [("abc", 3), ("", 0), ("電影", 4), ("e\u0301te\u0301", 3)])
def test_width_counts_terminal_cells(text: str, width: int) -> None:
    assert cell_width(text) == width


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [("short", 5, "short"), ("too long", 5, "too …"), ("電影院", 5, "電影…"), ("x", 0, "…")],
)
def test_cut_keeps_within_the_width(text: str, width: int, expected: str) -> None:
    assert cut(text, width) == expected


def test_control_characters_of_a_log_never_reach_the_terminal() -> None:
    assert printable("a\x1b[31mb\nc") == "a\ufffd[31mb\ufffdc"


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.04, "0.0 s"), (4.25, "4.2 s"), (59.4, "59 s"), (200, "3 min 20 s"), (7500, "2 h 5 min")],
)
def test_durations_are_said_as_people_say_them(seconds: float, text: str) -> None:
    assert duration(seconds) == text


def test_a_share_is_shown_in_percent_and_nothing_as_a_dash() -> None:
    assert percent(0.15303) == "15.30%"
    assert percent(None) == "-"
    assert percent(0.0) == "0.00%"
    assert percent(1e-6) == "<0.01%"


def test_a_time_beyond_the_calendar_is_still_shown() -> None:
    assert moment(None) == "-"
    assert moment(9 * 10**18) == "9000000000000000000 ms"


def test_columns_line_up_whatever_the_script() -> None:
    lines = table(("item", "n"), [("電影", 5), ("abcdef", 1000)]).splitlines()

    assert lines == ["item       n", "電影       5", "abcdef  1000"]


def test_metrics_that_a_row_lacks_are_dashes() -> None:
    assert metrics_table({"model": {"hr@20": 0.5}}).splitlines()[1].split() == [
        "model",
        "50.00%",
        "-",
        "-",
    ]
