"""Setting up a study: on what, what is varied, how often, and how long that will take."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent
from PySide6.QtWidgets import QCheckBox, QFormLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import (
    BottomBar,
    Button,
    Card,
    ComboBox,
    DoubleSpinBox,
    Muted,
    PageHeader,
    SpinBox,
    TextLabel,
)
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.pages.studies.data_choice import DataChoice
from areal_gui.pages.studies.editor_model import (
    OF_ANY_MODEL,
    SEARCH,
    Draft,
    Row,
    draft_in,
    draft_of,
    extent_of,
    plan_from,
    problem_of,
    still_varied,
    usual_text,
)
from areal_gui.pages.studies.extent import OWN, Extent
from areal_gui.pages.studies.model_choice import ModelChoice as RowChoice
from areal_gui.pages.studies.setting_rows import SettingRows, label_for
from areal_gui.pages.studies.texts import (
    PAPER,
    TABLE2,
    kind_sentence,
    kind_source,
    kind_title,
    plan_text,
    several_text,
)
from areal_gui.pages.studies.time_estimate import TimeEstimate
from areal_gui.pages.train.model_choice import ModelChoice
from areal_gui.read_only import needs_writing
from engine.store.datasets import DatasetRow
from engine.studies.plan import MOST_TRAININGS
from engine.studies.table2.scope import SCOPES
from engine.training.presets import counterpart, preset_title, presets_of
from engine.training.settings import Setting

MOST_MINUTES = 100_000


class Editor(QWidget):
    """Says what is wrong as it is typed; the button begins the study."""

    start_wanted = Signal()
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._datasets: list[DatasetRow] = []
        self._kind, self._model = "grid", "areal"
        self._header = PageHeader(self.tr("New study"))
        self.dataset, self.preset, self.name = ComboBox(), ComboBox(), QLineEdit()
        self.model = ModelChoice()
        self.seeds, self.trials, self.minutes = QLineEdit(), SpinBox(), DoubleSpinBox()
        self.varied = SettingRows(self.tr("What is varied"), self.tr("Vary another setting"), self._hint)
        self.same = SettingRows(
            self.tr("The same for all"), self.tr("Set another for all trainings"), lambda _setting: ""
        )
        self.extent, self.data, self.rows = Extent(), DataChoice(), RowChoice()
        self.tune = QCheckBox(self.tr("Tune every row over the same grid on validation, then train it"))
        self._estimate = TimeEstimate(context, self)
        self.count = TextLabel(wrap=True)
        self.time, self.problem = Muted(wrap=True), TextLabel(wrap=True)
        self.problem.set_colour("danger")
        self.start = Button(
            self.tr("Start the study"), self.start_wanted.emit, kind="primary", icon_name="play"
        )
        self.cancel = Button(self.tr("Cancel"), self.left.emit)
        needs_writing(context, self.start)
        self._set_up_fields()
        self._lay_out()

    def open(self, kind: str, datasets: Sequence[DatasetRow], chosen: int | None) -> None:
        """Begin the set-up of a study of some kind."""
        self._kind, self._datasets = kind, list(datasets)
        draft = draft_of(kind)
        self._header.set_texts(
            self.tr("New study: {0}").format(kind_title(kind)), f"{kind_source(kind)}. {kind_sentence(kind)}"
        )
        self.dataset.blockSignals(True)
        self.dataset.clear()
        for row in datasets:
            self.dataset.addItem(row.name, row.id)
        self.dataset.setCurrentIndex(max(0, self.dataset.findData(chosen)))
        self.dataset.blockSignals(False)
        self.data.show_datasets(datasets, chosen)
        self._show_model(draft.model, draft.preset)
        self.name.setText(kind_title(kind))
        self.trials.setValue(draft.trials)
        self.minutes.setValue(draft.minutes)
        self._show_draft(draft)
        self._show_same()
        is_search, is_table2 = kind == SEARCH, kind == TABLE2
        self._rows_card.setVisible(is_table2)
        self.tune.setVisible(is_table2)
        self._varied_card.set_title(self.tr("Tuning") if is_table2 else self.tr("What is varied"))
        for part in (self.extent, self.data):
            self._form.setRowVisible(part, is_table2)
        self._form.setRowVisible(self.dataset, not is_table2)
        self._form.setRowVisible(self.model, kind in OF_ANY_MODEL)
        self._form.setRowVisible(self.preset, kind != TABLE2)
        self._form.setRowVisible(self.seeds, not is_search)
        for field in (self.trials, self.minutes):
            self._form.setRowVisible(field, is_search)
        self._refresh()

    @property
    def dataset_rows(self) -> list[DatasetRow]:
        """The data sets that are chosen: of Table 2 any number, else one."""
        if self._kind == TABLE2:
            return self.data.chosen()
        return [row for row in self._datasets if row.id == self.dataset.currentData()]

    def draft(self) -> Draft:
        """What is typed now."""
        return Draft(
            kind=self._kind,
            preset=str(self.preset.currentData()),
            model=self._model,
            name=self.name.text().strip() or kind_title(self._kind),
            varied=self.varied.rows(),
            same=self.same.rows(),
            seeds=self.seeds.text(),
            trials=self.trials.value(),
            minutes=self.minutes.value(),
            models=self.rows.chosen_models(),
            presets=self.rows.chosen_presets(),
            tuned=self.tune.isChecked(),
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._estimate.stop()

    def _show_draft(self, draft: Draft) -> None:
        """What the extent of Table 2 decides, and what the others begin with."""
        self.seeds.setText(draft.seeds)
        self.rows.choose(draft.models, draft.presets)
        self.tune.blockSignals(True)
        self.tune.setChecked(draft.tuned)
        self.tune.blockSignals(False)
        self.varied.show_rows(draft.varied, fixed=draft.kind in PAPER)

    def _on_extent(self, name: str) -> None:
        if name in SCOPES:
            self._show_draft(draft_in(self.draft(), name))
        self._refresh(keep_extent=name == OWN)

    def _refresh(self, *, keep_extent: bool = False) -> None:
        draft, rows = self.draft(), self.dataset_rows
        if draft.kind == TABLE2 and not keep_extent:
            self.extent.show_extent(extent_of(draft) or OWN)
        self.varied.setVisible(draft.kind != TABLE2 or draft.tuned)
        problem = self._problem(draft, rows)
        self.problem.setText(problem)
        self.problem.setVisible(bool(problem))
        self.start.setEnabled(not problem and bool(rows))
        self.count.setVisible(not problem)
        self.time.setVisible(not problem)
        if problem or not rows:
            self._estimate.stop()
            return
        plans = [plan_from(draft, row) for row in rows]
        self.count.setText(several_text(plan_text(plans[0]), len(plans)))
        self._estimate.ask(list(zip(rows, plans, strict=True)), may_time=draft.kind == TABLE2)

    def _problem(self, draft: Draft, rows: Sequence[DatasetRow]) -> str:
        """Why the study cannot begin; empty where it can, or where there is no data set at all."""
        if not rows:
            return self.tr("No data set is chosen. Choose at least one.") if self._datasets else ""
        return next(filter(None, (problem_of(draft, row) for row in rows)), "")

    def _on_model(self, model: str) -> None:
        self._show_model(model, counterpart(str(self.preset.currentData()), model))
        self.varied.show_rows(still_varied(self.varied.rows(), self._kind, model))
        self._on_preset()

    def _show_model(self, model: str, preset: str) -> None:
        """The model with the presets that it has, and settings of it alone to choose from."""
        self._model = model
        self.model.show_model(model)
        self.preset.blockSignals(True)
        self.preset.clear()
        for name in presets_of(model):
            self.preset.addItem(preset_title(name), name)
        self.preset.setCurrentIndex(self.preset.findData(preset))
        self.preset.blockSignals(False)
        for rows in (self.varied, self.same):
            rows.model = None if self._kind == TABLE2 else model

    def _on_preset(self) -> None:
        self._show_same()
        self._refresh()

    def _show_same(self) -> None:
        """The epochs are what people change most often: they are there from the beginning."""
        draft = self._begun()
        path = "training.epochs"
        if self._kind == TABLE2:  # every row has its own
            self.same.show_rows([])
            return
        for dataset in self.dataset_rows[:1]:
            self.same.show_rows([Row(path, usual_text(draft, dataset, path))])

    def _usual(self, path: str) -> str:
        return next((usual_text(self._begun(), row, path) for row in self.dataset_rows), "")

    def _begun(self) -> Draft:
        return Draft(self._kind, str(self.preset.currentData()), self._model)

    def _hint(self, setting: Setting) -> str:
        if setting.kind == "choice":
            return self.tr("Some of {0}, with commas between them.").format(", ".join(setting.choices))
        if setting.kind == "bool":
            return self.tr("true, false")
        if self._kind == SEARCH:
            return self.tr("From..to, such as 0.001..0.1 (by factors where it spans 20 times), or values.")
        return self.tr("Values with commas between them; “none” for the empty one.")

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
        for rows in (self.varied, self.same):
            rows.usual = self._usual
            rows.edited.connect(self._refresh)
        self.rows.edited.connect(self._refresh)
        self.model.chosen.connect(self._on_model)
        self.data.edited.connect(self._refresh)
        self.extent.chosen.connect(self._on_extent)
        self.tune.toggled.connect(lambda _on: self._refresh())
        self._estimate.changed.connect(lambda: self.time.setText(self._estimate.text))
        self.dataset.currentIndexChanged.connect(lambda _place: self._on_preset())
        self.preset.currentIndexChanged.connect(lambda _place: self._on_preset())
        self.seeds.textEdited.connect(lambda _text: self._refresh())
        self.trials.valueChanged.connect(lambda _value: self._refresh())
        self.minutes.valueChanged.connect(lambda _value: self._refresh())

    def _lay_out(self) -> None:
        what, same = Card(), Card(self.tr("The same for all trainings"))
        varied = self._varied_card = Card(self.tr("What is varied"))
        rows = self._rows_card = Card(self.tr("Rows of the table"))
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
            self._form.addRow(label_for(text, beside), field)
        what.body.addLayout(self._form)
        rows.body.addWidget(self.rows)
        rows.header.addWidget(self.rows.all_button)
        rows.header.addWidget(self.rows.none_button)
        varied.body.addWidget(self.tune)
        varied.body.addWidget(self.varied)
        same.body.addWidget(self.same)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._header)
        for card in (what, rows, varied, same):
            column.addWidget(card)
        column.addStretch(1)
        scroll = PageScroll()
        scroll.setAccessibleName(self.tr("Set-up of the study"))
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self._bottom())

    def _bottom(self) -> QWidget:
        bottom = BottomBar()
        texts = QVBoxLayout()
        texts.setSpacing(theme.SPACING // 2)
        for label in (self.count, self.time, self.problem):
            texts.addWidget(label)
        row = QHBoxLayout(bottom)
        row.setContentsMargins(theme.MARGIN, theme.SPACING, theme.MARGIN, theme.SPACING)
        row.setSpacing(theme.SPACING)
        row.addLayout(texts, 1)
        row.addWidget(self.cancel)
        row.addWidget(self.start)
        return bottom
