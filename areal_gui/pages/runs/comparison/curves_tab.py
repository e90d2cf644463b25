"""The curves of the runs over each other: the loss, and the chosen metric on validation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted, Slider
from areal_gui.components.labels import MutedLine
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.legend import Legend
from areal_gui.pages.runs.comparison.lines import loss_lines, metric_lines, without_steps
from areal_gui.pages.runs.comparison.sheets import View
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.overlay import OverlayPlot
from areal_gui.plots.overlay_line import Axis

SMOOTHED_AT_FIRST: dict[Axis, int] = {"epoch": 0, "step": 95, "time": 95}
"""In percent: single steps are noisy."""
SIDE_BY_SIDE = 110 * theme.SPACING
"""From this width on the two plots stand beside each other."""


class CurvesTab(QWidget):
    """Two plots and one legend for both."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._smoothing = dict(SMOOTHED_AT_FIRST)
        self.loss = OverlayPlot(self.tr("Loss"), decimals=4)
        self.validation = OverlayPlot("NDCG@20")
        self.legend = Legend()
        self.axis = ComboBox()
        self.axis.setAccessibleName(self.tr("Axis"))
        for text, value in (
            (self.tr("Epochs"), "epoch"),
            (self.tr("Steps"), "step"),
            (self.tr("Time"), "time"),
        ):
            self.axis.addItem(text, value)
        self.smoothing = Slider()
        self.smoothing.setRange(0, 99)
        self.smoothing.setFixedWidth(14 * theme.SPACING)
        self.smoothing.setAccessibleName(self.tr("Smoothing, percent"))
        self._share, self.note = Muted(), MutedLine()
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.figures = QWidget()
        self.figures.setAccessibleName(self.tr("Curves of the runs"))
        self._actions = FigureActions(context, self.figures, lambda: self.tr("Curves of runs"), self.table)
        self._arrange()
        self.axis.currentIndexChanged.connect(lambda _index: self._on_axis())
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.legend.hidden_changed.connect(self._on_hidden)
        self.legend.pointed.connect(self._highlight)
        for plot in (self.loss, self.validation):
            plot.highlighted.connect(self._highlight)

    def show_view(self, view: View) -> None:
        """Show the runs of a comparison; axis, smoothing and what is hidden stay."""
        if view.contents is not self._view.contents or view.left_out != self._view.left_out:
            self.legend.show_runs(view.contents.runs, view.left_out)
        self._view = view
        self._draw()

    def table(self) -> FigureTable:
        """Every point of every line of both plots."""
        rows = [(plot.title, *row) for plot in (self.loss, self.validation) for row in plot.table().rows]
        return FigureTable.of(("plot", "run", str(self.axis.currentData()), "value"), rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._plots.direction() != direction:
            self._plots.setDirection(direction)

    def _draw(self) -> None:
        axis: Axis = self.axis.currentData()
        runs, share = self._view.contents.runs, self._smoothing[axis] / 100
        metric = self._view.metric
        self.loss.show_lines(loss_lines(runs, axis, share), axis)
        self.validation.set_title(self.tr("{}, validation, %").format(metric.upper()))
        # Validation comes once an epoch: it is smoothed only where the axis counts epochs.
        self.validation.show_lines(metric_lines(runs, metric, axis, share if axis == "epoch" else 0.0), axis)
        self._share.setText(f"{self._smoothing[axis]} %")
        missing = without_steps(runs) if axis == "step" else []
        names = ", ".join(run.name for run in missing)
        self.note.setText(self.tr("No steps were recorded of: {}").format(names) if missing else "")

    def _on_axis(self) -> None:
        self.smoothing.blockSignals(True)
        self.smoothing.setValue(self._smoothing[self.axis.currentData()])
        self.smoothing.blockSignals(False)
        self._draw()

    def _on_smoothing(self, percent: int) -> None:
        self._smoothing[self.axis.currentData()] = percent
        self._draw()

    def _on_hidden(self) -> None:
        for plot in (self.loss, self.validation):
            plot.set_hidden(self.legend.hidden)

    def _highlight(self, place: int) -> None:
        for plot in (self.loss, self.validation):
            plot.highlight(None if place < 0 else place)

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(theme.SPACING)
        for widget in (Muted(self.tr("Axis")), self.axis, Muted(self.tr("Smoothing")), self.smoothing):
            above.addWidget(widget)
        self._share.setMinimumWidth(self._share.fontMetrics().horizontalAdvance("99 %") + theme.SPACING)
        above.addWidget(self._share)
        above.addWidget(self.note, 1)
        above.addWidget(Button(self.tr("Show all"), lambda: self.legend.show_all(True), kind="quiet"))
        above.addWidget(Button(self.tr("Hide all"), lambda: self.legend.show_all(False), kind="quiet"))
        above.addWidget(self._actions.button(), 0, Qt.AlignmentFlag.AlignVCenter)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._plots.setSpacing(theme.SPACING)
        for plot in (self.loss, self.validation):
            self._plots.addWidget(plot, 1)
        inside = QHBoxLayout(self.figures)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(theme.SPACING)
        inside.addLayout(self._plots, 1)
        inside.addWidget(self.legend)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(above)
        column.addWidget(self.figures, 1)
