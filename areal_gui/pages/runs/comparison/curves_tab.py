"""The curves of the runs over each other: the chosen metric on validation, and the losses of one kind."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, ComboBox, Muted, Slider
from areal_gui.components.labels import MutedLine
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.legend import Legend
from areal_gui.pages.runs.comparison.lines import by_loss_kind, loss_lines, metric_lines, without_steps
from areal_gui.pages.runs.comparison.sheets import View
from areal_gui.plots.curve_options import MEMORIES
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import FigureTable
from areal_gui.plots.overlay import OverlayPlot
from areal_gui.plots.ticks import AXIS_KINDS, AxisKind

MEMORY_AT_FIRST: dict[AxisKind, int] = {"epoch": 1, "step": 50, "time": 50}
"""Over how many values a line averages: single steps are noisy."""
SIDE_BY_SIDE = 110 * theme.SPACING
"""From this width on the two plots stand beside each other."""


class CurvesTab(QWidget):
    """Two plots and one legend for both."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = View()
        self._memories = dict(MEMORY_AT_FIRST)
        self.loss = OverlayPlot(self.tr("Loss"), decimals=4)
        self.validation = OverlayPlot("NDCG@20")
        self.legend = Legend()
        self.axis = ComboBox()
        self.axis.setAccessibleName(self.tr("Axis"))
        self.axis.setToolTip(self.tr("What the curves are drawn over; time is that of work, without pauses"))
        texts = (self.tr("Epochs"), self.tr("Steps"), self.tr("Time"))
        for kind, text in zip(AXIS_KINDS, texts, strict=True):
            self.axis.addItem(text, kind)
        self.kind = ComboBox()
        self.kind.setAccessibleName(self.tr("Kind of loss"))
        self.kind.setToolTip(self.tr("Losses of different kinds have other scales and cannot be compared"))
        self._kind_label = Muted(self.tr("Loss"))
        self.smoothing = Slider()
        self.smoothing.setRange(0, len(MEMORIES) - 1)
        self.smoothing.setFixedWidth(12 * theme.SPACING)
        self.smoothing.setAccessibleName(self.tr("Smoothing"))
        self.note = MutedLine()
        self._plots = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self.figures = QWidget()
        self.figures.setAccessibleName(self.tr("Curves of the runs"))
        self._actions = FigureActions(context, self.figures, lambda: self.tr("Curves of runs"), self.table)
        self._arrange()
        self.axis.currentIndexChanged.connect(lambda _index: self._on_axis())
        self.kind.currentIndexChanged.connect(lambda _index: self._draw())
        self.smoothing.valueChanged.connect(self._on_smoothing)
        self.legend.hidden_changed.connect(self._on_hidden)
        self.legend.pointed.connect(self._highlight)
        self.loss.pointed.connect(self.validation.point_at)
        self.validation.pointed.connect(self.loss.point_at)

    def show_view(self, view: View) -> None:
        """Show the runs of a comparison; axis, smoothing and what is hidden stay."""
        before, self._view = self._view, view
        if view.contents is not before.contents or view.left_out != before.left_out:
            self.legend.show_runs(view.contents.runs, view.left_out)
        if view.contents is not before.contents:
            self._offer_kinds()
        if view.contents is not before.contents or view.metric != before.metric:
            self._draw()

    def table(self) -> FigureTable:
        """Every point of every line of both plots."""
        rows = [(plot.title, *row) for plot in (self.validation, self.loss) for row in plot.table().rows]
        return FigureTable.of(("plot", "run", str(self.axis.currentData()), "value"), rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= SIDE_BY_SIDE
        direction = QBoxLayout.Direction.LeftToRight if wide else QBoxLayout.Direction.TopToBottom
        if self._plots.direction() != direction:
            self._plots.setDirection(direction)

    def _draw(self) -> None:
        axis: AxisKind = self.axis.currentData()
        runs, memory = self._view.contents.runs, self._memories[axis]
        metric = self._view.metric
        self._draw_losses(axis, memory)
        self.validation.set_title(self.tr("Validation {}, %").format(metric.upper()))
        # Validation comes once an epoch: it is smoothed only where the axis counts epochs.
        once = memory if axis == "epoch" else 1
        self.validation.show_lines(metric_lines(runs, metric, axis, once), axis)
        self._write_note(axis, memory)

    def _offer_kinds(self) -> None:
        """The choice stays where it still can be made; there is none where all losses are of one kind."""
        chosen, kinds = self.kind.currentData(), by_loss_kind(self._view.contents.runs)
        with QSignalBlocker(self.kind):
            self.kind.clear()
            for kind, runs in kinds.items():
                self.kind.addItem(f"{kind} ({len(runs)})", kind)
            self.kind.setCurrentIndex(max(0, self.kind.findData(chosen)))
        for widget in (self._kind_label, self.kind):
            widget.setVisible(len(kinds) > 1)

    def _draw_losses(self, axis: AxisKind, memory: int) -> None:
        kinds = by_loss_kind(self._view.contents.runs)
        kind = self.kind.currentData()
        drawn = kinds.get(kind, [])
        others = len(self._view.contents.runs) - len(drawn)
        left_out = ""
        if others:
            text = self.tr("1 with another kind of loss is not drawn")
            many = self.tr("{} with other kinds of loss are not drawn")
            left_out = text if others == 1 else many.format(others)
        self.loss.set_title(self.tr("Loss: {}").format(kind) if kind else self.tr("Loss"))
        self.loss.show_lines(loss_lines(drawn, axis, memory), axis, left_out)

    def _write_note(self, axis: AxisKind, memory: int) -> None:
        over = self.tr("Smoothed over {} epochs") if axis == "epoch" else self.tr("Smoothed over {} steps")
        smoothing = self.tr("Not smoothed") if memory == 1 else over.format(f"{memory:,}")
        self.smoothing.setAccessibleDescription(smoothing)
        missing = without_steps(self._view.contents.runs) if axis == "step" else []
        names = ", ".join(run.name for run in missing)
        steps = self.tr("no steps were recorded of {}").format(names) if missing else ""
        self.note.setText("; ".join(text for text in (smoothing, steps) if text))

    def _on_axis(self) -> None:
        with QSignalBlocker(self.smoothing):
            self.smoothing.setValue(MEMORIES.index(self._memories[self.axis.currentData()]))
        self._draw()

    def _on_smoothing(self, place: int) -> None:
        self._memories[self.axis.currentData()] = MEMORIES[place]
        self._draw()

    def _on_hidden(self) -> None:
        for plot in (self.validation, self.loss):
            plot.set_hidden(self.legend.hidden)

    def _highlight(self, place: int) -> None:
        for plot in (self.validation, self.loss):
            plot.point_at(None if place < 0 else place)

    def _arrange(self) -> None:
        above = QHBoxLayout()
        above.setSpacing(theme.SPACING)
        for widget in (Muted(self.tr("Axis")), self.axis, self.smoothing, self._kind_label, self.kind):
            above.addWidget(widget)
        above.addWidget(self.note, 1)
        above.addWidget(Button(self.tr("Show all"), lambda: self.legend.show_all(True), kind="quiet"))
        above.addWidget(Button(self.tr("Hide all"), lambda: self.legend.show_all(False), kind="quiet"))
        above.addWidget(self._actions.button(), 0, Qt.AlignmentFlag.AlignVCenter)
        self._plots.setContentsMargins(0, 0, 0, 0)
        self._plots.setSpacing(theme.SPACING)
        for plot in (self.validation, self.loss):
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
