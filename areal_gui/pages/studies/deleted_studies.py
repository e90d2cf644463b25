"""The way back for deleted studies."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from areal_gui.bring_back import BringBack
from areal_gui.context import AppContext
from areal_gui.pages.studies.actions import StudyActions


class DeletedStudies(BringBack):
    """Their runs were never gone."""

    def __init__(self, context: AppContext, actions: StudyActions, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = actions
        self.setToolTip(self.tr("Studies that can be brought back until AREAL is closed"))
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        text = self.tr("Bring back {0}")
        self.show_entries(
            [
                (text.format(self.shortened(row.name)), partial(self._actions.restore, row.id))
                for row in self._actions.deleted
            ]
        )
