"""Cost beside quality: a table, and the chosen metric against one kind of cost."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted
from areal_gui.context import AppContext
from areal_gui.formats import points
from areal_gui.pages.runs.comparison.sheet_tab import SheetTab
from areal_gui.pages.runs.comparison.sheets import Cost, View, cost_sheet, costs
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.points import Point, PointPlot

SIDE_BY_SIDE = 110 * theme.SPACING
"""From this width on the plot stands beside the table."""


class CostTab(QWidget):
    """The plot shows the compared runs only; the table all of them."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self.sheet = SheetTab(context, self.tr("Cost and quality of the runs"))
        self.plot = PointPlot(self.tr("Quality against cost"), self.tr("Cost"), "NDCG@20")
        self.kind = ComboBox()
        self.kind.setAccessibleName(self.tr("Cost in the plot"))
        for cost in costs():
            self.kind.addItem(cost.title, cost.name)
        self.kind.currentIndexChanged.connect(lambda _index: self._draw())
        actions = FigureActions(context, self.plot, lambda: self.tr("Quality against cost"), self.plot.table)
        above = QHBoxLayout()
        above.setSpacing(theme.SPACING)
        above.addWidget(Muted(self.tr("Cost")))
        above.addWidget(self.kind)
        above.addStretch(1)
        above.addWidget(actions.button())
        below = QWidget()
        lower = QVBoxLayout(below)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.addLayout(above)
        lower.addWidget(self.plot, 1)
        self._splitter = QSplitter()
        self._splitter.setHandleWidth(2 * theme.SPACING)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self.sheet)
        self._splitter.addWidget(below)
        self._splitter.setSizes([1200, 800])  # shares of whatever there is
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._splitter, 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        self._splitter.setOrientation(Qt.Orientation.Horizontal if wide else Qt.Orientation.Vertical)

    def show_view(self, view: View) -> None:
        """Show the runs of a comparison."""
        self._view = view
        about = self.tr("Bold: best quality, least cost. Times belong to the device they were measured on.")
        self.sheet.show_sheet(cost_sheet(view), about)
        self._draw()

    def _draw(self) -> None:
        cost = next(cost for cost in costs() if cost.name == self.kind.currentData())
        metric = self._view.metric.upper()
        found = points_of(self._view, cost)
        summary = (
            self.tr("Point at a run, or walk through them with the arrow keys.")
            if found
            else self.tr("No compared run has both figures.")
        )
        unit = self.tr("{}, s").format(cost.title) if cost.name == "seconds" else cost.title
        self.plot.show_points(found, unit, f"{metric}, %", summary)


def points_of(view: View, cost: Cost) -> list[Point]:
    """The compared runs that have both, with their intervals, in percent."""
    found = []
    for run in view.compared:
        value, quality = cost.of(run), view.estimate(run, view.metric)
        if value is None or quality.value is None:
            continue
        low, high = (math.nan if end is None else 100 * end for end in (quality.low, quality.high))
        told = f"{run.name}: {view.metric.upper()} {points(quality.value)}, {cost.title} {cost.text(value)}"
        found.append(Point(run.name, run.place, value, 100 * quality.value, low, high, told))
    return found
