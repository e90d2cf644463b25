"""How much of the signal noise schedules leave at every step: the chosen one, the others faint."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.formats import count
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.readable import ReadablePlot

PLACES = 100
"""Equal strides in which the keyboard walks from 0 to T."""
FAINT = 0.6
QUARTERS = 4
DASHES: tuple[list[float], ...] = ([], [6.0, 3.0], [2.0, 3.0], [8.0, 3.0, 2.0, 3.0])
"""Of the curves beside the chosen one: colours alone do not tell four apart."""
LEGEND_OFFSET = (-8, 4)


class SchedulePlot(ReadablePlot):
    """alpha_bar_t over t; colours belong to the schedules, so that a choice only changes the strength."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", "", "", parent, left_axis=pg.AxisItem)
        self.title = self.tr("Noise schedule")
        self.setAccessibleName(self.title)
        self.item.setLabel("bottom", self.tr("diffusion step t"))
        self.item.setLabel("left", self.tr("signal left, ᾱ"))
        self._levels: dict[str, np.ndarray[Any, np.dtype[np.float64]]] = {}
        self._chosen = ""
        self._curves: dict[str, Any] = {}
        self._legend = self.item.addLegend(offset=LEGEND_OFFSET)
        self._dot = pg.ScatterPlotItem(size=9)
        self.item.addItem(self._dot)
        for name in ("left", "bottom"):
            self.item.getAxis(name).enableAutoSIPrefix(False)

    def show_schedules(self, levels: Mapping[str, Sequence[float]], chosen: str) -> None:
        """Draw these curves, each from t = 0 to T, with one of them chosen."""
        self._levels = {name: np.asarray(values) for name, values in levels.items()}
        self._chosen = chosen
        self._places = np.unique(np.linspace(0, self._last, PLACES + 1).round().astype(int))
        self.show_values(len(self._places), self._summary())

    def draw(self, colours: theme.Colours) -> None:
        names = sorted(self._levels, key=lambda name: name == self._chosen)  # the chosen one over the others
        for curve in self._curves.values():
            self.item.removeItem(curve)
        self._legend.clear()
        self._legend.setLabelTextColor(colours.text)
        self._legend.setLabelTextSize(f"{theme.scaled_font(self, 0.85).pointSizeF():.1f}pt")
        self._curves = {}
        for name in names:
            values = self._levels[name]
            self._curves[name] = pg.PlotDataItem(
                np.arange(len(values)), values, pen=self._pen(name, colours), antialias=True
            )
            self.item.addItem(self._curves[name])
        for name in self._levels:
            self._legend.addItem(self._curves[name], name)
        quarters = {round(self._last * part / QUARTERS) for part in range(QUARTERS + 1)}
        self.item.getAxis("bottom").setTicks([[(t, count(t)) for t in sorted(quarters)]])
        self.item.setXRange(0, self._last, padding=0.02)
        self.item.setYRange(0, 1, padding=0.03)

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        if index is None or not self._levels:
            self._dot.setData([], [])
            return
        t = int(self._places[index])
        self._dot.setData(
            [t], [self._levels[self._chosen][t]], brush=self._colour(self._chosen, colours), pen=None
        )

    def nearest(self, point: QPointF) -> int | None:
        return int(np.abs(self._places - point.x()).argmin()) if len(self._places) else None

    def describe(self, index: int) -> str:
        t = int(self._places[index])
        values = [f"{name} {levels[t]:.3f}" for name, levels in self._levels.items()]
        return self.tr("t = {0}: {1}").format(count(t), ", ".join(values))

    def table(self) -> FigureTable:
        names = tuple(self._levels)
        columns = [self._levels[name].tolist() for name in names]
        rows = ((t, *row) for t, row in enumerate(zip(*columns, strict=True)))
        return FigureTable.of(("t", *names), rows)

    @property
    def _last(self) -> int:
        return len(self._levels[self._chosen]) - 1

    def _summary(self) -> str:
        levels = self._levels[self._chosen]
        half = int((levels <= 0.5).argmax())
        if levels[half] > 0.5:
            text = self.tr("{0}, T = {1}: more than half of the signal is left at the end, {2}.")
            return text.format(self._chosen, count(self._last), f"{levels[-1]:.3f}")
        text = self.tr("{0}, T = {1}: half of the signal is left at t = {2}, and {3} at the end.")
        return text.format(self._chosen, count(self._last), count(half), f"{levels[-1]:.3f}")

    def _pen(self, name: str, colours: theme.Colours) -> Any:
        colour = self._colour(name, colours)
        if name == self._chosen:
            return pg.mkPen(colour, width=2 * self.devicePixelRatioF())
        colour.setAlphaF(FAINT)
        pen = pg.mkPen(colour, width=1.3 * self.devicePixelRatioF())
        if dashes := DASHES[list(self._levels).index(name) % len(DASHES)]:
            pen.setDashPattern(dashes)
        return pen

    def _colour(self, name: str, colours: theme.Colours) -> QColor:
        return QColor(colours.series[list(self._levels).index(name)])
