"""The small widgets: room, wheels, words for a screen reader."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow, QStyleOptionComboBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.components import (
    Button,
    ComboBox,
    DoubleSpinBox,
    EmptyState,
    Slider,
    SpinBox,
    StatTile,
    TileGrid,
    icon,
)
from areal_gui.components.icons import FOLDER
from areal_gui.components.labels import ElidedLabel, Muted
from tests.support.real_data import REPOSITORY
from tests.support.window import put_into


def turn_wheel(widget: QWidget) -> bool:
    """Scroll down over a widget; tells whether it took the wheel for itself."""
    middle = QPointF(widget.rect().center())
    buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
    phase, steps = Qt.ScrollPhase.NoScrollPhase, QPoint(0, -120)
    event = QWheelEvent(middle, widget.mapToGlobal(middle), QPoint(), steps, buttons, keys, phase, False)
    event.setAccepted(False)
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.fixture
def fields(host: QMainWindow, qtbot: QtBot) -> list[QWidget]:
    combo, whole, decimal = ComboBox(), SpinBox(), DoubleSpinBox()
    combo.addItems(["one", "two", "three"])
    whole.setValue(5)
    decimal.setValue(5.0)
    middle = QWidget()
    column = QVBoxLayout(middle)
    for field in (Button("first"), combo, whole, decimal):
        column.addWidget(field)
    put_into(host, middle, qtbot)
    column.itemAt(0).widget().setFocus()
    return [combo, whole, decimal]


def values(fields: list[QWidget]) -> tuple[int, int, float]:
    combo, whole, decimal = fields
    return combo.currentIndex(), whole.value(), decimal.value()  # type: ignore[attr-defined]


def test_a_wheel_over_a_field_without_the_focus_changes_nothing(fields: list[QWidget]) -> None:
    before = values(fields)

    assert [turn_wheel(field) for field in fields] == [False, False, False]
    assert values(fields) == before


def test_a_wheel_over_the_field_with_the_focus_changes_it(fields: list[QWidget], qtbot: QtBot) -> None:
    for field in fields:
        field.setFocus()
        qtbot.waitUntil(field.hasFocus)
        turn_wheel(field)

    assert values(fields) == (1, 4, 4.0)


def test_tiles_make_room_for_each_other(host: QMainWindow, qtbot: QtBot) -> None:
    tiles = [StatTile(f"label {number}", str(number)) for number in range(8)]
    grid = TileGrid(tiles, tile_width=150)
    put_into(host, grid, qtbot)

    def columns(width: int) -> int:
        host.resize(width, 500)
        qtbot.waitUntil(lambda: grid.width() == width)
        qtbot.wait(1)
        return len({tile.x() for tile in tiles})

    assert columns(760) == 4
    assert columns(400) == 2
    assert columns(560) == 3
    assert columns(760) == 4


def test_a_tile_can_be_heard(styled_application: QApplication, qtbot: QtBot) -> None:
    tile = StatTile("Items", "480", "with titles")
    qtbot.addWidget(tile)

    assert tile.accessibleName() == "Items: 480"
    assert tile.toolTip() == "with titles"


def test_a_long_line_gives_way_and_keeps_its_whole_text_in_the_tooltip(
    styled_application: QApplication, qtbot: QtBot
) -> None:
    label = ElidedLabel("")
    qtbot.addWidget(label)
    label.setText("a very long name " * 20)

    assert label.minimumSizeHint().width() == 0
    assert label.toolTip() == label.text()


def test_labels_follow_a_change_of_theme(styled_application: QApplication, qtbot: QtBot) -> None:
    label = Muted("quiet")
    qtbot.addWidget(label)
    theme.apply("dark")

    assert label.palette().color(label.foregroundRole()) == theme.colours().muted


def test_an_empty_state_has_room_for_all_its_text(host: QMainWindow, qtbot: QtBot) -> None:
    state = EmptyState(
        "data", "Nothing here", "A sentence that goes on and on. " * 8, [Button("Do something")]
    )
    put_into(host, state, qtbot)

    for label in state.findChildren(QLabel):
        assert label.height() >= label.heightForWidth(label.width())


def test_every_icon_that_the_window_names_exists() -> None:
    sources = [path.read_text() for path in Path(REPOSITORY, "areal_gui").rglob("*.py")]
    named = {
        name
        for text in sources
        for name in re.findall(r'(?:icon|icon_name=|paint_icon\(painter, )\(?"(\w[\w-]*)"', text)
    }

    assert len(named) > 5
    assert {name for name in named if not (FOLDER / f"{name}.svg").exists()} == set()


def test_icons_are_drawn_in_the_colour_of_the_theme(styled_application: QApplication) -> None:
    def lightness() -> float:
        image = icon("data").pixmap(64, 64).toImage()
        opaque = [
            image.pixelColor(x, y)
            for x in range(64)
            for y in range(64)
            if image.pixelColor(x, y).alpha() > 200
        ]
        return sum(colour.lightness() for colour in opaque) / len(opaque)

    light = lightness()
    theme.apply("dark")

    assert light < 100 < lightness()


@pytest.mark.parametrize("last", [3, 50])
def test_a_click_on_the_groove_of_a_slider_jumps_there(host: QMainWindow, qtbot: QtBot, last: int) -> None:
    slider = Slider()
    slider.setMaximum(last)
    slider.setPageStep(1)
    put_into(host, slider, qtbot)

    QTest.mouseClick(
        slider, Qt.MouseButton.LeftButton, pos=QPoint(int(0.7 * slider.width()), slider.height() // 2)
    )

    assert slider.value() == round(0.7 * last)


def test_a_long_name_in_a_drop_down_is_shortened_in_the_middle(
    styled_application: QApplication, qtbot: QtBot
) -> None:
    combo, option = ComboBox(), QStyleOptionComboBox()
    qtbot.addWidget(combo)
    combo.addItem("a very long name of a run that goes on for ever, the second of that name")
    combo.resize(160, 32)
    combo.initStyleOption(option)

    assert "…" in option.currentText[1:-1]
    assert combo.fontMetrics().horizontalAdvance(option.currentText) < 160
    combo.setItemText(0, "short")
    combo.initStyleOption(option)
    assert option.currentText == "short"
