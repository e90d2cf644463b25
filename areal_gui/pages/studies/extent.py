"""How much of Table 2 is trained, at one glance: a first try, all of it, or what was chosen below."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QRadioButton, QVBoxLayout, QWidget

from areal_gui import theme

OWN = "own"


class Extent(QWidget):
    """The last choice is made by itself where something else was changed."""

    chosen = Signal(str)
    """One of `engine.studies.table2.scope.SCOPES`, by the user."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        texts = {
            "first": self.tr("A first try: every model as recommended, one seed, nothing tuned"),
            "whole": self.tr(
                "The whole table: every model as recommended and as published, tuned, three seeds"
            ),
            OWN: self.tr("As chosen below"),
        }
        self.buttons = {name: QRadioButton(text) for name, text in texts.items()}
        self._group = QButtonGroup(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING // 2)
        for name, button in self.buttons.items():
            self._group.addButton(button)
            column.addWidget(button)
            button.clicked.connect(lambda _on=False, name=name: self.chosen.emit(name))

    def show_extent(self, name: str) -> None:
        """Mark one, without emitting."""
        self.buttons[name].setChecked(True)
