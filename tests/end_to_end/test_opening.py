"""How logs come in by keyboard, and what is said of files that are none."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from resources.demo import demo_log
from tests.end_to_end.program import Program

pytestmark = pytest.mark.end_to_end

StartProgram = Callable[..., Program]


def test_a_log_is_imported_without_a_mouse(start: StartProgram) -> None:
    program = start()
    program.wait_for("Try the demo log", type_="Button")

    program.press("ctrl+o")
    program.wait_for("Cancel", type_="PushButton")
    program.type(f"{demo_log()}")
    program.press("Return")
    program.wait_for("User or session", type_="RoleCombo")
    program.press("Return")

    program.wait_for("36,781")
    program.quit()


def test_the_demo_log_is_one_click_away_and_marked_synthetic(start: StartProgram) -> None:
    program = start()

    program.click("Try the demo log", type_="Button")

    program.wait_for("36,781")
    program.wait_for("synthetic")
    program.quit()


def test_a_page_of_html_is_refused_with_a_reason(start: StartProgram, tmp_path: Path) -> None:
    page = tmp_path / "ratings.dat"
    page.write_text("<!DOCTYPE html>\n<html><head><title>Not Found</title></head><body>404</body></html>\n")
    program = start(page)

    program.wait_for("web page, not a log")
    program.click("Close", type_="Button")

    program.wait_for("Try the demo log", type_="Button")
    program.quit()
