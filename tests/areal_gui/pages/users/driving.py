"""What the tests of the whole page do with it and read off it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from areal_gui.pages.users.page import Page
from areal_gui.pages.users.user_model import ID

Quiet = Callable[[], None]
"""Waits until nothing is asked or computed any more."""


def texts(page: Page) -> str:
    return "\n".join(label.text() for label in page.findChildren(QLabel) if label.isVisibleTo(page))


def click_row(page: Page, row: int) -> None:
    table = page.users.table
    where = table.visualRect(table.model().index(row, ID)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=where)


def column(page: Page, number: int) -> list[str]:
    model = page.view.top.model
    return [str(model.index(row, number).data()) for row in range(model.rowCount())]
