"""Choosing an item by a part of its title or id."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QListWidgetItem, QWidget

from areal_gui import theme
from areal_gui.components.search_popup import SearchPopup
from areal_gui.components.tooltip import literal

ROW_HEIGHT = 3 * theme.SPACING
WIDTH, HEIGHT = 44 * theme.SPACING, 36 * theme.SPACING
MOST = 50


class ItemNames:
    """The items of a catalogue, found by what people know of them."""

    def __init__(self, external_ids: Sequence[str], titles: Sequence[str | None]) -> None:
        self._shown = [
            f"{title} ({external_id})" if title else external_id
            for external_id, title in zip(external_ids, titles, strict=True)
        ]
        self._folded = [text.casefold() for text in self._shown]

    def shown(self, item: int) -> str:
        """An item's title with its id."""
        return self._shown[item]

    def matching(self, text: str) -> list[int]:
        """The first items that hold every word of a text; those that begin with it come first."""
        folded = text.casefold().strip()
        words = folded.split()
        found = []
        for item, name in enumerate(self._folded):
            if all(word in name for word in words):
                found.append(item)
                if len(found) == 20 * MOST:
                    break
        found.sort(key=lambda item: not self._folded[item].startswith(folded))
        return found[:MOST]


class ItemSearch(SearchPopup):
    """A field above the items that match it; Return or a click takes one."""

    chosen = Signal(int)

    def __init__(self, names: ItemNames, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAccessibleName(self.tr("Add an item to the history"))
        self.resize(WIDTH, HEIGHT)
        self._names = names
        self._items: list[int] = []
        self.field.setPlaceholderText(self.tr("Title or id of an item"))
        self.field.setAccessibleName(self.tr("Find an item by its title or id"))
        self.list.setAccessibleName(self.tr("Matching items"))
        self.list.setUniformItemSizes(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.search("")

    def show_under(self, widget: QWidget) -> None:
        """Open below a widget, or above it where the screen ends."""
        corner = widget.mapToGlobal(QPoint(0, widget.height()))
        room = widget.screen().availableGeometry()
        if corner.y() + HEIGHT > room.bottom():
            corner = widget.mapToGlobal(QPoint(0, -HEIGHT))
        corner.setX(max(room.left(), min(corner.x(), room.right() - WIDTH)))
        self.move(corner)
        self.show()
        self.field.setFocus()

    def search(self, text: str) -> None:
        self._items = self._names.matching(text)
        self.list.clear()
        for item in self._items:
            row = QListWidgetItem(self._names.shown(item), self.list)
            row.setSizeHint(QSize(0, ROW_HEIGHT))
            row.setToolTip(literal(row.text()))
        self.list.setCurrentRow(0)

    def take(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.chosen.emit(self._items[row])
            self.close()
