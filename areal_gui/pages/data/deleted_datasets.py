"""The way back for deleted data sets."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from areal_gui import formats
from areal_gui.bring_back import BringBack
from areal_gui.context import AppContext
from areal_gui.pages.data.dataset_actions import DatasetActions


class DeletedDatasets(BringBack):
    """Each with its log and its runs."""

    def __init__(self, context: AppContext, actions: DatasetActions, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = actions
        self.setToolTip(self.tr("Data sets that can be brought back until AREAL is closed"))
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        counted, text = self.tr("{0} interactions"), self.tr("Bring back {0} · {1}")
        self.show_entries(
            [
                (
                    text.format(self.shortened(row.name), counted.format(formats.count(row.n_interactions))),
                    partial(self._actions.restore, row.id),
                )
                for row in self._actions.deleted
            ]
        )
