"""Setting up a study: on what, what is varied, how often, and how long that will take."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, PageHeader
from areal_gui.components.page_scroll import PageScroll
from areal_gui.context import AppContext
from areal_gui.pages.studies.editor_model import (
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
from areal_gui.pages.studies.extent import OWN
from areal_gui.pages.studies.model_choice import ModelChoice
from areal_gui.pages.studies.setting_rows import SettingRows
from areal_gui.pages.studies.start_bar import StartBar
from areal_gui.pages.studies.study_form import StudyForm
from areal_gui.pages.studies.texts import (
    PAPER,
    TABLE2,
    kind_sentence,
    kind_source,
    kind_title,
    several_text,
)
from areal_gui.pages.studies.time_estimate import TimeEstimate
from engine.store.datasets import DatasetRow
from engine.studies.table2.scope import SCOPES
from engine.training.presets import counterpart
from engine.training.settings import Setting


class Editor(QWidget):
    """Says what is wrong as it is typed; the button begins the study."""

    start_wanted = Signal()
    left = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._datasets: list[DatasetRow] = []
        self._kind, self._model, self._is_beginning = "grid", "areal", False
        self._header = PageHeader(self.tr("New study"))
        self.form, self.bar = StudyForm(), StartBar(context)
        self.varied = SettingRows(self.tr("What is varied"), self.tr("Vary another setting"), self._hint)
        self.same = SettingRows(
            self.tr("The same for all"), self.tr("Set another for all trainings"), lambda _setting: ""
        )
        self.rows = ModelChoice()
        self.tune = QCheckBox(self.tr("Tune every row over the same grid on validation, then train it"))
        self._estimate = TimeEstimate(context, self)
        self._connect()
        self._lay_out()

    def open(self, kind: str, datasets: Sequence[DatasetRow], chosen: int | None) -> None:
        """Begin the set-up of a study of some kind."""
        self._kind, self._datasets, self._is_beginning = kind, list(datasets), False
        draft = draft_of(kind)
        self._header.set_texts(
            self.tr("New study: {0}").format(kind_title(kind)), f"{kind_source(kind)}. {kind_sentence(kind)}"
        )
        self.form.open(kind, datasets, chosen)
        self._show_model(draft.model, draft.preset)
        self.form.name.setText(kind_title(kind))
        self.form.trials.setValue(draft.trials)
        self.form.minutes.setValue(draft.minutes)
        self._show_draft(draft)
        self._show_same()
        is_table2 = kind == TABLE2
        self._rows_card.setVisible(is_table2)
        self.tune.setVisible(is_table2)
        self._varied_card.set_title(self.tr("Tuning") if is_table2 else self.tr("What is varied"))
        self._refresh()

    def take_datasets(self, datasets: Sequence[DatasetRow]) -> None:
        """Some came or went while the set-up was open: what is chosen and typed stays."""
        if list(datasets) == self._datasets:
            return
        chosen = [row.id for row in self.dataset_rows]
        self._datasets = list(datasets)
        self.form.show_datasets(datasets, chosen)
        self._refresh(keep_extent=True)

    def set_beginning(self, beginning: bool) -> None:
        """While a study is written down it cannot be begun once more."""
        self._is_beginning = beginning
        self._refresh(keep_extent=True)

    @property
    def dataset_rows(self) -> list[DatasetRow]:
        """The data sets that are chosen: of Table 2 any number, else one."""
        return self.form.chosen_datasets()

    def draft(self) -> Draft:
        """What is typed now."""
        return Draft(
            kind=self._kind,
            preset=str(self.form.preset.currentData()),
            model=self._model,
            name=self.form.name.text().strip() or kind_title(self._kind),
            varied=self.varied.rows(),
            same=self.same.rows(),
            seeds=self.form.seeds.text(),
            trials=self.form.trials.value(),
            minutes=self.form.minutes.value(),
            models=self.rows.chosen_models(),
            presets=self.rows.chosen_presets(),
            tuned=self.tune.isChecked(),
        )

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._estimate.stop()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._estimate.go_on()

    def _show_draft(self, draft: Draft) -> None:
        """What the extent of Table 2 decides, and what the others begin with."""
        self.form.seeds.setText(draft.seeds)
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
            self.form.extent.show_extent(extent_of(draft) or OWN)
        self.varied.setVisible(draft.kind != TABLE2 or draft.tuned)
        problem = self._problem(draft, rows)
        self.bar.show_problem(problem, can_start=bool(rows) and not self._is_beginning)
        if problem or not rows or self._is_beginning:
            self._estimate.forget()
            return
        plans = [plan_from(draft, row) for row in rows]
        self.bar.count.setText(several_text(plans))
        self._estimate.ask(list(zip(rows, plans, strict=True)), may_time=draft.kind == TABLE2)

    def _problem(self, draft: Draft, rows: Sequence[DatasetRow]) -> str:
        """Why the study cannot begin; empty where it can, or where there is no data set at all."""
        if not rows:
            return self.tr("No data set is chosen. Choose at least one.") if self._datasets else ""
        return next(filter(None, (problem_of(draft, row) for row in rows)), "")

    def _on_model(self, model: str) -> None:
        self._show_model(model, counterpart(str(self.form.preset.currentData()), model))
        self.varied.show_rows(still_varied(self.varied.rows(), self._kind, model))
        self._on_preset()

    def _show_model(self, model: str, preset: str) -> None:
        """The model with the presets that it has, and settings of it alone to choose from."""
        self._model = model
        self.form.show_model(model, preset)
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
        return Draft(self._kind, str(self.form.preset.currentData()), self._model)

    def _hint(self, setting: Setting) -> str:
        if setting.kind == "choice":
            return self.tr("Some of {0}, with commas between them.").format(", ".join(setting.choices))
        if setting.kind == "bool":
            return self.tr("true, false")
        if self._kind == SEARCH:
            return self.tr("From..to, such as 0.001..0.1 (by factors where it spans 20 times), or values.")
        return self.tr("Values with commas between them; “none” for the empty one.")

    def _connect(self) -> None:
        for rows in (self.varied, self.same):
            rows.usual = self._usual
            rows.edited.connect(self._refresh)
        self.rows.edited.connect(self._refresh)
        self.tune.toggled.connect(lambda _on: self._refresh())
        self.form.edited.connect(self._refresh)
        self.form.preset_changed.connect(self._on_preset)
        self.form.model.chosen.connect(self._on_model)
        self.form.extent.chosen.connect(self._on_extent)
        self.bar.start_wanted.connect(self.start_wanted)
        self.bar.left.connect(self.left)
        self._estimate.changed.connect(lambda: self.bar.time.setText(self._estimate.text))

    def _lay_out(self) -> None:
        same = Card(self.tr("The same for all trainings"))
        varied = self._varied_card = Card(self.tr("What is varied"))
        rows = self._rows_card = Card(self.tr("Rows of the table"))
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
        for card in (self.form, rows, varied, same):
            column.addWidget(card)
        column.addStretch(1)
        scroll = PageScroll()
        scroll.setAccessibleName(self.tr("Set-up of the study"))
        scroll.setWidget(inside)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(scroll, 1)
        outer.addWidget(self.bar)
