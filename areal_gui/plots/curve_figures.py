"""What the pages do with the curves of a training beside showing them: save, remember the choices."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from areal_gui.context import AppContext
from areal_gui.plots.curves import CurvePlot
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import curves_table
from areal_gui.plots.training_curves import TrainingCurves

SETTING = "curves"


def offer_figures(context: AppContext, curves: TrainingCurves, name: Callable[[], str]) -> None:
    """A button that saves all curves and their values, and a context menu for each plot.

    Args:
        name: what the run is called now.
    """
    whole = FigureActions(
        context, curves.grid, lambda: f"{name()} curves", curves.table, long=True, on_widget=False
    )
    curves.options.end.addWidget(whole.button())

    def title(plot: CurvePlot) -> str:
        return f"{name()} - {plot.title}"

    for plot in curves.plots:
        FigureActions(context, plot, partial(title, plot), partial(curves_table, [plot]), long=True)


def remember_options(context: AppContext, curves: TrainingCurves) -> None:
    """The choices of axis, scale and smoothing outlive the window, and are the same on every page."""
    options = curves.options

    def recall() -> None:
        kept = context.settings.extra.get(SETTING)
        if isinstance(kept, dict):
            options.choose(str(kept.get("axis")), kept.get("log") is True, kept.get("memory", 0))
            curves.take_options()

    def keep() -> None:
        context.settings.extra[SETTING] = {
            "axis": options.axis,
            "log": options.logarithmic,
            "memory": options.memory,
        }

    recall()
    curves.options_changed.connect(keep)
    curves.shown.connect(recall)
