"""The way back for what was deleted: a button with one entry for each of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui import theme
from areal_gui.components import Button
from areal_gui.context import AppContext
from areal_gui.read_only import needs_writing

NAME_WIDTH = 32 * theme.SPACING
MOST = 20
"""Entries that a menu shows where all can be brought back at once."""

Entry = tuple[str, Callable[[], object]]
"""What an entry says, and what it does."""


class BringBack(Button):
    """Takes no room while nothing was deleted since the window was opened."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="trash", parent=parent)
        self._menu = QMenu(self)
        self.setMenu(self._menu)
        self.hide()
        needs_writing(context, self)

    def show_entries(self, entries: Sequence[Entry], everything: Entry | None = None) -> None:
        """Offer these, the last deleted first, and where there are several all of them at once."""
        self.setVisible(bool(entries))
        self.setText(self.tr("Deleted ({0})").format(len(entries)))
        self._menu.clear()
        for entry in entries if everything is None else entries[:MOST]:
            self._add(entry)
        if everything is not None and len(entries) > 1:
            self._menu.addSeparator()
            self._add(everything)

    def shortened(self, name: str) -> str:
        """A name as a menu has room for it."""
        metrics = self._menu.fontMetrics()
        return metrics.elidedText(name, Qt.TextElideMode.ElideMiddle, NAME_WIDTH).replace("&", "&&")

    def _add(self, entry: Entry) -> None:
        text, run = entry
        self._menu.addAction(text).triggered.connect(lambda _checked=False: run())
