"""Which data sets Table 2 is trained on: one study each, side by side in the end."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from areal_gui.components.flow import Flow
from engine.store.datasets import DatasetRow


class DataChoice(QWidget):
    """A box to tick for each data set."""

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.boxes: dict[int, QCheckBox] = {}
        self._rows: list[DatasetRow] = []
        self._flow = Flow()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._flow)

    def show_datasets(self, rows: Sequence[DatasetRow], chosen: Sequence[int]) -> None:
        """Offer these, with the chosen ones ticked; with the first where none of those is there."""
        self._rows = list(rows)
        numbers = [row.id for row in rows]
        ticked = [number for number in numbers if number in chosen] or numbers[:1]
        self.boxes = {}
        for row in rows:
            box = QCheckBox(row.name.replace("&", "&&"))
            box.setAccessibleName(self.tr("Train on {0}").format(row.name))
            box.setChecked(row.id in ticked)
            box.toggled.connect(lambda _on: self.edited.emit())
            self.boxes[row.id] = box
        self._flow.show_parts(list(self.boxes.values()))

    def chosen(self) -> list[DatasetRow]:
        return [row for row in self._rows if self.boxes[row.id].isChecked()]
