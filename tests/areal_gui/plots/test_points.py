"""Quality against cost as points."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QMainWindow
from pytestqt.qtbot import QtBot

from areal_gui.plots.points import Point, PointPlot
from tests.support.page_checks import picture
from tests.support.window import put_into

POINTS = [
    Point("dear", 1, 100.0, 30.0, 29.0, 31.0, "dear: 30"),
    Point("cheap", 9, 10.0, 20.0, math.nan, math.nan, "cheap: 20"),
]


@pytest.fixture
def plot(host: QMainWindow, qtbot: QtBot) -> PointPlot:
    plot = PointPlot("Quality", "Cost", "NDCG")
    put_into(host, plot, qtbot)
    plot.show_points(POINTS, "Parameters", "NDCG@20, %", "two runs")
    return plot


def test_arrow_keys_walk_from_the_cheapest(plot: PointPlot, qtbot: QtBot) -> None:
    assert plot.accessibleDescription() == "two runs"
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription() == "cheap: 20"
    qtbot.keyClick(plot, Qt.Key.Key_Right)
    assert plot.accessibleDescription() == "dear: 30"


def test_the_mouse_means_the_nearest_point_and_none_far_away(plot: PointPlot) -> None:
    assert plot.nearest(QPointF(11, 20.1)) == 0
    assert plot.nearest(QPointF(55, 25)) is None


def test_the_values_are_saved_with_their_intervals(plot: PointPlot) -> None:
    table = plot.table()
    assert table.headers == ("run", "Parameters", "NDCG@20, %", "low", "high")
    assert table.rows[1] == ("dear", 100.0, 30.0, 29.0, 31.0)


def test_no_points_and_one_point_are_shown(plot: PointPlot) -> None:
    plot.show_points([], "Cost", "NDCG", "nothing")
    assert not picture(plot).isNull()
    plot.show_points(POINTS[:1], "Cost", "NDCG", "one")
    assert not picture(plot).isNull()
    assert plot.count == 1
