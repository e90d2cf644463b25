"""A line of small facts: a quiet label over each value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted, TextLabel


class FactLine(QWidget):
    """Shows pairs of label and value side by side; values may change without anything moving much."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: list[tuple[Muted, TextLabel, QWidget]] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(4 * theme.SPACING)
        self._row.addStretch(1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts and no others."""
        while len(self._pairs) < len(facts):
            self._add()
        for _label, _value, box in self._pairs[len(facts) :]:
            box.hide()
        for (label, value, box), (name, text) in zip(self._pairs, facts, strict=False):
            label.setText(name)
            value.setText(text)
            box.show()

    def _add(self) -> None:
        label, value, box = Muted(), _Value(), QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label)
        column.addWidget(value)
        self._row.insertWidget(len(self._pairs), box)
        self._pairs.append((label, value, box))


class _Value(TextLabel):
    strong = True
