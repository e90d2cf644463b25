"""The way back for deleted runs: a button with one entry for each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui import theme
from areal_gui.components import Button
from areal_gui.pages.runs.run_actions import RunActions

NAME_WIDTH = 32 * theme.SPACING
MOST = 20


class DeletedRuns(Button):
    """Takes no room while nothing was deleted since the window was opened."""

    def __init__(self, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="trash", parent=parent)
        self._actions = actions
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._actions.deleted
        self.setVisible(bool(rows))
        self.setText(self.tr("Deleted ({0})").format(len(rows)))
        self.setToolTip(self.tr("Runs that can be brought back until AREAL is closed"))
        self._menu.clear()
        for row in rows[:MOST]:
            metrics = self._menu.fontMetrics()
            name = metrics.elidedText(row.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
            text = self.tr("Bring back #{0} {1}").format(row.id, name.replace("&", "&&"))
            self._menu.addAction(text).triggered.connect(partial(self._restore, [row.id]))
        if len(rows) > 1:
            self._menu.addSeparator()
            everything = self._menu.addAction(self.tr("Bring back all {0}").format(len(rows)))
            everything.triggered.connect(partial(self._restore, [row.id for row in rows]))

    def _restore(self, run_ids: list[int], _checked: bool = False) -> None:
        self._actions.restore(run_ids)
