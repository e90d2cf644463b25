"""Parts side by side go on in a new line."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QMainWindow, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components import Button
from areal_gui.components.flow import Flow


@pytest.fixture
def flow(styled_application: QApplication, host: QMainWindow, qtbot: QtBot) -> Flow:
    flow, middle = Flow(), QWidget()
    column = QVBoxLayout(middle)
    column.addWidget(flow)
    column.addStretch(1)
    host.setCentralWidget(middle)
    host.resize(600, 400)
    with qtbot.waitExposed(host):
        host.show()
    return flow


def inside(flow: Flow) -> bool:
    return all(flow.rect().contains(part.geometry()) for part in flow.parts)


def test_all_parts_are_seen_whole_also_where_the_room_gets_narrow(
    flow: Flow, host: QMainWindow, qtbot: QtBot
) -> None:
    flow.show_parts([Button(f"a chip with some words {number}", icon_name="close") for number in range(5)])
    qtbot.waitUntil(lambda: inside(flow) and flow.height() > 0)
    before = flow.height()
    host.resize(260, 400)
    qtbot.waitUntil(lambda: flow.height() > before and inside(flow))
    assert all(part.height() >= part.sizeHint().height() for part in flow.parts)


def test_it_takes_no_room_while_it_is_empty(flow: Flow, qtbot: QtBot) -> None:
    flow.show_parts([Button("one")])
    assert flow.isVisible()
    flow.show_parts([])
    assert not flow.isVisible()
    assert flow.parts == []
