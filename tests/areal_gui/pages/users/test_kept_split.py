"""A split follows its rule until it is dragged, and the hand's share from then on."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from areal_gui.pages.users.kept_split import KeptSplit
from areal_gui.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.load(tmp_path)


def made(qtbot: QtBot, settings: Settings) -> KeptSplit:
    split = KeptSplit(Qt.Orientation.Horizontal, settings, "parts", lambda room: room // 4)
    for _part in range(2):
        part = QWidget()
        part.setMinimumWidth(20)
        split.addWidget(part)
    qtbot.addWidget(split)
    split.resize(800 + split.handleWidth(), 100)
    with qtbot.waitExposed(split):
        split.show()
    return split


def test_the_rule_divides_at_every_size(qtbot: QtBot, settings: Settings) -> None:
    split = made(qtbot, settings)
    assert split.sizes() == [200, 600]

    split.resize(400 + split.handleWidth(), 100)
    assert split.sizes() == [100, 300]


def test_the_share_given_by_hand_lasts_into_the_next_session(
    qtbot: QtBot, settings: Settings, tmp_path: Path
) -> None:
    split = made(qtbot, settings)
    split.moveSplitter(500, 1)
    qtbot.waitUntil(settings.path.exists)

    later = made(qtbot, Settings.load(tmp_path))
    assert later.sizes()[0] == pytest.approx(500, abs=2)


def test_a_double_click_on_the_handle_goes_back_to_the_rule(qtbot: QtBot, settings: Settings) -> None:
    split = made(qtbot, settings)
    split.moveSplitter(500, 1)
    assert split.sizes()[0] == 500

    QTest.mouseDClick(split.handle(1), Qt.MouseButton.LeftButton)
    assert split.sizes() == [200, 600]
    assert split.share is None


@pytest.mark.parametrize("damaged", ["wide", 3.0, -0.1, None, [0.5]])
def test_what_is_no_share_counts_as_none(qtbot: QtBot, settings: Settings, damaged: object) -> None:
    settings.extra["users.split.parts"] = damaged

    assert made(qtbot, settings).sizes() == [200, 600]


def test_whether_it_can_be_divided_holds_for_parts_that_come_back_into_it(
    qtbot: QtBot, settings: Settings
) -> None:
    split = made(qtbot, settings)
    away = split.widget(1)
    away.setParent(None)

    split.set_divisible(False)
    split.addWidget(away)
    split.divide()
    assert not split.handle(1).isEnabled()

    split.set_divisible(True)
    assert split.handle(1).isEnabled()
