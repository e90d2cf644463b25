"""Where a data set came from: how it was read, how it grew, and what the user writes about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, Muted, TextLabel
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.pages.data import facts
from areal_gui.pages.data.growth_card import GrowthCard
from areal_gui.pages.data.notes_card import NotesCard
from areal_gui.read_only import needs_writing

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow


class SourceView(PageScroll):
    """Notes first, for they are the user's own."""

    notes_written = Signal(int, str)

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.notes = NotesCard()
        self.notes.written.connect(self.notes_written)
        needs_writing(context, self.notes.editor)
        self.growth = GrowthCard(context)
        self._recipe = QFormLayout()
        self._recipe.setHorizontalSpacing(theme.MARGIN)
        self.setAccessibleName(self.tr("Notes and source of the data set"))
        self._lay_out()

    def show_row(self, row: DatasetRow) -> None:
        """Show another data set, or the same one after it has changed."""
        self.notes.show_notes(row.id, row.notes)
        self.growth.show_row(row)
        while self._recipe.rowCount():
            self._recipe.removeRow(0)
        for name, value in facts.recipe_lines(row, self.tr):
            text = TextLabel(value, wrap=True)
            text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._recipe.addRow(Muted(name), text)

    def _lay_out(self) -> None:
        recipe_card = Card(self.tr("How it was read"))
        recipe_card.body.addLayout(self._recipe)
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 2 * theme.SPACING, theme.SPACING, theme.MARGIN)
        column.setSpacing(2 * theme.SPACING)
        for card in (self.notes, self.growth, recipe_card):
            column.addWidget(card)
        column.addStretch(1)
        self.setWidget(content)
