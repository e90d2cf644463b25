"""What the filters of the form leave of the chosen log, told before anything is trained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from areal_gui import snapshots
from areal_gui.components import Card, DataTable, FoldButton, TextLabel, TextTableModel
from areal_gui.components.problem_text import problem_text
from areal_gui.pages.train.filter_texts import effect_text, step_rows
from areal_gui.pages.train.form_model import FormModel
from engine.errors import EngineError

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.importing.filters import Filters
    from engine.sequences.snapshot import FilterEffect

TYPING_PAUSE_MS = 300


class FilterPreview(Card):
    """Counts in the background, a moment after the last change; only what the filters look at matters."""

    def __init__(self, context: AppContext, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self._context, self._model = context, model
        self._shown: tuple[int, int, Filters] | None = None
        self.text = TextLabel(wrap=True)
        self.steps = TextTableModel(
            [
                self.tr("After each filter"),
                self.tr("Sequences"),
                self.tr("Items"),
                self.tr("Interactions"),
            ],
            (1, 2, 3),
            self,
        )
        self._table = DataTable(self.tr("What each filter leaves"))
        self._table.setModel(self.steps)
        header = self._table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.fold = FoldButton(self.tr("Filter by filter"), self._table)
        self.body.addWidget(self.text)
        self.body.addWidget(self.fold)
        self.body.addWidget(self._table)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._count)
        self.fold.hide()

    def refresh(self) -> None:
        """Something in the form has changed."""
        self._pause.start()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._count()

    def _count(self) -> None:
        self._pause.stop()
        dataset = self._model.dataset
        if dataset is None or not self.isVisible():
            return
        try:
            filters = self._model.config().data.filters
        except EngineError:  # the form says what is wrong, where it is
            return
        wanted = dataset.id, dataset.generation, filters
        if wanted == self._shown:
            return
        self._shown = wanted
        self._say(self.tr("Counting what the filters leave…"), "muted")
        workspace = self._context.workspace
        self._context.tasks.query(
            lambda: snapshots.filter_effect(workspace, dataset.id, filters),
            self._show,
            self._fail,
            key="train.filters",
        )

    def _show(self, effect: FilterEffect) -> None:
        self._say(effect_text(effect), "text" if effect.after.interactions else "danger")
        if not effect.steps:
            self.fold.set_open(False)
        self.steps.set_rows(step_rows(effect))
        self._table.show_every_row()
        self.fold.setVisible(bool(effect.steps))

    def _fail(self, error: Exception) -> None:
        self._shown = None
        self._say(problem_text(error), "danger")
        self.fold.set_open(False)
        self.fold.hide()

    def _say(self, text: str, colour: str) -> None:
        self.text.setText(text)
        self.text.set_colour(colour)
