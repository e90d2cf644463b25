"""What the training that is being set up will take, told before it begins."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from areal_gui import loading
from areal_gui.components import Card, Muted, TextLabel
from areal_gui.components.problem_text import problem_text
from areal_gui.pages.train import outlook_texts
from areal_gui.pages.train.fact_line import FactLine
from areal_gui.pages.train.form_model import FormModel
from engine.errors import EngineError
from engine.events import Cancelled, CancelToken

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.store.datasets import DatasetRow
    from engine.training.config import RunConfig
    from engine.training.forecast.forecast import Forecast
    from engine.training.forecast.pace import Pace
    from engine.workspace import Workspace

TYPING_PAUSE_MS = 400
LOADED_BY_OPTIMISERS = "torch._dynamo"
"""The first one loads it without asking whether another thread is loading something."""


class OutlookCard(Card):
    """Counts and estimates a moment after the last change, then times a few steps; all in the background."""

    changed = Signal()
    """`refusal` or `in_short` may be another one."""

    def __init__(self, context: AppContext, model: FormModel, parent: QWidget | None = None) -> None:
        super().__init__("", parent)
        self.set_title(self.tr("What it will take"))
        self._context, self._model = context, model
        self._asked: object = None
        self._config: RunConfig | None = None
        self._found: Forecast | None = None
        self._pace: Pace | None = None
        self._paced: object = None
        self._timing: CancelToken | None = None
        self._untimed = ""
        self.refusal = ""
        self.in_short = ""
        self.facts = FactLine()
        self.text = Muted(wrap=True)
        self.warning = TextLabel(wrap=True)
        self.warning.hide()
        for part in (self.facts, self.text, self.warning):
            self.body.addWidget(part)
        self._pause = QTimer(self, singleShot=True, interval=TYPING_PAUSE_MS)
        self._pause.timeout.connect(self._ask)

    def refresh(self) -> None:
        """Something in the form has changed."""
        self._pause.start()

    def time_again(self) -> None:
        """A training began or ended: what could not be timed may be now."""
        if self._pace is None and self._timing is None:
            self._asked = None
            self._pause.start()

    def stop_timing(self) -> None:
        """Leave the machine to a training."""
        if self._timing is not None:
            self._timing.cancel()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._asked = None  # what is free may be another amount now
        self._ask()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.stop_timing()

    def _ask(self) -> None:
        self._pause.stop()
        dataset = self._model.dataset
        if dataset is None or not self.isVisible():
            return
        try:
            config = self._model.config()
        except EngineError:  # the form says what is wrong, where it is
            return
        wanted = dataset.id, dataset.generation, config
        if wanted == self._asked:
            return
        self._asked = wanted
        if self._found is None:
            self.text.setText(self.tr("Counting parameters and estimating memory…"))
        workspace = self._context.workspace
        self._context.tasks.query(
            lambda: _foretell(workspace, dataset.id, config),
            lambda found: self._show(dataset, config, *found),
            self._fail,
            key="train.forecast",
        )

    def _show(self, dataset: DatasetRow, config: RunConfig, found: Forecast, cautions: list[str]) -> None:
        self._config, self._found = config, found
        self.refusal = _refusal(found)
        warnings = [self.refusal] if self.refusal else cautions
        if found.tight and not self.refusal:
            warnings.insert(0, self.tr("This may turn out to be more memory than there is."))
        self._warn("\n".join(warnings), "danger" if self.refusal else "warning")
        costly = dataset.id, dataset.generation, _costly(config)
        if costly != self._paced:
            self._pace, self._paced = None, None
            self.stop_timing()
            if not found.tight:
                self._time(dataset, config, costly)
        self._tell()

    def _time(self, dataset: DatasetRow, config: RunConfig, costly: object) -> None:
        token = self._timing = CancelToken()
        workspace = self._context.workspace
        task = self._context.tasks.query(
            lambda: _pace(workspace, dataset.id, config, token),
            lambda pace: self._show_pace(pace, costly),
            lambda error: self._show_pace(None, None, error),
            key="train.pace",
        )
        task.cancel_asked.connect(token.cancel)

    def _show_pace(self, pace: Pace | None, costly: object, error: Exception | None = None) -> None:
        self._pace, self._paced = pace, None if pace is None else costly
        self._timing = None
        self._untimed = "" if error is None or isinstance(error, Cancelled) else problem_text(error)
        self._tell()

    def _tell(self) -> None:
        if self._found is None or self._config is None:
            return
        self.facts.show_facts(outlook_texts.facts(self._found, self._pace, self._config))
        text = outlook_texts.how_known(self._found, self._pace)
        if self._timing is not None:
            text = self.tr("Timing a few steps…")
        elif self._pace is None and not self.refusal:
            why = self._untimed or self.tr("nothing is timed while a training runs.")
            text += " " + self.tr("Its time is not known: {0}").format(why)
        self.text.setText(text)
        self.in_short = outlook_texts.in_short(self._found, self._pace, self._config)
        self.changed.emit()

    def _fail(self, error: Exception) -> None:
        """The filters or the split are not possible on this log."""
        self._asked = self._found = None
        self.refusal, self.in_short = problem_text(error), ""
        self.facts.show_facts([])
        self.text.setText("")
        self._warn(self.refusal, "danger")
        self.changed.emit()

    def _warn(self, text: str, colour: str) -> None:
        self.warning.setText(text)
        self.warning.set_colour(colour)
        self.warning.setVisible(bool(text))


def _foretell(workspace: Workspace, dataset_id: int, config: RunConfig) -> tuple[Forecast, list[str]]:
    """The forecast, and what is known to go wrong with these settings."""
    with loading.one_at_a_time:
        from engine.training.cautions import cautions
        from engine.training.forecast.forecast import forecast
    found = forecast(workspace, dataset_id, config)
    steps = -(-found.sizes.train // config.training.batch_size)
    return found, list(cautions(config, config.training.epochs * steps))


def _pace(workspace: Workspace, dataset_id: int, config: RunConfig, cancel: CancelToken) -> Pace | None:
    """Of a few steps; None while a training runs, which comes first."""
    with loading.one_at_a_time:
        from engine.training.forecast.pace import timed
        from engine.training.forecast.precedence import TrainingUnderWay
        from engine.training.setup import run_data

        importlib.import_module(LOADED_BY_OPTIMISERS)
    try:
        return timed(run_data(workspace, dataset_id, config), config, cancel)
    except TrainingUnderWay:
        return None


def _costly(config: RunConfig) -> RunConfig:
    from engine.training.forecast.cost import costly_part

    return costly_part(config)


def _refusal(found: Forecast) -> str:
    from engine.training.forecast.forecast import does_not_fit  # loaded as it was made

    return "" if found.fits else str(does_not_fit(found))
