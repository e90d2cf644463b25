"""Our style draws every kind of control in both themes, and shows where the keyboard is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLineEdit,
    QMainWindow,
    QMenu,
    QProgressBar,
    QRadioButton,
    QScrollBar,
    QSlider,
    QTableWidget,
    QTabWidget,
    QTextEdit,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.components import Button, ComboBox, DoubleSpinBox, SpinBox
from tests.support import page_checks
from tests.support.window import put_into


def picture(widget: QWidget) -> QImage:
    return page_checks.picture(widget)


@pytest.fixture
def controls(host: QMainWindow, qtbot: QtBot) -> list[QWidget]:
    """One of each, in a window."""
    tabs = QTabWidget()
    tabs.addTab(QTextEdit("text"), "One")
    tabs.addTab(QTableWidget(3, 3), "Two")
    unknown = QProgressBar()
    unknown.setRange(0, 0)
    made: list[QWidget] = [
        *(Button(kind, kind=kind, icon_name="data") for kind in ("plain", "primary", "quiet", "danger")),
        *(
            ComboBox(),
            SpinBox(),
            DoubleSpinBox(),
            QLineEdit("text"),
            QCheckBox("check"),
            QRadioButton("radio"),
        ),
        *(QToolButton(), QSlider(Qt.Orientation.Horizontal), QScrollBar(), unknown, QGroupBox("group"), tabs),
    ]
    middle = QWidget()
    form = QFormLayout(middle)
    for control in made:
        form.addRow(type(control).__name__, control)
    put_into(host, middle, qtbot)
    return made


@pytest.mark.parametrize("choice", ["light", "dark"])
@pytest.mark.parametrize("enabled", [True, False])
def test_every_control_is_drawn(controls: list[QWidget], choice: theme.Choice, enabled: bool) -> None:
    theme.apply(choice)
    for control in controls:
        control.setEnabled(enabled)

        assert not picture(control).isNull()


def test_the_keyboard_leaves_a_visible_ring(controls: list[QWidget], host: QMainWindow) -> None:
    host.activateWindow()
    controls[0].setFocus()
    without_focus = {control: picture(control) for control in controls}
    with_ring = set()
    for _ in controls:
        QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        if focused in without_focus and picture(focused) != without_focus[focused]:
            with_ring.add(type(focused).__name__)

    drawn_by_us = {"Button", "ComboBox", "SpinBox", "DoubleSpinBox", "QLineEdit", "QCheckBox", "QSlider"}
    assert drawn_by_us <= with_ring


def test_fields_and_buttons_share_one_height(controls: list[QWidget]) -> None:
    one_line = (Button, ComboBox, SpinBox, DoubleSpinBox, QLineEdit)

    assert {control.minimumHeight() for control in controls if isinstance(control, one_line)} == {32}


def test_a_field_leaves_dropped_files_to_the_window(controls: list[QWidget]) -> None:
    assert not any(control.acceptDrops() for control in controls if isinstance(control, QLineEdit))


def test_buttons_of_a_dialog_are_words_only(styled_application: QApplication, qtbot: QtBot) -> None:
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    qtbot.addWidget(box)
    box.show()

    assert all(button.icon().isNull() for button in box.buttons())


def test_the_arrow_of_a_menu_stands_in_the_middle_beside_a_text_alone(
    styled_application: QApplication, qtbot: QtBot
) -> None:
    button = QToolButton()
    qtbot.addWidget(button)
    button.setAutoRaise(True)
    button.setText("Load or save")
    button.resize(120, 32)
    plain = picture(button)
    button.setMenu(QMenu(button))
    button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
    with_arrow = picture(button)
    rows = [
        y
        for y in range(plain.height())
        if any(plain.pixel(x, y) != with_arrow.pixel(x, y) for x in range(plain.width()))
    ]
    assert rows
    assert (rows[0] + rows[-1]) / 2 == pytest.approx(plain.height() / 2, abs=1.5)
    button.setText("")
    without_text = picture(button)
    button.setMenu(None)  # type: ignore[arg-type]
    assert picture(button) == without_text
