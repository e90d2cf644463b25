"""What the user is told, and how."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QMainWindow, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from areal_gui.components import BottomBar
from areal_gui.components.error_dialog import ErrorDialog
from areal_gui.components.toast import MOST, Toast
from areal_gui.notify import Notifier
from engine.errors import BadInput


@pytest.fixture
def notify(host: QMainWindow, qtbot: QtBot) -> Notifier:
    with qtbot.waitExposed(host):
        host.show()
    return Notifier(host)


def dialog_of(host: QMainWindow) -> ErrorDialog:
    return host.findChildren(ErrorDialog)[-1]


def texts(dialog: ErrorDialog) -> list[str]:
    return [label.text() for label in dialog.findChildren(QLabel) if label.isVisible()]


def press(dialog: ErrorDialog, text: str) -> None:
    (button,) = (button for button in dialog.findChildren(QPushButton) if text in button.text())
    button.click()


def test_news_is_a_toast_that_a_click_dismisses(notify: Notifier, host: QMainWindow, qtbot: QtBot) -> None:
    notify.success("Imported.")
    (toast,) = host.findChildren(Toast)
    assert (toast.label.text(), toast.kind) == ("Imported.", "success")

    toast.mousePressEvent(None)  # type: ignore[arg-type]

    qtbot.waitUntil(lambda: not host.findChildren(Toast))


def test_toasts_stay_few(notify: Notifier, host: QMainWindow, qtbot: QtBot) -> None:
    for number in range(MOST + 4):
        notify.info(f"news {number}")

    qtbot.waitUntil(lambda: len(host.findChildren(Toast)) == MOST)
    assert [toast.label.text() for toast in host.findChildren(Toast)][-1] == f"news {MOST + 3}"


def test_toasts_do_not_cover_the_bottom_bar_of_a_page(
    notify: Notifier, host: QMainWindow, qtbot: QtBot
) -> None:
    host.resize(900, 600)
    page = QWidget()
    column = QVBoxLayout(page)
    bar = BottomBar()
    bar.setFixedHeight(90)
    column.addStretch(1)
    column.addWidget(bar)
    host.setCentralWidget(page)
    bar.hide()
    notify.info("news")
    (toast,) = host.findChildren(Toast)
    stack = toast.parentWidget()
    assert stack is not None
    low = stack.geometry().bottom()

    bar.show()

    qtbot.waitUntil(lambda: stack.geometry().bottom() < bar.mapTo(host, bar.rect().topLeft()).y())
    bar.hide()
    qtbot.waitUntil(lambda: stack.geometry().bottom() == low)


def test_an_error_says_what_why_and_what_to_do(notify: Notifier, host: QMainWindow) -> None:
    notify.error(BadInput("It is empty.", "Nothing was saved.", "Save it again."), "Not imported")
    dialog = dialog_of(host)

    assert dialog.windowTitle() == "Not imported"
    assert texts(dialog) == ["It is empty.", "Nothing was saved.", "Save it again."]
    dialog.close()


def test_an_unexpected_error_is_put_into_words_and_its_trace_is_folded_away(
    notify: Notifier, host: QMainWindow
) -> None:
    try:
        raise KeyError("secret")
    except KeyError as error:
        notify.error(error)
    dialog = dialog_of(host)
    details = dialog.findChild(QPlainTextEdit)
    assert details is not None
    assert not details.isVisible()

    press(dialog, "Details")

    assert details.isVisible()
    assert "Traceback" in details.toPlainText()
    assert "KeyError: 'secret'" in texts(dialog)[1]
    dialog.close()


def test_the_report_can_be_copied(notify: Notifier, host: QMainWindow) -> None:
    notify.error(BadInput("It is empty."), "Not imported")
    dialog = dialog_of(host)

    press(dialog, "Copy report")

    copied = QGuiApplication.clipboard().text()
    assert "AREAL" in copied
    assert "It is empty." in copied
    dialog.close()


def test_errors_that_come_together_share_a_dialog(notify: Notifier, host: QMainWindow) -> None:
    notify.error(BadInput("First."))
    notify.error(BadInput("Second."))

    assert len(host.findChildren(ErrorDialog)) == 1
    details = dialog_of(host).findChild(QPlainTextEdit)
    assert details is not None
    assert "Second." in details.toPlainText()
    dialog_of(host).close()


def test_an_error_after_a_closed_dialog_gets_one_of_its_own(
    notify: Notifier, host: QMainWindow, qtbot: QtBot
) -> None:
    notify.error(BadInput("First."))
    with qtbot.waitSignal(dialog_of(host).destroyed):
        dialog_of(host).close()

    notify.error(BadInput("Second."))

    assert texts(dialog_of(host)) == ["Second."]
    dialog_of(host).close()


def test_something_can_follow_the_end_of_a_dialog(notify: Notifier, host: QMainWindow) -> None:
    done: list[str] = []
    notify.error(BadInput("First."))
    notify.when_dismissed(lambda: done.append("closed"))

    dialog_of(host).close()

    assert done == ["closed"]
