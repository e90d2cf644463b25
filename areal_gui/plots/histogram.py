"""How a log is spread: bars of sequence lengths, and the popularity of items by rank on two log axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.plots.bars import Bar, BarPlot
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.readable import ReadablePlot

DECADE_TICKS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


class LengthHistogram(BarPlot):
    """One bar for each range of lengths; ranges widen to the right, so every bar has the same width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Lengths of the sequences"), _tr("interactions in a sequence"), _tr("sequences"), parent
        )
        self.bars: list[tuple[int, int, int]] = []

    def set_bars(self, bars: Sequence[tuple[int, int, int]], summary: str = "") -> None:
        """Show (from, to inclusive, count) for each range."""
        filled = [place for place, (_, _, count) in enumerate(bars) if count]
        self.bars = list(bars[filled[0] : filled[-1] + 1]) if filled else []
        told = _tr("{0} sequences of length {1}")
        self.show_bars(
            [
                Bar(f"{low:,}", count, told.format(f"{count:,}", _range_text(low, high)))
                for low, high, count in self.bars
            ],
            summary,
        )

    def table(self) -> FigureTable:
        return FigureTable.of(("from", "to", "sequences"), self.bars)


class PopularityCurve(ReadablePlot):
    """Interactions of the item at each rank; a straight line here is a power law."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_tr("Popularity of the items"), _tr("rank of the item"), _tr("interactions"), parent)
        self.points: list[tuple[int, int]] = []
        self._line = pg.PlotDataItem(antialias=True)
        self._marked = pg.ScatterPlotItem(size=9)
        for part in (self._line, self._marked):
            self.item.addItem(part)
        ticks = [[(math.log10(value), f"{value:,}") for value in DECADE_TICKS]]
        for name in ("left", "bottom"):
            self.item.getAxis(name).setTicks(ticks)
            self.item.getAxis(name).enableAutoSIPrefix(False)

    def set_points(self, points: Sequence[tuple[int, int]], summary: str = "", explained: str = "") -> None:
        """Show (rank from 1, interactions)."""
        self.points = [(rank, count) for rank, count in points if rank > 0 and count > 0]
        self.show_values(len(self.points), summary, explained)

    def draw(self, colours: theme.Colours) -> None:
        logs = np.log10(np.array(self.points, dtype=float))
        self._line.setData(logs[:, 0], logs[:, 1], pen=pg.mkPen(colours.series[0], width=2))
        self.item.setXRange(0, max(1.0, float(logs[-1, 0])), padding=0.02)
        self.item.setYRange(0, max(1.0, float(logs[:, 1].max())), padding=0.05)

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        spots = [] if index is None else [np.log10(self.points[index])]
        self._marked.setData(
            [spot[0] for spot in spots],
            [spot[1] for spot in spots],
            brush=colours.series[0],
            pen=pg.mkPen(colours.surface, width=2),
        )

    def nearest(self, point: QPointF) -> int | None:
        ranks = np.log10(np.array([rank for rank, _ in self.points], dtype=float))
        return int(np.abs(ranks - point.x()).argmin())

    def describe(self, index: int) -> str:
        rank, count = self.points[index]
        return _tr("item of rank {0}: {1} interactions").format(f"{rank:,}", f"{count:,}")

    def table(self) -> FigureTable:
        return FigureTable.of(("rank", "interactions"), self.points)


def _range_text(low: int, high: int) -> str:
    return f"{low:,}" if low == high else f"{low:,}–{high:,}"


def _tr(text: str) -> str:
    return QCoreApplication.translate("histogram", text)
