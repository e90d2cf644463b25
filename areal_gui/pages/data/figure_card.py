"""A card that holds one figure, with the button that copies and saves it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.components import Card
from areal_gui.context import AppContext
from areal_gui.plots.figure_actions import FigureActions

if TYPE_CHECKING:
    from areal_gui.plots.readable import ReadablePlot

HEIGHT = 40 * theme.SPACING


class FigureCard(Card):
    """Keeps its room while the plots' library is being loaded."""

    def __init__(self, context: AppContext, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self._context, self._name = context, ""
        self.setFixedHeight(HEIGHT)

    def set_figure(self, figure: ReadablePlot) -> None:
        """Take the figure, once."""
        actions = FigureActions(self._context, figure, lambda: f"{self._name} - {figure.title}", figure.table)
        self.header.addWidget(actions.button())
        self.body.addWidget(figure)

    def set_name(self, name: str) -> None:
        """Call the figure's files after this data set."""
        self._name = name
