"""A page that is taller than its window, and the keyboard on it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components.page_scroll import PageScroll

HEIGHT = 100


@pytest.fixture
def buttons(host: QMainWindow, qtbot: QtBot) -> list[QPushButton]:
    """A tall page of twenty buttons."""
    content = QWidget()
    column = QVBoxLayout(content)
    made = [QPushButton(f"Button {number}") for number in range(20)]
    for button in made:
        button.setFixedHeight(HEIGHT)
        column.addWidget(button)
    page = PageScroll()
    page.setWidget(content)
    host.setCentralWidget(page)
    with qtbot.waitActive(host):
        host.show()
    return made


def page_of(button: QPushButton) -> PageScroll:
    page = button.window().findChild(PageScroll)
    assert page is not None
    return page


def test_the_page_stays_where_it_is_when_the_button_that_was_pressed_goes(
    buttons: list[QPushButton], qtbot: QtBot
) -> None:
    bar = page_of(buttons[0]).verticalScrollBar()
    bar.setValue(bar.maximum())
    buttons[-1].setFocus()
    buttons[-1].clicked.connect(buttons[-1].hide)

    QTest.mouseClick(buttons[-1], Qt.MouseButton.LeftButton)
    qtbot.wait(1)

    assert QApplication.focusWidget() is not buttons[-1]
    assert bar.value() == bar.maximum()


def test_tab_brings_what_gets_the_keyboard_into_view(buttons: list[QPushButton]) -> None:
    bar = page_of(buttons[0]).verticalScrollBar()
    buttons[0].setFocus()
    for _ in range(12):
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)

    assert buttons[12].hasFocus()
    assert bar.value() > 0
    assert not buttons[12].visibleRegion().isEmpty()


def test_a_part_is_brought_into_view_from_its_top(buttons: list[QPushButton], qtbot: QtBot) -> None:
    page = page_of(buttons[0])
    page.reveal(buttons[15])
    qtbot.waitUntil(lambda: buttons[15].visibleRegion().boundingRect().height() == HEIGHT)

    before = page.verticalScrollBar().value()
    page.reveal(buttons[14])  # is in view already
    qtbot.waitUntil(lambda: page._revealed is None)
    assert page.verticalScrollBar().value() == before

    buttons[3].setFixedHeight(3 * page.height())
    page.reveal(buttons[3])
    qtbot.waitUntil(lambda: buttons[3].mapTo(page, buttons[3].rect().topLeft()).y() == 0)
