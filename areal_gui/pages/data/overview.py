"""What a data set is like at a glance: figures, how it is spread, over time, and what to expect of it."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import StatTile, TileGrid
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.pages.data import facts
from areal_gui.pages.data.baselines_card import BaselinesCard
from areal_gui.pages.data.card_view import CardView
from areal_gui.pages.data.figure_card import FigureCard
from areal_gui.pages.data.over_time import OverTime
from areal_gui.pages.data.profile_texts import ProfileTexts

if TYPE_CHECKING:
    from areal_gui.plots.histogram import LengthHistogram, PopularityCurve
    from engine.store.datasets import DatasetRow

TILE_WIDTH = 22 * theme.SPACING
PLOT_WIDTH = 44 * theme.SPACING


class Overview(PageScroll):
    """Shows a `DatasetRow`; what it does not hold is counted in the background."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: DatasetRow | None = None
        self._lengths: LengthHistogram | None = None
        self._popularity: PopularityCurve | None = None
        self._tiles = TileGrid([], TILE_WIDTH)
        self._length_card = FigureCard(context, self.tr("How long the sequences are"))
        self._popularity_card = FigureCard(context, self.tr("How popular the items are"))
        self.over_time = OverTime(context)
        self.over_time.profiled.connect(self._tell_popularity)
        self.card = CardView(context)
        self.baselines = BaselinesCard(context)
        self.setAccessibleName(self.tr("Overview of the data set"))
        self._lay_out()
        # The plots' library takes half a second to load, so they come when it is there.
        context.tasks.query(
            lambda: importlib.import_module("areal_gui.plots.histogram"), lambda _: self._add_plots()
        )

    def show_row(self, row: DatasetRow) -> None:
        """Show another data set, or the same one after it has changed."""
        same = self._row is not None and self._row.id == row.id
        self._row = row
        self._tiles.set_tiles(
            [StatTile(fact.label, fact.value, fact.hint) for fact in facts.facts(row, self.tr)]
        )
        self._show_plots(row)
        self.over_time.show_row(row)
        self.card.show_row(row)
        self.baselines.show_row(row)
        if not same:
            self.verticalScrollBar().setValue(0)

    def _add_plots(self) -> None:
        from areal_gui.plots.histogram import LengthHistogram, PopularityCurve

        self._lengths, self._popularity = LengthHistogram(), PopularityCurve()
        self._length_card.set_figure(self._lengths)
        self._popularity_card.set_figure(self._popularity)
        self.over_time.add_plots()
        if self._row is not None:
            self._show_plots(self._row)

    def _tell_popularity(self, texts: ProfileTexts) -> None:
        if self._popularity is not None and self._row is not None:
            self._popularity.set_points(self._row.popularity, texts.popularity, texts.popularity_explained)

    def _show_plots(self, row: DatasetRow) -> None:
        if self._lengths is not None and self._popularity is not None:
            self._lengths.set_bars(row.length_histogram, facts.length_summary(row, self.tr))
            self._popularity.set_points(row.popularity, facts.popularity_summary(row, self.tr))
            for card in (self._length_card, self._popularity_card):
                card.set_name(row.name)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 2 * theme.SPACING, theme.SPACING, theme.MARGIN)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._tiles)
        column.addWidget(TileGrid([self._length_card, self._popularity_card], PLOT_WIDTH))
        column.addWidget(self.over_time)
        column.addWidget(self.card)
        column.addWidget(self.baselines)
        column.addStretch(1)
        self.setWidget(content)
