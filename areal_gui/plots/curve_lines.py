"""Draws curves into a plot: noisy ones faint behind their smoothed line, few points at any length."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from areal_gui import theme
from areal_gui.plots.curve import Curve, extremes
from areal_gui.plots.decimation import envelope, thinned
from areal_gui.plots.series import Values
from areal_gui.plots.smoothing import smoothed

SMOOTH_POINTS = 2000
"""Of a smoothed line, at most: more than a window has pixels side by side."""
ALIKE = 1e-5
"""Of values, the share by which they may differ and still be one: they are kept as 32-bit floats."""
FEW = 60
"""Up to so many points of a curve, the best one is marked."""
CALM = 20
"""Values that a line must average to go up and down little."""
RAW_SHARE = 0.005
"""Of noisy values without a smoothed line, the share at either end that may leave the frame."""
START_SHARE = 0.02
"""Of a noisy curve, the beginning that may leave the frame: a steep fall would flatten all that follows."""
START_POINTS = 100
"""Points from which on it may."""


class CurveLines:
    """The drawn lines of one plot.

    Attributes:
        curves: what is drawn.
        memory: how many values the smoothed lines average; 1 for none.
        logarithmic: values are drawn at their logarithm to base 10; those not above 0 are left out.
    """

    def __init__(self, plot_item: Any) -> None:
        self._plot_item = plot_item
        self._items: list[tuple[Any, Any]] = []
        self._lines: list[tuple[Values, Values]] = []
        self.curves: list[Curve] = []
        self.memory = 50.0
        self.logarithmic = False

    def line(self, index: int) -> tuple[Values, Values]:
        """What the legend reads of a curve: the points of its line as drawn, with their values."""
        return self._lines[index]

    def draw(
        self, colours: theme.Colours, pixel_ratio: float, view: tuple[float, float] | None, points: int
    ) -> None:
        """Draw all curves, or what of them is in `view`, with about as many points as the plot has pixels."""
        self._match_items()
        self._lines = []
        for (faint, strong), curve in zip(self._items, self.curves, strict=True):
            colour = colours.series[curve.colour % len(colours.series)]
            x, y = self._known(curve)
            first, last = _in_view(x, view)
            if curve.noisy:
                self._draw_raw(faint, x[first:last], y[first:last], colour, colours)
                x, y = self._line_of(x[:last], y[:last], first, points)
            else:
                faint.setData([], [])
                x, y = thinned(x[first:last], y[first:last], min(SMOOTH_POINTS, max(100, points)))
            self._lines.append((x, y))
            self._draw_line(strong, x, y, curve, colour, colours, pixel_ratio)

    def placed(self) -> list[tuple[Values, Values]]:
        """The points of all lines where they are drawn."""
        return [(x, self._placed(y)) for x, y in self._lines]

    def levels(self) -> list[float]:
        """The lowest and highest value of each line: what a frame should hold."""
        found: list[float] = []
        for curve, (_x, line) in zip(self.curves, self._lines, strict=True):
            y = line
            if curve.noisy and len(y) >= START_POINTS:
                y = y[int(START_SHARE * len(y)) :]
            if curve.noisy and self.memory <= 1 and len(y):
                found += [float(value) for value in np.quantile(y, (RAW_SHARE, 1 - RAW_SHARE))]
            else:
                found += extremes(y)
        return found

    def _known(self, curve: Curve) -> tuple[Values, Values]:
        """Drawing a NaN would crash Qt, and nothing below 0 has a logarithm."""
        known = np.isfinite(curve.y)
        if self.logarithmic:
            known &= curve.y > 0
        return (curve.x, curve.y) if known.all() else (curve.x[known], curve.y[known])

    def _line_of(self, x: Values, y: Values, first: int, points: int) -> tuple[Values, Values]:
        """The smoothed line in view; it is begun so far before it that its memory is full there."""
        if self.memory <= 1:
            return thinned(x[first:], y[first:], SMOOTH_POINTS)
        begin = max(0, first - int(5 * self.memory))
        seen = max(1, len(y) - first)
        most = min(SMOOTH_POINTS, max(100, points // 2))
        x, y = smoothed(x[begin:], y[begin:], self.memory, most * (len(y) - begin) // seen)
        return x, y

    def _draw_raw(self, item: Any, x: Values, y: Values, colour: QColor, colours: theme.Colours) -> None:
        x, y = envelope(x, y)
        alone = self.memory <= 1
        item.setData(
            x,
            self._placed(y),
            pen=pg.mkPen(colour if alone else _blend(colour, colours.surface, 0.3), width=1),
            antialias=False,
        )

    def _draw_line(
        self,
        item: Any,
        x: Values,
        y: Values,
        curve: Curve,
        colour: QColor,
        colours: theme.Colours,
        pixel_ratio: float,
    ) -> None:
        if curve.noisy and self.memory <= 1:
            item.setData([], [])
            return
        few = len(x) <= FEW
        sizes = [6.0 if len(x) == 1 else 0.0] * len(x)
        if few and curve.marked is not None:
            sizes = [9.0 if place == curve.marked else size for place, size in zip(x, sizes, strict=True)]
        # The outline of a wide line that goes up and down costs up to a hundred times what its pieces cost;
        # where it is calm it costs little, and is smoother to look at.
        rough = self.memory < CALM if curve.noisy else not few
        item.curve.setSegmentedLineMode("on" if rough else "off")
        item.setData(
            x,
            self._placed(y),
            pen=pg.mkPen(colour, width=2 * pixel_ratio),  # it is in pixels of the screen
            antialias=True,
            symbol="o" if few and any(sizes) else None,
            symbolSize=sizes,
            symbolBrush=colour,
            symbolPen=pg.mkPen(colours.surface, width=1),
        )

    def _placed(self, y: Values) -> Values:
        return np.log10(y) if self.logarithmic else y

    def _match_items(self) -> None:
        while len(self._items) > len(self.curves):
            for item in self._items.pop():
                self._plot_item.removeItem(item)
        while len(self._items) < len(self.curves):
            pair = tuple(pg.PlotDataItem(skipFiniteCheck=True) for _ in range(2))
            pair[1].scatter.opts["useCache"] = False  # else a saved drawing would have its dot as an image
            for item, depth in zip(pair, (-1, 1), strict=True):
                item.setZValue(depth)  # all that is faint lies behind all lines
                self._plot_item.addItem(item)
            self._items.append((pair[0], pair[1]))


def frame(levels: Sequence[float], logarithmic: bool, label_share: float) -> tuple[float, float]:
    """From where to where a value axis goes, in its own places: zero is in view where it is near.

    Args:
        label_share: of its length, what is free above the highest level for a name.
    """
    if logarithmic:
        places = [float(np.log10(level)) for level in levels if level > 0]
        if not places:
            return 0.0, 1.0
        low, high = min(places), max(places)
        free = 0.05 * (high - low) or 0.1
        return low - free, high + free + label_share * (high - low)
    low, high = min(levels), max(levels)
    if high - low < ALIKE * abs(high):
        low = high
    bottom = 0.0 if 0 <= low < 0.5 * high else low - (0.1 * (high - low) or 0.1 * abs(high) or 1.0)
    top = bottom + (high - bottom) / (1 - label_share)
    return bottom, top if top > bottom else bottom + 1


def _in_view(x: Values, view: tuple[float, float] | None) -> tuple[int, int]:
    """The first index in view and the one after the last, each with a neighbour out of view."""
    if view is None or not len(x):
        return 0, len(x)
    first = max(0, int(np.searchsorted(x, view[0])) - 1)
    return first, max(first, int(np.searchsorted(x, view[1])) + 1)


def _blend(colour: QColor, ground: QColor, share: float) -> QColor:
    """An opaque mixture: transparent lines cost more to draw."""
    return QColor(
        round(share * colour.red() + (1 - share) * ground.red()),
        round(share * colour.green() + (1 - share) * ground.green()),
        round(share * colour.blue() + (1 - share) * ground.blue()),
    )
