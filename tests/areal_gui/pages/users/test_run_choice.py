"""Runs in a drop-down: each can be told from the others."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.run_choice import RunChoice
from engine.store.runs import RunRow


def titles_of(qtbot: QtBot, *runs: RunRow) -> list[str]:
    choice = RunChoice()
    qtbot.addWidget(choice)
    choice.show_runs(runs)
    return [choice.itemText(place) for place in range(choice.count())]


def test_a_run_goes_by_its_name(styled_application: QApplication, qtbot: QtBot, run: RunRow) -> None:
    assert titles_of(qtbot, run) == ["pairs run"]


def test_a_name_that_hides_the_data_is_followed_by_it(
    styled_application: QApplication, qtbot: QtBot, run: RunRow
) -> None:
    assert titles_of(qtbot, replace(run, name="my best")) == ["my best · pairs"]


def test_runs_of_one_name_are_numbered(styled_application: QApplication, qtbot: QtBot, run: RunRow) -> None:
    twin, other = replace(run, id=2), replace(run, id=3, name="pairs again")

    assert titles_of(qtbot, other, twin, run) == ["pairs again", "pairs run · run 2", "pairs run · run 1"]
