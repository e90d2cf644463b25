"""How the places of a few items rose and fell over the steps of a chain."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QColor, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from areal_gui import theme

LABEL_SHARE = 0.34
"""Of the plot's width, kept free at the right for the names."""
DASHES = (Qt.PenStyle.SolidLine, Qt.PenStyle.DashLine)


class BumpChart(pg.PlotWidget):
    """Ranks on a logarithmic scale, the first at the top; the names stand where the lines end."""

    _built = False

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent, enableMenu=False)
        self.setAccessibleName(title)
        self.places: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.ranks: NDArray[np.int64] = np.empty((0, 0), dtype=np.int64)
        self.names: list[str] = []
        self._marker = pg.InfiniteLine(angle=90, movable=False)
        self._lines: list[pg.PlotDataItem] = []
        self._texts: list[pg.TextItem] = []
        self.setAcceptDrops(False)
        self.viewport().setAcceptDrops(False)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.setFrameShape(self.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.getViewBox().disableAutoRange()
        self.addItem(self._marker, ignoreBounds=True)
        self._built = True
        self._restyle()

    def show_ranks(self, places: NDArray[np.int64], ranks: NDArray[np.int64], names: Sequence[str]) -> None:
        """Show ranks [P, m], from 1, at the steps `places`."""
        self.places, self.ranks, self.names = places, ranks, list(names)
        for item in (*self._lines, *self._texts):
            self.removeItem(item)
        self._lines = [self.plot(places, _height(of_item)) for of_item in ranks.T]
        self._texts = [pg.TextItem(anchor=(0, 0.5)) for _ in names]
        last = int(places[-1]) if len(places) else 1
        tops = self._spread_out()
        for text, top in zip(self._texts, tops, strict=True):
            text.setPos(last * 1.01, top)
            self.addItem(text, ignoreBounds=True)
        lowest = int(ranks.max()) if ranks.size else 10
        self.setXRange(0, last / (1 - LABEL_SHARE), padding=0)
        bottom = min([float(_height(np.array([lowest]))[0]), *tops])
        self.setYRange(1.06 * bottom - 0.06, 0.12 - 0.06 * bottom, padding=0)
        self._show_ticks(lowest, last)
        self._restyle()

    def set_step(self, step: int) -> None:
        """Mark a step."""
        self._marker.setPos(step)

    def _spread_out(self) -> list[float]:
        """Where the names stand: at the ends of their lines, moved apart where these are close."""
        if not self.ranks.size:
            return []
        ends = _height(self.ranks[-1])
        span = max(0.3, float(-_height(np.array([self.ranks.max()]))[0]))
        gap, tops, above = span / 11, np.empty(len(ends)), np.inf
        for at in np.argsort(-ends, kind="stable"):
            above = min(float(ends[at]), above - gap)
            tops[at] = above
        return [float(top) for top in tops]

    def _show_ticks(self, lowest: int, last: int) -> None:
        powers = [1, 3, 10, 30, 100, 300, 1000, 3000, 10_000, 100_000, 1_000_000]
        shown = [rank for rank in powers if rank <= max(lowest, 3)]
        ticks = [(float(_height(np.array([rank]))[0]), f"#{rank:,}") for rank in shown]
        self.getAxis("left").setTicks([ticks])
        steps = sorted({0, last // 2, last})
        self.getAxis("bottom").setTicks([[(float(step), str(step)) for step in steps]])

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if self._built and event.type() in (QEvent.Type.PaletteChange, QEvent.Type.FontChange):
            self._restyle()

    def _restyle(self) -> None:
        colours = theme.colours(self)
        font = theme.scaled_font(self, 0.85)
        self.setBackground(colours.surface)
        for name in ("left", "bottom"):
            axis = self.getAxis(name)
            axis.setPen(QPen(colours.border))
            axis.setTextPen(QPen(colours.muted))
            axis.setTickFont(font)
        self.getAxis("bottom").setLabel(self.tr("step"), color=colours.muted.name())
        self._marker.setPen(pg.mkPen(colours.muted, width=1))
        for at, (line, text) in enumerate(zip(self._lines, self._texts, strict=True)):
            colour: QColor = colours.series[at % len(colours.series)]
            line.setPen(pg.mkPen(colour, width=2, style=DASHES[at // len(colours.series) % 2]))
            text.setText(self.names[at], color=colour)
            text.setFont(font)


def _height(ranks: NDArray[np.int64]) -> NDArray[np.float64]:
    """The first place is at 0, every tenfold one lower."""
    found: NDArray[np.float64] = -np.log10(np.maximum(ranks, 1))
    return found
