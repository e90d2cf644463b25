"""Colours that can be read, in both themes."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from areal_gui import theme

READABLE = 4.5
"""The contrast that the accessibility guidelines ask of text."""
VISIBLE = 3.0
"""What they ask of lines and marks."""


def luminance(colour: QColor) -> float:
    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    red, green, blue = map(linear, (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.fixture(params=["light", "dark"])
def colours(request: pytest.FixtureRequest, styled_application: QApplication) -> theme.Colours:
    theme.apply(request.param)
    return theme.colours()


@pytest.mark.parametrize("name", ["text", "muted", "accent", "good", "warning", "danger"])
@pytest.mark.parametrize("ground", ["window", "surface"])
def test_text_can_be_read_on_every_ground(colours: theme.Colours, name: str, ground: str) -> None:
    assert contrast(getattr(colours, name), getattr(colours, ground)) >= READABLE


def test_text_can_be_read_on_the_accent_and_on_a_chosen_row(colours: theme.Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= READABLE
    assert contrast(colours.text, colours.accent_soft) >= READABLE
    assert contrast(colours.accent, colours.accent_soft) >= READABLE


def test_curves_stand_out_from_their_ground_and_from_each_other(colours: theme.Colours) -> None:
    assert len(colours.series) == 8
    assert all(contrast(colour, colours.surface) >= VISIBLE for colour in colours.series)
    assert len({colour.name() for colour in colours.series}) == 8


def test_the_palette_follows_the_choice_and_tells(styled_application: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.changed):
        theme.apply("dark")

    assert theme.is_dark()
    assert styled_application.palette().color(QPalette.ColorRole.Window).lightness() < 128


def test_a_widget_with_a_palette_of_its_own_gets_the_colours_that_fit(
    styled_application: QApplication, qtbot: QtBot
) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setPalette(theme.palette(dark=True))

    assert theme.colours(widget) != theme.colours()


def test_no_two_roles_of_a_theme_share_a_colour_by_accident(colours: theme.Colours) -> None:
    grounds = (colours.window, colours.surface, colours.raised, colours.border)

    assert all(one != other for one, other in itertools.pairwise(grounds))
