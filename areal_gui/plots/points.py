"""A few named points: what something is worth, with its interval, against what it costs."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.overlay_line import MARKS, colour_of, look_of
from areal_gui.plots.readable import PercentAxis, ReadablePlot

REACH = 40
"""Pixels within which the mouse means a point."""
ROOM = 0.08
"""Of the extent of the points, what is free around them."""


@dataclass(frozen=True)
class Point:
    """One point; its interval is upright, and NaN where it is not known.

    Attributes:
        place: which of the looks it has.
        told: the point in words.
    """

    name: str
    place: int
    x: float
    y: float
    low: float
    high: float
    told: str


class PointPlot(ReadablePlot):
    """Arrow keys walk the points from left to right."""

    def __init__(self, title: str, x_title: str, y_title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, x_title, y_title, parent, left_axis=PercentAxis)
        self._points: list[Point] = []
        self._heads = ("run", x_title, y_title, "low", "high")
        self._bars = pg.ErrorBarItem(x=np.zeros(0), y=np.zeros(0), top=np.zeros(0), bottom=np.zeros(0))
        self._dots = pg.ScatterPlotItem()
        for part in (self._bars, self._dots):
            self.item.addItem(part)
        self.item.getAxis("bottom").enableAutoSIPrefix(False)

    def show_points(self, points: Sequence[Point], x_title: str, y_title: str, summary: str) -> None:
        """Show these points instead."""
        self._points = sorted(points, key=lambda point: point.x)
        self._heads = ("run", x_title, y_title, "low", "high")
        self.item.setLabel("bottom", x_title)
        self.item.setLabel("left", y_title)
        if not points:
            self._dots.setData([])
            self._bars.setData(x=np.zeros(0), y=np.zeros(0), top=np.zeros(0), bottom=np.zeros(0))
        self.show_values(len(points), summary)

    def draw(self, colours: theme.Colours) -> None:
        x, y = np.array([(point.x, point.y) for point in self._points]).T
        low = np.array([_or(point.low, point.y) for point in self._points])
        high = np.array([_or(point.high, point.y) for point in self._points])
        self._bars.setData(x=x, y=y, top=high - y, bottom=y - low, beam=0, pen=pg.mkPen(colours.muted))
        for item, edges in ((self.item.setXRange, x), (self.item.setYRange, np.append(low, high))):
            room = ROOM * (float(np.ptp(edges)) or abs(float(edges[0])) or 1.0)
            item(float(edges.min()) - room, float(edges.max()) + room, padding=0)

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        def colour(point: Point) -> QColor:
            return colours.series[colour_of(point.place) % len(colours.series)]

        self._dots.setData(
            [
                {
                    "pos": (point.x, point.y),
                    "symbol": MARKS[look_of(point.place)],
                    "size": 16 if place == index else 11,
                    "brush": colour(point),
                    "pen": pg.mkPen(colours.text if place == index else colours.surface, width=1.5),
                }
                for place, point in enumerate(self._points)
            ]
        )

    def nearest(self, point: QPointF) -> int | None:
        width, height = (float(size) for size in self.item.getViewBox().viewPixelSize())
        away = [math.hypot((one.x - point.x()) / width, (one.y - point.y()) / height) for one in self._points]
        best = int(np.argmin(away))
        return best if away[best] < REACH else None

    def describe(self, index: int) -> str:
        return self._points[index].told

    def table(self) -> FigureTable:
        return FigureTable.of(
            self._heads, [(point.name, point.x, point.y, point.low, point.high) for point in self._points]
        )


def _or(value: float, other: float) -> float:
    return other if math.isnan(value) else value
