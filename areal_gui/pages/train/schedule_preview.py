"""The noise schedule as it is chosen, drawn anew as one types."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import loading, theme
from areal_gui.components import TextLabel
from areal_gui.pages.train.form_model import FormModel

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from areal_gui.plots.schedules import SchedulePlot
    from engine.diffusion.config import DiffusionConfig

HEIGHT = 36 * theme.SPACING


class SchedulePreview(QWidget):
    """Computes in the background, and only while it can be seen: the engine's schedules need torch."""

    def __init__(self, context: AppContext, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model
        self._shown: DiffusionConfig | None = None
        self.plot: SchedulePlot | None = None
        self.setFixedHeight(HEIGHT)
        self._title = QHBoxLayout()
        self._title.addWidget(TextLabel(self.tr("Signal left at every step, as the left of Figure 5")), 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, theme.SPACING, 0, 0)
        self._column.setSpacing(theme.SPACING // 2)
        self._column.addLayout(self._title)
        self._column.addStretch(1)

    def refresh(self) -> None:
        """Something in the form has changed."""
        wanted = self._model.possible.diffusion
        if not self.isVisible() or wanted == self._shown:
            return
        self._shown = wanted
        self._context.tasks.query(
            lambda: _curves(wanted), lambda curves: self._show(wanted, curves), key="train.schedule"
        )

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.refresh()

    def _show(self, config: DiffusionConfig, curves: dict[str, list[float]]) -> None:
        if self.plot is None:
            self.plot = self._make_plot()
        self.plot.show_schedules(curves, config.schedule)

    def _make_plot(self) -> SchedulePlot:
        from areal_gui.plots.figure_actions import FigureActions
        from areal_gui.plots.schedules import SchedulePlot

        plot = SchedulePlot()
        actions = FigureActions(self._context, plot, lambda: plot.title, plot.table)
        self._title.addWidget(actions.button())
        self._column.takeAt(1)
        self._column.addWidget(plot, 1)
        return plot


def _curves(config: DiffusionConfig) -> dict[str, list[float]]:
    with loading.one_at_a_time:
        from engine.diffusion.curves import alpha_bars
    return {str(name): levels for name, levels in alpha_bars(config).items()}
