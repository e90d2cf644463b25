"""Playing moves the slider to its end in a few seconds and stops there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from areal_gui.pages.users import step_player
from areal_gui.pages.users.step_player import StepPlayer


@pytest.fixture
def slider(qtbot: QtBot) -> QSlider:
    made = QSlider()
    qtbot.addWidget(made)
    made.setMaximum(20)
    return made


def test_it_plays_from_the_start_when_the_end_was_reached(
    slider: QSlider, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(step_player, "DURATION_MS", 100)
    monkeypatch.setattr(step_player, "FRAME_MS", 1)
    player, visited = StepPlayer(slider), []
    slider.setValue(20)
    slider.valueChanged.connect(visited.append)
    with qtbot.waitSignal(player.playing_changed, check_params_cb=lambda playing: not playing):
        player.toggle()
        assert player.playing

    assert visited == list(range(21))
    assert not player.playing


def test_a_long_path_is_played_in_strides(slider: QSlider) -> None:
    slider.setMaximum(1000)
    player = StepPlayer(slider)
    player.toggle()
    player._advance()
    player.toggle()

    assert 5 <= slider.value() <= 10


def test_it_can_be_paused(slider: QSlider) -> None:
    player = StepPlayer(slider)
    player.toggle()
    player.toggle()

    assert not player.playing


def test_without_steps_there_is_nothing_to_play(slider: QSlider) -> None:
    slider.setMaximum(0)
    player = StepPlayer(slider)
    player.toggle()

    assert not player.playing


def test_a_loop_begins_again_until_it_is_stopped(
    slider: QSlider, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in (("DURATION_MS", 20), ("FRAME_MS", 1), ("HOLD_MS", 1)):
        monkeypatch.setattr(step_player, name, value)
    player, visited = StepPlayer(slider), []
    player.loop = True
    slider.valueChanged.connect(visited.append)
    player.toggle()
    qtbot.waitUntil(lambda: visited.count(20) >= 2)
    assert player.playing
    player.stop()
    assert not player.playing


def test_pausing_at_the_end_of_a_loop_ends_it(slider: QSlider) -> None:
    player = StepPlayer(slider)
    player.loop = True
    player.toggle()
    slider.setValue(19)
    player._advance()
    assert (slider.value(), player.playing) == (20, True)
    player.toggle()
    assert not player.playing


def test_twice_the_speed_takes_half_the_time(slider: QSlider) -> None:
    player = StepPlayer(slider)
    player.toggle()
    usual = player._timer.interval()
    player.set_speed(2.0)
    assert player._timer.interval() == usual // 2
    player.stop()
    player.set_speed(0.5)
    assert not player.playing
    player.toggle()
    assert player._timer.interval() == 2 * usual
    player.stop()
