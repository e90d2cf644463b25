"""The way back for deleted runs."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QWidget

from areal_gui.bring_back import BringBack
from areal_gui.context import AppContext
from areal_gui.pages.runs.run_actions import RunActions


class DeletedRuns(BringBack):
    """Each can be brought back alone, or all at once."""

    def __init__(self, context: AppContext, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(context, parent)
        self._actions = actions
        self.setToolTip(self.tr("Runs that can be brought back until AREAL is closed"))
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows, restore = self._actions.deleted, self._actions.restore
        text = self.tr("Bring back #{0} {1}")
        self.show_entries(
            [(text.format(row.id, self.shortened(row.name)), partial(restore, [row.id])) for row in rows],
            (self.tr("Bring back all {0}").format(len(rows)), partial(restore, [row.id for row in rows])),
        )
