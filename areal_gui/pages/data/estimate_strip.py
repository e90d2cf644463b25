"""The figures that are expected of an import, in a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Muted
from areal_gui.components.labels import ElidedLabel, MutedLine
from areal_gui.pages.data.import_texts import estimate_facts, estimate_source

if TYPE_CHECKING:
    from engine.sequences.counting import Expected

MOST = 6


class EstimateStrip(QWidget):
    """A quiet label over each value, and what they were made of; while they are made anew they step back."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cells = [_Cell() for _ in range(MOST)]
        self._source = MutedLine()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3 * theme.SPACING)
        for cell in self._cells:
            row.addWidget(cell)
        row.addWidget(self._source, 1)
        self.show_nothing(self.tr("What will come out is estimated as soon as the columns are known."))

    @property
    def texts(self) -> list[str]:
        """What is shown, for one who cannot see it."""
        shown = [cell.text for cell in self._cells if not cell.isHidden()]
        return [*shown, self._source.text()]

    def show_estimate(self, expected: Expected) -> None:
        """Show figures."""
        facts = estimate_facts(expected, self.tr)
        for cell, fact in zip(self._cells, facts, strict=False):
            cell.show_fact(*fact)
        for cell in self._cells[len(facts) :]:
            cell.hide()
        self._source.setText(estimate_source(expected.estimate, self.tr))
        self.setAccessibleName(self.tr("Expected: {0}").format(", ".join(self.texts)))

    def show_pending(self) -> None:
        """The figures are of choices that are no longer those."""
        for cell in self._cells:
            cell.step_back()
        self._source.setText(self.tr("estimating…"))

    def show_nothing(self, why: str) -> None:
        """There is nothing to estimate, for this reason."""
        for cell in self._cells:
            cell.hide()
        self._source.setText(why)


class _Cell(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._label, self._value = Muted(), _Value()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._label)
        column.addWidget(self._value)

    @property
    def text(self) -> str:
        return f"{self._label.text()}: {self._value.text()}"

    def show_fact(self, label: str, value: str) -> None:
        self._label.setText(label)
        self._value.setText(value)
        self._value.set_colour("text")
        self.show()

    def step_back(self) -> None:
        self._value.set_colour("muted")


class _Value(ElidedLabel):
    strong = True
