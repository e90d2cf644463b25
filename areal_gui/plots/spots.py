"""Points with intervals against a named axis: the variants of a study, or the trials of a search."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.readable import ReadablePlot
from areal_gui.plots.references import Reference, ReferenceLines

REACH = 40
"""Pixels within which the mouse means a point."""
LABEL_GAP = 12
ROOM = 0.08
SIDE = 0.6
"""Beside the outermost of names that stand side by side."""
SYMBOLS = ("o", "s", "t1", "d", "p", "h", "star", "+")


@dataclass(frozen=True)
class Spot:
    """One point. Ends of its interval are nan where there is none.

    Attributes:
        name: of the variant, as it is saved.
        told: the point in words.
        series: which of the lines it belongs to.
        each: the values it is the mean of, drawn small.
        hollow: it was not brought to its end.
        best: it is the chosen one.
    """

    name: str
    x: float
    y: float
    told: str
    low: float = math.nan
    high: float = math.nan
    series: int = 0
    each: tuple[float, ...] = ()
    hollow: bool = False
    best: bool = False


@dataclass(frozen=True)
class SpotPicture:
    """Everything that a plot of spots shows.

    Attributes:
        ticks: place on the axis -> its name; empty: the places themselves.
        numbers: places are as far from each other as what they stand for; else side by side.
        references: levels to compare with.
        joined: the points of a series are joined by a line.
        stairs: x and y of a line that only rises: the best so far.
    """

    spots: tuple[Spot, ...]
    x_title: str
    y_title: str
    summary: str
    ticks: tuple[tuple[float, str], ...] = ()
    references: tuple[Reference, ...] = ()
    numbers: bool = False
    joined: bool = False
    stairs: tuple[tuple[float, float], ...] = ()


class SpotPlot(ReadablePlot):
    """Arrow keys walk the points from left to right; of names that would touch some are left out."""

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, "", "", parent, left_axis=_PlainAxis)
        self._picture = SpotPicture((), "", "", "")
        self._parts: list[pg.GraphicsObject] = []
        self._dots = pg.ScatterPlotItem()
        self._dots.setZValue(3)
        self.item.addItem(self._dots)
        self._references = ReferenceLines(self.item)
        self.item.getViewBox().sigResized.connect(self._name_ticks)
        for name in ("left", "bottom"):
            self.item.getAxis(name).enableAutoSIPrefix(False)

    def show_picture(self, picture: SpotPicture) -> None:
        """Show this instead."""
        spots = tuple(sorted(picture.spots, key=lambda spot: (spot.x, spot.series)))
        self._picture = SpotPicture(**{**vars(picture), "spots": spots})
        self.item.setLabel("bottom", picture.x_title)
        self.item.setLabel("left", picture.y_title)
        if not spots:
            self._clear()
            self._references.set(())
        self.show_values(len(spots), picture.summary)

    def draw(self, colours: theme.Colours) -> None:
        shown = self._picture
        self._clear()
        self._references.restyle(colours, theme.scaled_font(self, 0.85))
        self._references.set(shown.references)
        for number in sorted({spot.series for spot in shown.spots}):
            self._draw_series([spot for spot in shown.spots if spot.series == number], colours)
        if shown.stairs:
            x, y = np.array(shown.stairs).T
            pen = pg.mkPen(colours.accent, width=1.5)
            self._add(pg.PlotDataItem(x, y, pen=pen, stepMode="right"), 1)
        self._set_range()
        self._name_ticks()

    def _draw_series(self, spots: list[Spot], colours: theme.Colours) -> None:
        colour = QColor(self._colour(spots[0], colours))
        x, y = (np.array([getattr(spot, name) for spot in spots]) for name in "xy")
        low = np.array([_or(spot.low, spot.y) for spot in spots])
        high = np.array([_or(spot.high, spot.y) for spot in spots])
        if self._picture.joined and len(spots) > 1:
            faint = QColor(colour)
            faint.setAlphaF(0.4)
            self._add(pg.PlotDataItem(x, y, pen=pg.mkPen(faint, width=1)), 0)
        bars = pg.ErrorBarItem(
            x=x, y=y, top=high - y, bottom=y - low, beam=0, pen=pg.mkPen(colour, width=1.5)
        )
        self._add(bars, 1)
        seeds = [(spot.x, value) for spot in spots if len(spot.each) > 1 for value in spot.each]
        if seeds:
            faint = QColor(colour)
            faint.setAlphaF(0.5)
            dots = pg.ScatterPlotItem(pos=np.array(seeds), size=5, brush=faint, pen=None)
            self._add(dots, 2)

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        def look(place: int, spot: Spot) -> dict[str, object]:
            colour = self._colour(spot, colours)
            edge = colours.text if place == index or spot.best else colour if spot.hollow else colours.surface
            return {
                "pos": (spot.x, spot.y),
                "symbol": SYMBOLS[spot.series % len(SYMBOLS)],
                "size": 16 if place == index else 12 if spot.best else 10,
                "brush": colours.surface if spot.hollow else colour,
                "pen": pg.mkPen(edge, width=2 if spot.best else 1.5),
            }

        self._dots.setData([look(place, spot) for place, spot in enumerate(self._picture.spots)])

    def nearest(self, point: QPointF) -> int | None:
        width, height = (float(size) for size in self.item.getViewBox().viewPixelSize())
        away = [
            math.hypot((spot.x - point.x()) / width, (spot.y - point.y()) / height)
            for spot in self._picture.spots
        ]
        best = int(np.argmin(away))
        return best if away[best] < REACH else None

    def describe(self, index: int) -> str:
        return self._picture.spots[index].told

    def table(self) -> FigureTable:
        shown = self._picture
        heads = (shown.x_title, shown.y_title, "low", "high", "each")
        rows: list[tuple[object, ...]] = [
            (spot.name, spot.y, _known(spot.low), _known(spot.high), " ".join(map(str, spot.each)))
            for spot in shown.spots
        ]
        rows += [(level.label, level.value, "", "", "") for level in shown.references]
        return FigureTable.of(heads, rows)

    def _colour(self, spot: Spot, colours: theme.Colours) -> QColor:
        return colours.series[spot.series % len(colours.series)]

    def _add(self, part: pg.GraphicsObject, height: int) -> None:
        part.setZValue(height)
        self.item.addItem(part)
        self._parts.append(part)

    def _clear(self) -> None:
        for part in self._parts:
            self.item.removeItem(part)
        self._parts = []
        self._dots.setData([])

    def _set_range(self) -> None:
        shown = self._picture
        x = [spot.x for spot in shown.spots]
        if not shown.numbers:
            x += [place for place, _ in shown.ticks]
        y = [value for spot in shown.spots for value in (spot.y, spot.low, spot.high, *spot.each)]
        y += [level.value for level in shown.references]
        known = [value for value in y if not math.isnan(value)]
        beside = SIDE if shown.ticks and not shown.numbers else 0.0
        for setter, values, least in ((self.item.setXRange, x, beside), (self.item.setYRange, known, 0.0)):
            room = max(least, ROOM * ((max(values) - min(values)) or abs(values[0]) or 1.0))
            setter(min(values) - room, max(values) + room, padding=0)

    def _name_ticks(self) -> None:
        """Name as many places as can be named without names that touch."""
        axis, shown = self.item.getAxis("bottom"), self._picture
        if not shown.ticks:
            axis.setTicks(None)
            return
        measure = QFontMetrics(axis.style["tickFont"] or self.font()).horizontalAdvance
        pixel = float(self.item.getViewBox().viewPixelSize()[0])
        kept: list[tuple[float, str]] = []
        end = -math.inf
        left, right = self.item.getViewBox().viewRange()[0]
        for place, name in sorted(shown.ticks):
            if not left <= place <= right:
                continue
            half = (measure(name) + LABEL_GAP) / 2 * pixel
            if place - half >= end:
                kept.append((place, name))
                end = place + half
        axis.setTicks([kept])


class _PlainAxis(pg.AxisItem):
    """Numbers as they are."""

    def tickStrings(self, values: list[float], _scale: float, _spacing: float) -> list[str]:
        return [f"{value:,.10g}" for value in values]


def _or(value: float, other: float) -> float:
    return other if math.isnan(value) else value


def _known(value: float) -> object:
    return "" if math.isnan(value) else value
