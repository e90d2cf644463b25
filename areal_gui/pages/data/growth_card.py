"""How a data set grew since it was imported: one line for every file that was added."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import formats
from areal_gui.components import Card, DataTable, TextTableModel
from areal_gui.context import AppContext
from areal_gui.pages.data.facts import file_names

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow
    from engine.store.growth_history import Growth


class GrowthCard(Card):
    """Takes no room for a set that is as it was imported."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("How it grew"), parent)
        self._context = context
        titles = [
            self.tr("Added"),
            self.tr("From"),
            self.tr("Interactions"),
            self.tr("New users"),
            self.tr("New items"),
            self.tr("Already there"),
            self.tr("Rejected"),
        ]
        self.model = TextTableModel(titles, (2, 3, 4, 5, 6), self)
        self.table = DataTable(self.tr("Files that were added to the data set"))
        self.table.setModel(self.model)
        header = self.table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.body.addWidget(self.table)
        self.hide()

    def show_row(self, row: DatasetRow) -> None:
        """Show how a data set grew."""
        self.hide()
        if row.grown_at is None:
            return
        store = self._context.workspace.store

        def read() -> list[Growth]:
            from engine.store.growth_history import growth_history

            return growth_history(store, row.id)

        self._context.tasks.query(read, self._show, key="data.growth")

    def _show(self, history: list[Growth]) -> None:
        self.model.set_rows([growth_line(growth) for growth in history])
        self.table.show_every_row()
        self.setVisible(bool(history))


def growth_line(growth: Growth) -> tuple[str, ...]:
    """One addition as the cells of a line."""
    numbers = (growth.interactions, growth.users, growth.items, growth.already_there, growth.rejected)
    return (formats.moment(growth.created_at), file_names(growth.source, _tr), *map(formats.count, numbers))


def _tr(text: str) -> str:
    return QCoreApplication.translate("growth_card", text)
