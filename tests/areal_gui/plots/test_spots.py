"""Points with intervals over a named axis, as studies show them."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui import theme
from areal_gui.plots.references import Reference
from areal_gui.plots.spots import Spot, SpotPicture, SpotPlot
from tests.support.page_checks import picture
from tests.support.window import put_into

SHOWN = SpotPicture(
    spots=(
        Spot("sqrt", 1.0, 25.0, "sqrt: 25", 24.0, 26.0, each=(24.5, 25.5), best=True),
        Spot("linear", 0.0, 20.0, "linear: 20", series=1, hollow=True),
    ),
    x_title="Noise schedule",
    y_title="NDCG@20, %",
    summary="2 of 2 shown",
    ticks=((0.0, "linear"), (1.0, "sqrt")),
    references=(Reference("Popularity", 3.0),),
    stairs=((0.0, 20.0), (1.0, 25.0)),
)


@pytest.fixture
def plot(host: QMainWindow, qtbot: QtBot) -> SpotPlot:
    plot = SpotPlot("Result")
    put_into(host, plot, qtbot)
    plot.show_picture(SHOWN)
    return plot


def test_arrow_keys_walk_along_the_axis(plot: SpotPlot, qtbot: QtBot) -> None:
    assert plot.accessibleDescription() == "2 of 2 shown"
    for told in ("linear: 20", "sqrt: 25"):
        qtbot.keyClick(plot, Qt.Key.Key_Right)
        assert plot.accessibleDescription() == told


def test_the_mouse_means_the_nearest_and_none_far_away(plot: SpotPlot) -> None:
    assert plot.nearest(QPointF(1.01, 25.1)) == 1
    assert plot.nearest(QPointF(0.5, 10)) is None


def test_everything_is_within_the_picture(plot: SpotPlot) -> None:
    (left, right), (bottom, top) = plot.item.getViewBox().viewRange()
    assert left < 0 < 1 < right
    assert bottom < 3
    assert top > 26


def test_the_values_are_saved_with_intervals_seeds_and_references(plot: SpotPlot) -> None:
    table = plot.table()
    assert table.headers == ("Noise schedule", "NDCG@20, %", "low", "high", "each")
    assert table.rows == (
        ("linear", 20.0, "", "", ""),
        ("sqrt", 25.0, 24.0, 26.0, "24.5 25.5"),
        ("Popularity", 3.0, "", "", ""),
    )


def test_names_that_would_touch_are_left_out(plot: SpotPlot) -> None:
    ticks = tuple((float(place), f"a rather long name {place}") for place in range(60))
    spots = tuple(Spot(name, place, 1.0, name) for place, name in ticks)
    plot.show_picture(SpotPicture(spots, "", "", "", ticks=ticks))
    kept = plot.item.getAxis("bottom")._tickLevels[0]
    assert 0 < len(kept) < 20
    assert kept[0] == ticks[0]


def test_the_points_stay_when_the_theme_changes(plot: SpotPlot) -> None:
    plot.set_cursor(1)
    try:
        for choice in ("dark", "light"):
            theme.apply(choice)
            points = plot._dots.points()
            assert [point.pos().x() for point in points] == [0.0, 1.0]
            assert [point.size() for point in points] == [10, 16]
    finally:
        theme.apply("light")


def test_no_spots_and_one_without_an_interval_are_shown_in_both_themes(plot: SpotPlot) -> None:
    one = SpotPicture((Spot("a", 0.0, 0.0, "a", math.nan, math.nan),), "x", "y", "one", joined=True)
    for shown in (SpotPicture((), "x", "y", "none"), one, SHOWN):
        plot.show_picture(shown)
        for choice in ("light", "dark"):
            theme.apply(choice)
            assert not picture(plot).isNull()
    assert plot.count == 2
