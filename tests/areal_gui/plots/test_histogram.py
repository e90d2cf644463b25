"""The spread of a log: what is drawn, and that it can be read without seeing it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.plots.histogram import LengthHistogram, PopularityCurve

BARS = [(1, 1, 0), (2, 2, 30), (3, 3, 0), (4, 7, 12), (8, 15, 3), (16, 31, 0)]
POINTS = [(1, 1000), (10, 300), (100, 20), (1000, 1)]


@pytest.fixture
def lengths(styled_application: QApplication, qtbot: QtBot) -> LengthHistogram:
    plot = LengthHistogram()
    qtbot.addWidget(plot)
    plot.set_bars(BARS, "median 2")
    return plot


@pytest.fixture
def popularity(styled_application: QApplication, qtbot: QtBot) -> PopularityCurve:
    plot = PopularityCurve()
    qtbot.addWidget(plot)
    plot.set_points(POINTS, "top item: 1,000")
    return plot


def test_empty_ranges_at_the_ends_take_no_room(lengths: LengthHistogram) -> None:
    assert lengths.bars == BARS[1:5]


def test_the_summary_is_what_a_screen_reader_says_first(lengths: LengthHistogram) -> None:
    assert lengths.accessibleName()
    assert lengths.accessibleDescription() == "median 2"


def test_the_arrow_keys_walk_the_bars_and_name_them(lengths: LengthHistogram) -> None:
    QTest.keyClick(lengths, Qt.Key.Key_Right)
    assert lengths.accessibleDescription() == "30 sequences of length 2"
    for _ in range(9):
        QTest.keyClick(lengths, Qt.Key.Key_Right)
    assert lengths.accessibleDescription() == "3 sequences of length 8–15"
    QTest.keyClick(lengths, Qt.Key.Key_Left)
    assert lengths.cursor_index == 2


def test_the_curve_is_walked_as_well(popularity: PopularityCurve) -> None:
    QTest.keyClick(popularity, Qt.Key.Key_Left)

    assert popularity.accessibleDescription() == "item of rank 1,000: 1 interactions"


def test_the_value_under_the_mouse_is_found(lengths: LengthHistogram, popularity: PopularityCurve) -> None:
    assert lengths.nearest(QPointF(2.2, 5)) == 2
    assert lengths.nearest(QPointF(9, 5)) is None
    assert popularity.nearest(QPointF(1.1, 0)) == 1


def test_new_values_replace_the_old_and_none_is_no_reason_to_fail(
    lengths: LengthHistogram, popularity: PopularityCurve
) -> None:
    QTest.keyClick(lengths, Qt.Key.Key_Right)
    lengths.set_bars([])
    popularity.set_points([])
    QTest.keyClick(lengths, Qt.Key.Key_Right)

    assert lengths.cursor_index is None
    assert lengths.bars == popularity.points == []


def test_the_colours_follow_the_theme(lengths: LengthHistogram) -> None:
    theme.apply("dark")

    assert lengths.canvas.backgroundBrush().color() == theme.colours().surface


def test_a_dropped_file_goes_through_to_the_window(lengths: LengthHistogram) -> None:
    assert not lengths.canvas.acceptDrops()
    assert not lengths.canvas.viewport().acceptDrops()


def test_a_single_bar_is_not_labelled_in_thousandths(lengths: LengthHistogram) -> None:
    lengths.resize(400, 300)
    lengths.set_bars([(4, 4, 500)], "all of length 4")
    lengths.grab()

    assert "0.001" not in lengths.item.getAxis("bottom").labelString()


def test_both_axes_write_thousands_alike(lengths: LengthHistogram) -> None:
    assert lengths.item.getAxis("left").tickStrings([0, 2.5, 8000], 1, 2000) == ["0", "", "8,000"]


@pytest.mark.parametrize("width", [300, 500, 900])
def test_labels_of_the_lengths_do_not_touch(lengths: LengthHistogram, width: int) -> None:
    lengths.resize(width, 300)
    lengths.set_bars([(low, low + 99, 5) for low in range(1_000, 5_000, 100)])
    lengths.grab()

    axis = lengths.item.getAxis("bottom")
    places = [place for place, _ in axis._tickLevels[0]]
    measure = QFontMetrics(axis.style["tickFont"]).horizontalAdvance
    apart = (places[1] - places[0]) * lengths.item.getViewBox().width() / (len(lengths.bars) + 0.2)
    assert measure("4,900") < apart < 3 * measure("4,900")
