from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui.pages.train.fact_line import FactLine

FACTS = [("Epoch", "1 of 10"), ("Elapsed", "12 s"), ("Repeats", "excluded (0.00%)")]


@pytest.fixture
def line(qtbot: QtBot, styled_application: QApplication) -> FactLine:
    made = FactLine()
    made.resize(600, 40)
    qtbot.addWidget(made)
    made.show()
    return made


def shown(line: FactLine) -> list[str]:
    return [value.text() for _label, value, box in line._pairs if box.isVisible()]


def test_facts_stand_side_by_side(line: FactLine) -> None:
    line.show_facts(FACTS)
    assert shown(line) == ["1 of 10", "12 s", "excluded (0.00%)"]
    line.show_facts(FACTS[:1])
    assert shown(line) == ["1 of 10"]


def test_the_last_facts_give_way_where_there_is_no_room(line: FactLine, qtbot: QtBot) -> None:
    line.show_facts(FACTS)
    line.resize(200, 40)
    qtbot.waitUntil(lambda: shown(line) == ["1 of 10", "12 s"])
    assert line.minimumSizeHint().width() == 0
    line.resize(600, 40)
    qtbot.waitUntil(lambda: len(shown(line)) == 3)
