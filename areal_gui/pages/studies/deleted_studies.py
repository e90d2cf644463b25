"""The way back for deleted studies: a button with one entry for each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from areal_gui.components import Button
from areal_gui.context import AppContext
from areal_gui.pages.studies.actions import StudyActions
from areal_gui.read_only import needs_writing


class DeletedStudies(Button):
    """Takes no room while nothing was deleted since the window was opened."""

    def __init__(self, context: AppContext, actions: StudyActions, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="trash", parent=parent)
        self._actions = actions
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        needs_writing(context, self)
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._actions.deleted
        self.setVisible(bool(rows))
        self.setText(self.tr("Deleted ({0})").format(len(rows)))
        self.setToolTip(self.tr("Studies that can be brought back until AREAL is closed"))
        self._menu.clear()
        for row in rows:
            name = row.name.replace("&", "&&")
            entry = self._menu.addAction(self.tr("Bring back {0}").format(name))
            entry.triggered.connect(partial(self._restore, row.id))

    def _restore(self, study_id: int, _checked: bool = False) -> None:
        self._actions.restore(study_id)
