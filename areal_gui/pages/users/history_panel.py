"""What the user did, newest first."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from areal_gui.components import Card, Muted
from areal_gui.pages.users.inspection import Inspection
from areal_gui.pages.users.list_models import HistoryModel
from areal_gui.pages.users.tables import HEAD_HEIGHT, SeenMark, Table


class HistoryPanel(Card):
    """The history, with the entries the model is given marked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("History"))
        self.header.addStrut(HEAD_HEIGHT)
        self.model = HistoryModel()
        self.model.setParent(self)
        self.table = Table(self.model, self.tr("History, newest first"), stretch=HistoryModel.ITEM)
        self.table.setItemDelegate(SeenMark(self.table))
        self.table.fit_column(HistoryModel.POSITION, "0,000")
        self.table.fit_column(HistoryModel.TIME, "30 Sep 2020, 00:00")
        self.table.show_if_room(HistoryModel.TIME, 360)
        self._legend = Muted()
        self.header.addWidget(self._legend)
        self.body.addWidget(self.table, 1)

    def show_inspection(self, inspection: Inspection) -> None:
        """Show a user's history."""
        self.model.show(inspection.history, inspection.seen_by_model)
        has_times = any(row.ts is not None for row in inspection.history)
        self.table.offer_column(HistoryModel.TIME, has_times)
        self.table.scrollToTop()
        self._legend.setText(self._legend_text(len(inspection.history), inspection.seen_by_model))

    def _legend_text(self, entries: int, seen: int) -> str:
        if entries == 0:
            return self.tr("Nothing yet")
        if seen == entries:
            return self.tr("The model sees all of it")
        return self.tr("▎The model sees the last {seen}").format(seen=seen)
