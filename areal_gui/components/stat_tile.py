"""One number with its name."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from areal_gui import theme
from areal_gui.components.card import Card
from areal_gui.components.labels import ElidedLabel, MutedLine
from areal_gui.components.tooltip import literal


class Figure(ElidedLabel):
    """A number that is to be seen first."""

    factor = 1.5
    strong = True


class StatTile(Card):
    """A label, the value in large, and a hint below it."""

    def __init__(self, label: str, value: str = "", hint: str = "", parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._label, self._value, self._hint = MutedLine(label), Figure(), MutedLine()
        self.body.setSpacing(theme.SPACING // 4)
        for part in (self._label, self._value, self._hint):
            self.body.addWidget(part)
        self.body.addStretch(1)
        self.set_value(value, hint)

    def set_value(self, value: str, hint: str = "") -> None:
        self._value.setText(value)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        self.setToolTip(literal(hint))
        self.setAccessibleName(": ".join(part for part in (self._label.text(), value) if part))
