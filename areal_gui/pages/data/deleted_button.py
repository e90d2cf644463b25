"""The way back for deleted data sets: a button below the list, with one entry for each of them."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui import formats, theme
from areal_gui.components import Button
from areal_gui.pages.data.dataset_actions import DatasetActions

NAME_WIDTH = 32 * theme.SPACING


class DeletedButton(Button):
    """Takes no room while nothing was deleted since the window was opened."""

    def __init__(self, actions: DatasetActions, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="trash", parent=parent)
        self._actions = actions
        self._menu = QMenu(self)
        self._menu.setToolTipsVisible(True)
        self.setMenu(self._menu)
        actions.deleted_changed.connect(self._show)
        self._show()

    def _show(self) -> None:
        rows = self._actions.deleted
        self.setVisible(bool(rows))
        self.setText(self.tr("Deleted ({0})").format(len(rows)))
        self.setToolTip(self.tr("Data sets that can be brought back until AREAL is closed"))
        self._menu.clear()
        for row in rows:
            counted = self.tr("{0} interactions").format(formats.count(row.n_interactions))
            name = (
                self._menu.fontMetrics()
                .elidedText(row.name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH)
                .replace("&", "&&")
            )
            entry = self._menu.addAction(self.tr("Bring back {0} · {1}").format(name, counted))
            entry.triggered.connect(partial(self._restore, row.id))

    def _restore(self, dataset_id: int, _checked: bool = False) -> None:
        self._actions.restore(dataset_id)
