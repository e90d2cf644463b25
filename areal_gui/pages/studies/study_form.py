"""The first card of the set-up of a study: on what, of which model, how often, under which name."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from areal_gui import theme
from areal_gui.components import Card, ComboBox, DoubleSpinBox, SpinBox
from areal_gui.pages.studies.data_choice import DataChoice
from areal_gui.pages.studies.editor_model import OF_ANY_MODEL, SEARCH
from areal_gui.pages.studies.extent import Extent
from areal_gui.pages.studies.setting_rows import label_for
from areal_gui.pages.studies.texts import TABLE2
from areal_gui.pages.train.model_choice import ModelChoice
from engine.store.datasets import DatasetRow
from engine.studies.plan import MOST_TRAININGS
from engine.training.presets import preset_title, presets_of

MOST_MINUTES = 100_000


class StudyForm(Card):
    """Each kind of study has some of the fields."""

    edited = Signal()
    """A field that decides nothing else: seeds, the budget, data sets of Table 2."""
    preset_changed = Signal()
    """Another preset or another data set: what the settings usually are is another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self.dataset, self.preset, self.name = ComboBox(), ComboBox(), QLineEdit()
        self.model = ModelChoice()
        self.seeds, self.trials, self.minutes = QLineEdit(), SpinBox(), DoubleSpinBox()
        self.extent, self.data = Extent(), DataChoice()
        self._datasets: Sequence[DatasetRow] = ()
        self._kind = "grid"
        self._set_up_fields()
        self._lay_out()

    def open(self, kind: str, datasets: Sequence[DatasetRow], chosen: int | None) -> None:
        """Show the fields of a kind of study, and the data sets."""
        self._kind = kind
        self.show_datasets(datasets, () if chosen is None else (chosen,))
        is_search, is_table2 = kind == SEARCH, kind == TABLE2
        for part in (self.extent, self.data):
            self._form.setRowVisible(part, is_table2)
        self._form.setRowVisible(self.dataset, not is_table2)
        self._form.setRowVisible(self.model, kind in OF_ANY_MODEL)
        self._form.setRowVisible(self.preset, not is_table2)
        self._form.setRowVisible(self.seeds, not is_search)
        for field in (self.trials, self.minutes):
            self._form.setRowVisible(field, is_search)

    def show_datasets(self, datasets: Sequence[DatasetRow], chosen: Sequence[int]) -> None:
        """Offer these data sets, with those chosen that are among them, else the first."""
        self._datasets = datasets
        self.dataset.blockSignals(True)
        self.dataset.clear()
        for row in datasets:
            self.dataset.addItem(row.name, row.id)
        places = (self.dataset.findData(number) for number in chosen)
        self.dataset.setCurrentIndex(next((place for place in places if place >= 0), 0))
        self.dataset.blockSignals(False)
        self.data.show_datasets(datasets, chosen)

    def show_model(self, model: str, preset: str) -> None:
        """A model with the presets that it has."""
        self.model.show_model(model)
        self.preset.blockSignals(True)
        self.preset.clear()
        for name in presets_of(model):
            self.preset.addItem(preset_title(name), name)
        self.preset.setCurrentIndex(self.preset.findData(preset))
        self.preset.blockSignals(False)

    def chosen_datasets(self) -> list[DatasetRow]:
        """Of Table 2 any number, else one."""
        if self._kind == TABLE2:
            return self.data.chosen()
        return [row for row in self._datasets if row.id == self.dataset.currentData()]

    def _set_up_fields(self) -> None:
        self.dataset.setSizeAdjustPolicy(ComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.dataset.setMinimumContentsLength(12)
        self.trials.setRange(0, MOST_TRAININGS)
        self.trials.setSpecialValueText(self.tr("no limit"))
        self.minutes.setRange(0, MOST_MINUTES)
        self.minutes.setDecimals(1)
        self.minutes.setSpecialValueText(self.tr("no limit"))
        self.minutes.setSuffix(self.tr(" min"))
        self.seeds.setPlaceholderText("0, 1, 2")
        self.data.edited.connect(self.edited)
        self.dataset.currentIndexChanged.connect(lambda _place: self.preset_changed.emit())
        self.preset.currentIndexChanged.connect(lambda _place: self.preset_changed.emit())
        self.seeds.textEdited.connect(lambda _text: self.edited.emit())
        self.trials.valueChanged.connect(lambda _value: self.edited.emit())
        self.minutes.valueChanged.connect(lambda _value: self.edited.emit())

    def _lay_out(self) -> None:
        self._form = QFormLayout()
        self._form.setSpacing(theme.SPACING)
        for text, field in (
            (self.tr("How much"), self.extent),
            (self.tr("Data set"), self.dataset),
            (self.tr("Model"), self.model),
            (self.tr("Data sets"), self.data),
            (self.tr("Preset"), self.preset),
            (self.tr("Name"), self.name),
            (self.tr("Seeds"), self.seeds),
            (self.tr("Trials at most"), self.trials),
            (self.tr("Training time at most"), self.minutes),
        ):
            field.setAccessibleName(text)
            beside = self.model.box if field is self.model else field  # its sentence stands below
            label = label_for(text, beside)
            if field is self.extent:
                label.setMinimumHeight(0)  # beside its first line
            self._form.addRow(label, field)
        self.body.addLayout(self._form)
