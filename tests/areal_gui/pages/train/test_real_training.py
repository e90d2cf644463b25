"""The real engine behind the page's controls: paused, freed, ended, asked in the middle of an epoch."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from areal_gui.pages.train.page import Page
from areal_gui.pages.train.session import State
from tests.areal_gui.pages.train.driving import press


def start_small(page: Page, qtbot: QtBot, epochs: int) -> None:
    """The real engine at work on the small log, until its first epoch is done."""
    page.setup.presets.buttons["quick"].click()
    small = {
        "training.epochs": str(epochs),
        "training.patience": "0",
        "training.refit": "none",
        "model.embedding_size": "16",
        "device": "cpu",
    }
    for path, text in small.items():
        page.model.type(path, text)
    press(page, qtbot, "start")
    qtbot.waitUntil(
        lambda: page.control.session is not None and page.control.session.rows != [], timeout=60_000
    )


def state(page: Page) -> State:
    assert page.control.session is not None
    return page.control.session.state


def test_a_training_is_paused_and_goes_on(page: Page, qtbot: QtBot) -> None:
    start_small(page, qtbot, epochs=500)
    controls = page.live.controls
    qtbot.mouseClick(controls.pause, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: state(page) is State.PAUSED)
    assert controls.go_on.isVisible()
    assert not controls.pause.isVisible()
    assert controls.go_on.hasFocus()
    assert page.control.session is not None
    rows = len(page.control.session.rows)
    qtbot.mouseClick(controls.go_on, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(page.control.session.rows) > rows)  # type: ignore[union-attr]
    assert controls.pause.isVisible()
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy)


def test_a_paused_training_is_stopped_at_once(page: Page, qtbot: QtBot) -> None:
    start_small(page, qtbot, epochs=500)
    page._context.commands.run("train.pause")
    qtbot.waitUntil(lambda: state(page) is State.PAUSED)
    press(page, qtbot, "stop")
    qtbot.waitUntil(lambda: state(page) is State.STOPPED)


def test_the_device_is_freed_and_the_run_goes_on_later(page: Page, qtbot: QtBot) -> None:
    start_small(page, qtbot, epochs=500)
    page.live.controls.free.trigger()
    qtbot.waitUntil(lambda: not page.control.busy)
    before = page.control.session
    assert before is not None
    assert page.live.resume_button.isVisible()
    press(page, qtbot, "resume")
    qtbot.waitUntil(lambda: page.control.session is not before, timeout=60_000)
    qtbot.waitUntil(lambda: state(page) is State.RUNNING, timeout=60_000)
    assert page.control.session is not None
    assert [row.epoch for row in page.control.session.rows][: len(before.rows)] == [
        row.epoch for row in before.rows
    ]
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy)


def test_the_epoch_in_training_can_be_made_the_last(page: Page, qtbot: QtBot) -> None:
    start_small(page, qtbot, epochs=500)
    page.live.controls.last_epoch.trigger()
    qtbot.waitUntil(lambda: not page.control.busy, timeout=60_000)
    assert state(page) is State.FINISHED
    assert page.live.result.isVisible()
    assert "you made this epoch the last one" in page.live._header._subtitle.text()


def test_a_checkpoint_and_an_evaluation_come_when_asked_for(page: Page, qtbot: QtBot) -> None:
    start_small(page, qtbot, epochs=500)
    session = page.control.session
    assert session is not None
    qtbot.waitUntil(page.live.controls.evaluation.isEnabled)
    page.control.evaluate()
    page.control.save_checkpoint()
    qtbot.waitUntil(lambda: not session.saving and not session.evaluating)
    page.control.stop()
    qtbot.waitUntil(lambda: not page.control.busy)
