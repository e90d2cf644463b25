"""Bars side by side, each with a name below it where there is room."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.readable import PercentAxis, ReadablePlot

BAR_WIDTH = 0.8
LABEL_GAP = 12


@dataclass(frozen=True)
class Bar:
    """One bar.

    Attributes:
        name: what stands below it.
        value: its height.
        told: the bar in words.
        key: what it is called in a table of the values; its name where that says enough.
    """

    name: str
    value: float
    told: str
    key: str = ""


class BarPlot(ReadablePlot):
    """Bars of one width; of names that would touch each other only every second or third is written."""

    def __init__(
        self,
        title: str,
        x_title: str,
        y_title: str,
        parent: QWidget | None = None,
        *,
        percent: bool = False,
    ) -> None:
        super().__init__(title, x_title, y_title, parent, left_axis=PercentAxis if percent else None)
        self._headers = (x_title, y_title)
        self._bars: list[Bar] = []
        self._drawn = pg.BarGraphItem(x=[], height=[], width=BAR_WIDTH)
        self._marked = pg.BarGraphItem(x=[], height=[], width=BAR_WIDTH)
        for part in (self._drawn, self._marked):
            self.item.addItem(part)
        self.item.getViewBox().sigResized.connect(self._label_bars)
        for name in ("left", "bottom"):  # a single bar would be labelled in thousandths
            self.item.getAxis(name).enableAutoSIPrefix(False)

    def show_bars(self, bars: Sequence[Bar], summary: str = "") -> None:
        """Show these bars instead."""
        self._bars = list(bars)
        self.show_values(len(self._bars), summary)

    def draw(self, colours: theme.Colours) -> None:
        heights = [bar.value for bar in self._bars]
        faint = QColor(colours.series[0])
        faint.setAlphaF(0.75)
        self._drawn.setOpts(x=range(len(heights)), height=heights, brush=faint, pen=None)
        self._label_bars()
        self.item.setXRange(-0.6, len(heights) - 0.4, padding=0)
        self.item.setYRange(0, (max(heights) or 1) * 1.05, padding=0)

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        shown = [] if index is None else [index]
        heights = [self._bars[place].value for place in shown]
        self._marked.setOpts(x=shown, height=heights, brush=colours.series[0], pen=None)

    def nearest(self, point: QPointF) -> int | None:
        place = round(point.x())
        return place if 0 <= place < self.count else None

    def describe(self, index: int) -> str:
        return self._bars[index].told

    def table(self) -> FigureTable:
        return FigureTable.of(self._headers, [(bar.key or bar.name, bar.value) for bar in self._bars])

    def _label_bars(self) -> None:
        """Name as many bars as can be named without labels that touch."""
        names = [bar.name for bar in self._bars]
        axis = self.item.getAxis("bottom")
        measure = QFontMetrics(axis.style["tickFont"] or self.font()).horizontalAdvance
        widest = max(map(measure, names), default=0) + LABEL_GAP
        step = max(1, math.ceil(widest * len(names) / max(1.0, self.item.getViewBox().width())))
        axis.setTicks([list(enumerate(names))[::step]])
