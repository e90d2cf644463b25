from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui.components.log_view import LogView


@pytest.fixture
def view(qtbot: QtBot, styled_application: QApplication) -> LogView:
    made = LogView()
    made.resize(500, 200)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "log.txt"
    made.write_text("".join(f"line {number}\n" for number in range(100)))
    return made


def write(path: Path, text: str) -> None:
    with path.open("a") as file:
        file.write(text)


def test_a_log_that_grows_is_followed_to_its_end(view: LogView, path: Path, qtbot: QtBot) -> None:
    view.follow(path, growing=True)
    view.show()
    bar = view.text.verticalScrollBar()
    qtbot.waitUntil(lambda: bar.maximum() > 0 and bar.value() == bar.maximum())
    write(path, "epoch 1 done\n")
    qtbot.waitUntil(lambda: view.text.toPlainText().endswith("epoch 1 done"))
    assert bar.value() == bar.maximum()
    bar.setValue(0)
    write(path, "epoch 2 done\n")
    qtbot.waitUntil(lambda: view.text.toPlainText().endswith("epoch 2 done"))
    assert bar.value() == 0


def test_the_search_shows_the_lines_with_the_words(view: LogView, path: Path, qtbot: QtBot) -> None:
    view.follow(path)
    view.show()
    qtbot.keyClicks(view.search, "LINE 9")
    found = [number for number in range(100) if "9" in str(number)]
    assert view.text.toPlainText().splitlines() == [f"line {number}" for number in found]
    assert view._count.text() == "19 of 100 lines"
    view.search.clear()
    assert len(view.text.toPlainText().splitlines()) == 100


def test_a_search_also_holds_for_what_comes_after_it(view: LogView, path: Path, qtbot: QtBot) -> None:
    view.follow(path, growing=True)
    view.show()
    view.search.setText("warning")
    write(path, "epoch 1 done\nwarning: it is hot\n")
    qtbot.waitUntil(lambda: view.text.toPlainText() == "warning: it is hot")


def test_a_hidden_or_finished_log_is_not_read(view: LogView, path: Path, qtbot: QtBot) -> None:
    view.follow(path, growing=True)
    assert not view._timer.isActive()
    view.show()
    assert view._timer.isActive()
    view.hide()
    assert not view._timer.isActive()
    view.show()
    view.follow(path, growing=False)
    qtbot.waitUntil(lambda: not view._timer.isActive())


def test_the_search_has_the_usual_key(view: LogView, path: Path, qtbot: QtBot) -> None:
    view.follow(path)
    view.show()
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.text.setFocus()
    qtbot.keyClick(view.text, Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(view.search.hasFocus)
