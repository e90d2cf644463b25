"""Fields of a form with their names over them, side by side."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QGridLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted


def field_grid(fields: Sequence[tuple[str, QWidget, int]]) -> QGridLayout:
    """A row of fields; each with its title (and mnemonic), the widget, and how much of the room it takes."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(2 * theme.SPACING)
    grid.setVerticalSpacing(theme.SPACING // 2)
    for column, (title, field, stretch) in enumerate(fields):
        label = Muted(title)
        label.setBuddy(field)
        field.setAccessibleName(title.replace("&", ""))
        grid.addWidget(label, 0, column)
        grid.addWidget(field, 1, column)
        grid.setColumnStretch(column, stretch)
    return grid


def choose(combo: ComboBox, value: object, text: str = "") -> None:
    """Show a choice without telling that it was made; one that is not in the list is added."""
    with QSignalBlocker(combo):
        if combo.findData(value) < 0:
            combo.addItem(text or str(value), value)
        combo.setCurrentIndex(combo.findData(value))
