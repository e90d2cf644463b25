"""One data set: its figures, how it is spread, its first rows, and what was rejected."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QFrame, QHeaderView, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import (
    Badge,
    Button,
    Card,
    DataTable,
    Muted,
    PageHeader,
    StatTile,
    TextLabel,
    TextTableModel,
    TileGrid,
)
from areal_gui.context import AppContext
from areal_gui.pages.data import facts
from areal_gui.pages.data.card_view import CardView
from areal_gui.pages.data.first_rows import first_rows
from areal_gui.pages.data.rejected_card import RejectedCard

if TYPE_CHECKING:
    from areal_gui.plots.histogram import LengthHistogram, PopularityCurve
    from engine.store.datasets import DatasetRow

TITLE, TIME = 2, 3
TILE_WIDTH = 19 * theme.SPACING
PLOT_WIDTH = 44 * theme.SPACING
PLOT_HEIGHT = 40 * theme.SPACING
FIRST_ROWS_HEIGHT = 42 * theme.SPACING


class DatasetView(QScrollArea):
    """Shows a `DatasetRow`; what it does not hold is read in the background."""

    rename_wanted = Signal()
    delete_wanted = Signal()
    train_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._row: DatasetRow | None = None
        self._lengths: LengthHistogram | None = None
        self._popularity: PopularityCurve | None = None
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._build()
        # The plots' library takes half a second to load, so they come when it is there.
        context.tasks.query(
            lambda: importlib.import_module("areal_gui.plots.histogram"), lambda _: self._add_plots()
        )

    def _build(self) -> None:
        train = Button(self.tr("Train on this"), self.train_wanted.emit, kind="primary", icon_name="train")
        rename = Button(self.tr("Rename"), self.rename_wanted.emit, icon_name="pencil")
        delete = Button(self.tr("Delete"), self.delete_wanted.emit, icon_name="trash")
        self._header = PageHeader("", "", [rename, delete, train])
        self._badge = Badge(self.tr("synthetic"), "warning")
        self._header.beside_title.addWidget(self._badge)
        self._tiles = TileGrid([], TILE_WIDTH)
        self._length_card = Card(self.tr("How long the sequences are"))
        self._popularity_card = Card(self.tr("How popular the items are"))
        for card in (self._length_card, self._popularity_card):
            card.setFixedHeight(PLOT_HEIGHT)
        self._first_rows = TextTableModel(
            [self.tr("User or session"), self.tr("Item"), self.tr("Title"), self.tr("Time (UTC)")],
            parent=self,
        )
        self._recipe = QFormLayout()
        self.card = CardView(self._context)
        self._rejected = RejectedCard(self._context)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(self._tiles)
        column.addWidget(TileGrid([self._length_card, self._popularity_card], PLOT_WIDTH))
        column.addWidget(self.card)
        column.addWidget(self._rejected)
        column.addWidget(self._first_rows_card())
        column.addWidget(self._recipe_card())
        column.addStretch(1)
        self.setWidget(content)

    def _first_rows_card(self) -> Card:
        card = Card(self.tr("First rows"))
        self._table = DataTable(self.tr("First rows of the log"))
        self._table.setModel(self._first_rows)
        self._table.setFixedHeight(FIRST_ROWS_HEIGHT)
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        card.body.addWidget(self._table)
        return card

    def _recipe_card(self) -> Card:
        card = Card(self.tr("How it was read"))
        self._recipe.setHorizontalSpacing(theme.MARGIN)
        card.body.addLayout(self._recipe)
        return card

    def _add_plots(self) -> None:
        from areal_gui.plots.histogram import LengthHistogram, PopularityCurve

        self._lengths, self._popularity = LengthHistogram(), PopularityCurve()
        self._length_card.body.addWidget(self._lengths)
        self._popularity_card.body.addWidget(self._popularity)
        if self._row is not None:
            self._show_plots(self._row)

    def show_row(self, row: DatasetRow) -> None:
        """Show another data set, or the same one after it was renamed."""
        self._row = row
        self._header.set_texts(row.name, facts.subtitle(row, self.tr))
        self._badge.setVisible(facts.wants_badge(row, self.tr("synthetic")))
        self._tiles.set_tiles(
            [StatTile(fact.label, fact.value, fact.hint) for fact in facts.facts(row, self.tr)]
        )
        self._show_plots(row)
        self._show_recipe(row)
        self.card.show_row(row)
        self._rejected.show_dataset(row.id, row.n_rejected)
        store = self._context.workspace.store
        self._context.tasks.query(
            lambda: first_rows(store, row.id), self._show_first_rows, key="data.first_rows"
        )
        self.verticalScrollBar().setValue(0)

    def _show_plots(self, row: DatasetRow) -> None:
        if self._lengths is not None and self._popularity is not None:
            self._lengths.set_bars(row.length_histogram, facts.length_summary(row, self.tr))
            self._popularity.set_points(row.popularity, facts.popularity_summary(row, self.tr))

    def _show_recipe(self, row: DatasetRow) -> None:
        while self._recipe.rowCount():
            self._recipe.removeRow(0)
        for name, value in facts.recipe_lines(row, self.tr):
            text = TextLabel(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._recipe.addRow(Muted(name), text)

    def _show_first_rows(self, rows: list[tuple[str, str, str, str]]) -> None:
        self._first_rows.set_rows(rows)
        self._table.setColumnHidden(TITLE, not any(row[TITLE] for row in rows))
        self._table.setColumnHidden(TIME, not any(row[TIME] for row in rows))
