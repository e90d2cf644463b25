"""The progress bar: on a terminal, and only there."""

from __future__ import annotations

import io

import pytest

from engine.cli.bar import ProgressBar, render


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def a_capable_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "80")


def test_shows_share_amount_and_time_left() -> None:
    assert render("Reading", 250, 1000, "rows", elapsed=10) == (
        "Reading  ━━━━━━──────────────────   25%  250 rows  30 s left"
    )


def test_without_a_total_only_the_amount() -> None:
    assert render("Reading", 250, None, "rows", elapsed=10) == "Reading  250 rows"


def test_bytes_are_shown_as_megabytes() -> None:
    assert "4.2 MB" in render("Reading", 4_200_000, 10_000_000, "bytes", elapsed=10)


def test_more_than_everything_is_everything() -> None:
    assert "100%" in render("Reading", 12, 10, "", elapsed=10)


def test_draws_over_itself_and_clears() -> None:
    stream = Terminal()
    bar = ProgressBar(stream)

    bar.update("Reading", 1, 2)
    bar.update("Reading", 2, 2)
    bar.clear()
    bar.clear()

    assert stream.getvalue().count("\r") == 2, "drawn once within a tenth of a second, cleared once"
    assert "\n" not in stream.getvalue()


def test_a_new_stage_is_drawn_at_once() -> None:
    stream = Terminal()
    bar = ProgressBar(stream)

    bar.update("Reading", 1, 2)
    bar.update("Writing", 1, 2)

    assert "Writing" in stream.getvalue()


def test_never_wraps_a_narrow_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "20")
    stream = Terminal()

    ProgressBar(stream).update("A long name of a stage", 1, 2, "rows")

    assert len(stream.getvalue().removeprefix("\r\x1b[K")) <= 19


@pytest.mark.parametrize("term", ["dumb"])
def test_a_dumb_terminal_gets_no_bar(term: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", term)
    stream = Terminal()

    ProgressBar(stream).update("Reading", 1, 2)

    assert stream.getvalue() == ""
