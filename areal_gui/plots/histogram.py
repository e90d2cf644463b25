"""How a log is spread: bars of sequence lengths, and the popularity of items by rank on two log axes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QCoreApplication, QPointF
from PySide6.QtGui import QColor, QFontMetrics
from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.readable import ReadablePlot

BAR_WIDTH = 0.8
LABEL_GAP = 12
DECADE_TICKS = (1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000)


class LengthHistogram(ReadablePlot):
    """One bar for each range of lengths; ranges widen to the right, so every bar has the same width."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _tr("Lengths of the sequences"), _tr("interactions in a sequence"), _tr("sequences"), parent
        )
        self.bars: list[tuple[int, int, int]] = []
        self._drawn = pg.BarGraphItem(x=[], height=[], width=BAR_WIDTH)
        self._marked = pg.BarGraphItem(x=[], height=[], width=BAR_WIDTH)
        for part in (self._drawn, self._marked):
            self.item.addItem(part)
        self.item.getViewBox().sigResized.connect(self._label_bars)
        for name in ("left", "bottom"):  # a single bar would be labelled in thousandths
            self.item.getAxis(name).enableAutoSIPrefix(False)

    def set_bars(self, bars: Sequence[tuple[int, int, int]], summary: str = "") -> None:
        """Show (from, to inclusive, count) for each range."""
        filled = [place for place, (_, _, count) in enumerate(bars) if count]
        self.bars = list(bars[filled[0] : filled[-1] + 1]) if filled else []
        self.show_values(len(self.bars), summary)

    def draw(self, colours: theme.Colours) -> None:
        heights = [count for _, _, count in self.bars]
        faint = QColor(colours.series[0])
        faint.setAlphaF(0.75)
        self._drawn.setOpts(x=range(len(heights)), height=heights, brush=faint, pen=None)
        self._label_bars()
        self.item.setXRange(-0.6, len(self.bars) - 0.4, padding=0)
        self.item.setYRange(0, max(heights) * 1.05, padding=0)

    def _label_bars(self) -> None:
        """Write where ranges begin, below as many bars as can be without labels that touch."""
        names = [f"{low:,}" for low, _, _ in self.bars]
        axis, n_bars = self.item.getAxis("bottom"), len(names)
        measure = QFontMetrics(axis.style["tickFont"] or self.font()).horizontalAdvance
        widest = max(map(measure, names), default=0) + LABEL_GAP
        step = max(1, math.ceil(widest * n_bars / max(1.0, self.item.getViewBox().width())))
        axis.setTicks([list(enumerate(names))[::step]])

    def mark(self, index: int | None, colours: theme.Colours) -> None:
        shown = [] if index is None else [index]
        heights = [self.bars[place][2] for place in shown]
        self._marked.setOpts(x=shown, height=heights, brush=colours.series[0], pen=None)

    def nearest(self, point: QPointF) -> int | None:
        place = round(point.x())
        return place if 0 <= place < self.count else None

    def describe(self, index: int) -> str:
        low, high, count = self.bars[index]
        return _tr("{0} sequences of length {1}").format(f"{count:,}", _range_text(low, high))

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

    def set_points(self, points: Sequence[tuple[int, int]], summary: str = "") -> None:
        """Show (rank from 1, interactions)."""
        self.points = [(rank, count) for rank, count in points if rank > 0 and count > 0]
        self.show_values(len(self.points), summary)

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
