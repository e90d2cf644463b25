"""How the list is drawn out of noise: guidance, sampler, steps, draws, seed; no training needed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFormLayout, QMenu, QVBoxLayout, QWidget, QWidgetAction

from areal_gui import theme
from areal_gui.components import Button, ComboBox, DoubleSpinBox, Muted, SpinBox

if TYPE_CHECKING:
    from engine.recommending.generation import Generation

TYPING_PAUSE_MS = 150
MOST_DRAWS = 64
LARGEST_SEED = 999_999
STRONGEST = 10.0


class GenerationMenu(Button):
    """A quiet button with a form under it; `changed` carries a `Generation`, or None for the run's own."""

    changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("", kind="quiet", icon_name="settings", parent=parent)
        self._own: Generation | None = None
        self.setToolTip(self.tr("Guidance, sampler, steps and draws of noise: try others without training"))
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._tell)
        self._make_fields()
        menu = QMenu(self)
        action = QWidgetAction(menu)
        action.setDefaultWidget(self._make_form())
        menu.addAction(action)
        self.setMenu(menu)
        self._show_state()

    def _make_fields(self) -> None:
        self.strength = DoubleSpinBox()
        self.strength.setRange(0.0, STRONGEST)
        self.strength.setSingleStep(0.25)
        self.sampler = ComboBox()
        for name in ("ddim", "dpm++", "ddpm", "one-step"):
            self.sampler.addItem(name)
        self.steps, self.draws, self.seed = SpinBox(), SpinBox(), SpinBox()
        self.draws.setRange(1, MOST_DRAWS)
        self.seed.setRange(0, LARGEST_SEED)
        for spin in (self.strength, self.steps, self.draws, self.seed):
            spin.valueChanged.connect(lambda _value: self._pause.start())
        self.sampler.currentIndexChanged.connect(lambda _index: self._pause.start())

    def _make_form(self) -> QWidget:
        form = QWidget()
        column = QVBoxLayout(form)
        column.setContentsMargins(*[2 * theme.SPACING] * 4)
        column.setSpacing(theme.SPACING)
        rows = QFormLayout()
        rows.setLabelAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        rows.setVerticalSpacing(theme.SPACING)
        for label, hint, field in (
            (
                self.tr("Guidance w"),
                self.tr("How strongly the history pulls; 0: not beyond what it says"),
                self.strength,
            ),
            (self.tr("Sampler"), self.tr("How the chain is walked from noise to clear"), self.sampler),
            (self.tr("Steps"), self.tr("At most the diffusion steps T of the run"), self.steps),
            (self.tr("Draws averaged"), self.tr("The list averages over so many draws of noise"), self.draws),
            (self.tr("Seed"), self.tr("Which draws of noise"), self.seed),
        ):
            field.setAccessibleName(label)
            field.setToolTip(hint)
            rows.addRow(label, field)
        column.addLayout(rows)
        column.addWidget(Muted(self.tr("The run, its figures and its exports stay as they are."), wrap=True))
        self.own_button = Button(self.tr("As the run has it"), self.reset)
        column.addWidget(self.own_button)
        return form

    def show_run(self, own: Generation, diffusion_steps: int) -> None:
        """Begin with a run's own way."""
        self._own = own
        self.steps.setRange(1, diffusion_steps)
        self._fill(own)
        self._show_state()

    def reset(self) -> None:
        """Go back to the run's own way."""
        if self._own is not None:
            self._fill(self._own)
            self._tell()

    def generation(self) -> Generation | None:
        """What the fields say; None where that is the run's own way."""
        if self._own is None:
            return None
        sampling = self._own.sampling.model_copy(
            update={
                "sampler": self.sampler.currentText(),
                "steps": self.steps.value(),
                "samples": self.draws.value(),
            }
        )
        found = dataclasses.replace(
            self._own, strength=self.strength.value(), sampling=sampling, seed=self.seed.value()
        )
        return None if found == self._shown_as(self._own) else found

    def _shown_as(self, own: Generation) -> Generation:
        """The run's own way as the fields can show it: with no more steps than its diffusion has."""
        steps = min(own.sampling.steps, self.steps.maximum())
        return dataclasses.replace(own, sampling=own.sampling.model_copy(update={"steps": steps}))

    def _fill(self, generation: Generation) -> None:
        fields = (self.strength, self.sampler, self.steps, self.draws, self.seed)
        for field in fields:
            field.blockSignals(True)
        self.strength.setValue(generation.strength)
        self.sampler.setCurrentText(generation.sampling.sampler)
        self.steps.setValue(generation.sampling.steps)
        self.draws.setValue(generation.sampling.samples)
        self.seed.setValue(generation.seed)
        for field in fields:
            field.blockSignals(False)
        self._pause.stop()

    def _tell(self) -> None:
        self._pause.stop()
        self._show_state()
        self.changed.emit(self.generation())

    def _show_state(self) -> None:
        other = self.generation() is not None
        self.setText(self.tr("Drawn otherwise") if other else self.tr("Drawing"))
        self.own_button.setEnabled(other)
        self.steps.setEnabled(self.sampler.currentText() != "one-step")
