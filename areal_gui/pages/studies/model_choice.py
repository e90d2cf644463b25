"""Which rows Table 2 is to have: models, and how each of them is set."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Muted
from areal_gui.components.flow import Flow
from engine.models.methods import METHODS
from engine.training.presets import ALL_PRESETS


class ModelChoice(QWidget):
    """Boxes to tick: of the models, and of their presets.

    Attributes:
        all_button, none_button: tick all models, or none; for a place beside the title.
    """

    edited = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.models = {name: QCheckBox(method.title) for name, method in METHODS.items()}
        self.presets = {name: QCheckBox(self._preset_text(name)) for name in ALL_PRESETS}
        self.all_button = Button(self.tr("All"), lambda: self._tick_all(on=True), kind="quiet")
        self.none_button = Button(self.tr("None"), lambda: self._tick_all(on=False), kind="quiet")
        self.all_button.setAccessibleName(self.tr("Choose all models"))
        self.none_button.setAccessibleName(self.tr("Choose no model"))
        boxes, ways = Flow(), Flow()
        boxes.show_parts(list(self.models.values()))
        ways.show_parts(list(self.presets.values()))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addWidget(boxes)
        column.addWidget(Muted(self.tr("A row for each of these that a model has:"), wrap=True))
        column.addWidget(ways)
        for box in (*self.models.values(), *self.presets.values()):
            box.toggled.connect(lambda _on: self.edited.emit())

    def choose(self, models: Sequence[str], presets: Sequence[str]) -> None:
        """Tick these and no others, without emitting."""
        self.blockSignals(True)
        for boxes, chosen in ((self.models, models), (self.presets, presets)):
            for name, box in boxes.items():
                box.setChecked(name in chosen)
        self.blockSignals(False)

    def chosen_models(self) -> list[str]:
        return [name for name, box in self.models.items() if box.isChecked()]

    def chosen_presets(self) -> list[str]:
        return [name for name, box in self.presets.items() if box.isChecked()]

    def _tick_all(self, *, on: bool) -> None:
        self.choose(list(self.models) if on else [], self.chosen_presets())
        self.edited.emit()

    def _preset_text(self, name: str) -> str:
        texts = {
            "recommended": self.tr("as recommended"),
            "published": self.tr("as published (baselines)"),
            "paper": self.tr("as in the paper (AREAL)"),
            "quick": self.tr("quick look"),
        }
        return texts.get(name, name)
