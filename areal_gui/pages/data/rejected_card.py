"""The rows that could not be read: how many for which reason, and each with its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from areal_gui import formats, theme
from areal_gui.components import Button, Card, DataTable, TextLabel, TextTableModel
from areal_gui.context import AppContext

if TYPE_CHECKING:
    from engine.store.datasets import RejectedRow

BLOCK = 200
HEIGHT = 34 * theme.SPACING
SHOWN_LENGTH = 300


class RejectedCard(Card):
    """Loads a block of rows at a time, by line number."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("Rejected rows"), parent)
        self._context = context
        self._dataset: int | None = None
        self._last = 0
        self._reasons = TextLabel(wrap=True)
        self.model = TextTableModel([self.tr("Line"), self.tr("Reason"), self.tr("Text")], parent=self)
        self._table = DataTable(self.tr("Rejected rows"))
        self._table.setModel(self.model)
        self._table.setColumnWidth(0, 9 * theme.SPACING)
        self._table.setColumnWidth(1, 40 * theme.SPACING)
        self._table.setFixedHeight(HEIGHT)
        self._more = Button(self.tr("Show more"), self._load)
        for part in (self._reasons, self._table):
            self.body.addWidget(part)
        self.body.addWidget(self._more, 0, Qt.AlignmentFlag.AlignLeft)

    def show_dataset(self, dataset_id: int, rejected: int) -> None:
        """Show the rows of a data set; nothing is shown where there are none."""
        self.setVisible(rejected > 0)
        self._dataset, self._last = dataset_id, 0
        self.model.set_rows([])
        self._reasons.setText("")
        if rejected:
            from engine.store import datasets

            store = self._context.workspace.store
            self._context.tasks.query(
                lambda: datasets.rejected_counts(store, dataset_id), self._show_reasons, key="data.reasons"
            )
            self._load()

    def _load(self) -> None:
        from engine.store import datasets

        store, dataset_id, after = self._context.workspace.store, self._dataset, self._last
        if dataset_id is not None:
            self._context.tasks.query(
                lambda: datasets.rejected_rows(store, dataset_id, BLOCK, after),
                self._add,
                key="data.rejected",
            )

    def _show_reasons(self, counts: dict[str, int]) -> None:
        parts = [f"{formats.count(number)} × {reason}" for reason, number in counts.items()]
        self._reasons.setText("   ·   ".join(parts))

    def _add(self, rows: list[RejectedRow]) -> None:
        self.model.add_rows([(formats.count(row.line), row.reason, row.text[:SHOWN_LENGTH]) for row in rows])
        self._last = rows[-1].number if rows else self._last
        self._more.setVisible(len(rows) >= BLOCK)
