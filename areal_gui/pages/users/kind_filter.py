"""Which of a list's items to show, by what the items have in common; it also says how they share it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from areal_gui.components import ComboBox

if TYPE_CHECKING:
    from engine.recommending.item_attributes import ItemAttribute

MOST_LISTED = 40
"""Of the values of one attribute: the most frequent in the list."""


class KindFilter(ComboBox):
    """All items, or those with one value of an attribute, each with its count; hidden without attributes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._attributes: dict[str, ItemAttribute] = {}
        self._items: list[int] = []
        self.setAccessibleName(self.tr("Show only items of a kind"))
        self.setToolTip(self.tr("What the items of the list have in common; choose one to see only those"))
        self.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.hide()

    @property
    def chosen(self) -> tuple[str, str] | None:
        """Attribute and value; None for all items."""
        data: tuple[str, str] | None = self.currentData()
        return data

    @property
    def summary(self) -> str:
        """The most frequent value in the list; empty where none is had by two items."""
        for attribute in self._attributes.values():
            value, n = next(iter(attribute.counts(self._items)), ("", 0))
            if n > 1:
                text = self.tr("{n} of {all} are {value}")
                return text.format(n=n, all=len(self._items), value=value)
        return ""

    def show_attributes(self, attributes: Sequence[ItemAttribute]) -> None:
        """The attributes of another model's items."""
        self._attributes = {attribute.name: attribute for attribute in attributes}
        self.setVisible(bool(attributes))
        self.show_list([])

    def show_list(self, items: Sequence[int]) -> None:
        """Offer what another list has; the choice stays where it has that too."""
        before, self._items = self.chosen, list(items)
        self.blockSignals(True)
        self.clear()
        self.addItem(self.tr("All kinds of items"), None)
        for name, attribute in self._attributes.items():
            for value, n in attribute.counts(items)[:MOST_LISTED]:
                text = self.tr("{attribute}: {value} ({n})").format(attribute=name, value=value, n=n)
                self.addItem(text, (name, value))
                if (name, value) == before:
                    self.setCurrentIndex(self.count() - 1)
        self.blockSignals(False)

    def passes(self, item: int) -> bool:
        """Whether an item is to be shown."""
        if self.chosen is None:
            return True
        name, value = self.chosen
        return value in self._attributes[name].of_item(item)
