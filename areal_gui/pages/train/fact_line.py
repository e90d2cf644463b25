"""A line of small facts: a quiet label over each value."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted, TextLabel

GAP = 4 * theme.SPACING


class FactLine(QWidget):
    """Shows pairs of label and value side by side; where there is no room, the last ones give way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pairs: list[tuple[Muted, TextLabel, QWidget]] = []
        self._shown = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        self._row.addStretch(1)

    def show_facts(self, facts: Sequence[tuple[str, str]]) -> None:
        """Show these facts and no others, the most important first."""
        while len(self._pairs) < len(facts):
            self._add()
        self._shown = len(facts)
        for (label, value, _box), (name, text) in zip(self._pairs, facts, strict=False):
            label.setText(name)
            value.setText(text)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width()
        for place, (_label, _value, box) in enumerate(self._pairs):
            left -= box.sizeHint().width() if place < self._shown else 0
            box.setVisible(place < self._shown and (left >= 0 or place == 0))
            left -= GAP

    def _add(self) -> None:
        label, value, box = Muted(), _Value(), QWidget(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(label)
        column.addWidget(value)
        self._row.insertWidget(len(self._pairs), box)
        self._pairs.append((label, value, box))


class _Value(TextLabel):
    strong = True
