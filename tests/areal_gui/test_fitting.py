from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from areal_gui.fitting import on_screen


def test_a_window_keeps_the_size_that_fits(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    assert on_screen(widget, QSize(200, 100)) == QSize(200, 100)


def test_no_window_is_larger_than_its_screen(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    screen = widget.screen().availableSize()
    fitted = on_screen(widget, QSize(99_999, 100))
    assert fitted.height() == 100
    assert 0 < fitted.width() < screen.width()
