"""What the tests of the whole page do with it."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.context import AppContext
from areal_gui.pages.train.page import Page
from tests.support.window import wait_until_quiet


def shown(context: AppContext, host: QMainWindow, qtbot: QtBot) -> Page:
    page = Page(context)
    host.setCentralWidget(page)
    host.show()
    page.shown()
    wait_until_quiet(qtbot, context)
    return page


def press(page: Page, qtbot: QtBot, name: str) -> None:
    button = {
        "start": page.setup.start_button,
        "stop": page.live.controls.stop,
        "resume": page.live.resume_button,
    }[name]
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
