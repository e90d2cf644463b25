"""Settings that come into the form from elsewhere or leave it: files, earlier runs, the command line."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication

from areal_gui.components.toast import Offer
from areal_gui.pages.train.form_model import Entries, FormModel
from engine.errors import EngineError, NotFound
from engine.exporting.settings_file import KeptSettings, kept_settings, read_settings, write_settings
from engine.store.datasets import DatasetRow, get_dataset
from engine.store.runs import IMPORTED, RunRow, get_run
from engine.training.presets import ALL_PRESETS

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.workspace import Workspace

T = TypeVar("T")
MOST_NAMED = 3
"""As many settings are named in a notice."""


class SettingsExchange(QObject):
    """Fills a `FormModel`, with a way back, and gives away what it holds."""

    filled = Signal()
    """The model holds other settings now."""

    def __init__(self, context: AppContext, model: FormModel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context, self._model = context, model

    def load(self, path: Path) -> None:
        """Take the settings of a file, if all of them are possible."""

        def take(kept: KeptSettings) -> None:
            before = self._model.entries
            self._model.fill(kept.preset, kept.values)
            self.filled.emit()
            self._tell(self.tr("The settings are those of {}.").format(path.name), before)

        self._ask(lambda: read_settings(path), take, self.tr("The settings were not loaded"))

    def save(self, path: Path) -> None:
        """Write the settings of the form into a file."""
        try:
            config = self._model.config()
        except EngineError as error:
            self._context.notify.error(error, self.tr("The settings were not saved"))
            return
        name = self._model.preset_name
        self._context.tasks.query(
            lambda: write_settings(path, config, name),
            lambda _: self._context.notify.success(self.tr("Saved {0}").format(path)),
            lambda error: self._context.notify.error(error, self.tr("The settings were not saved")),
        )

    def copy_command(self) -> None:
        """Put the command line of this training on the clipboard."""
        from engine.cli.command_line import program_words, quoted, train_words

        dataset = self._model.dataset
        try:
            config = self._model.config()
        except EngineError as error:
            self._context.notify.error(error, self.tr("There is no such command line"))
            return
        if dataset is not None:
            root = self._context.workspace.root
            words = train_words(root, dataset, config, self._model.preset_name)
            QGuiApplication.clipboard().setText(quoted([*program_words(), *words]))
            text = self.tr("The command line is on the clipboard. Close this window before you run it.")
            self._context.notify.info(text)

    def take_run(self, run_id: int) -> None:
        """Take data set and settings of a run, to train again as it did."""
        workspace = self._context.workspace
        self._ask(
            lambda: _settings_of(workspace, run_id), self._take_run, self.tr("The settings were not taken")
        )

    def bring_back(self, entries: Entries, dataset: DatasetRow | None) -> None:
        """Undo: the form as it was."""
        if dataset is not None:
            self._choose(dataset)
        self._model.bring_back(entries)
        self.filled.emit()

    def tell_dropped(self, before: Entries) -> None:
        """What was typed has just been given up for something else: offer it back."""
        dropped = before.typed.keys() - self._model.entries.typed.keys()
        names = [f"“{self._model.settings[path].title}”" for path in self._model.settings if path in dropped]
        if len(names) == 1:
            self._tell(self.tr("{} has the value of the preset again.").format(names[0]), before)
        elif names:
            rest = [self.tr("{} others").format(len(names) - MOST_NAMED)] if len(names) > MOST_NAMED else []
            named = ", ".join([*names[:MOST_NAMED], *rest])
            self._tell(self.tr("These have the values of the preset again: {}.").format(named), before)

    def _take_run(self, found: tuple[RunRow, DatasetRow | None, KeptSettings]) -> None:
        run, dataset, kept = found
        before, earlier = self._model.entries, self._model.dataset
        if dataset is not None:
            self._choose(dataset)  # first: what differs from its preset depends on it
        self._model.fill(kept.preset, kept.values)
        self.filled.emit()
        text = self.tr("Data set and settings are those of run {0}, “{1}”.").format(run.id, run.name)
        if dataset is None and run.status == IMPORTED:
            said = self.tr("The settings are those of run {0}, “{1}”. Its log stayed where it was trained.")
            text = said.format(run.id, run.name)
        elif dataset is None:
            said = self.tr("The settings are those of run {0}, “{1}”; its data set is gone.")
            text = said.format(run.id, run.name)
        elif dataset.grown_at is not None and dataset.grown_at > run.created_at:
            text += " " + self.tr("The data set has grown since.")
        self._tell(text, before, earlier)

    def _choose(self, dataset: DatasetRow) -> None:
        self._model.set_dataset(dataset)
        self._context.dataset_chosen.emit(dataset.id)

    def _tell(self, text: str, before: Entries, dataset: DatasetRow | None = None) -> None:
        offer = Offer(self.tr("Undo"), lambda: self.bring_back(before, dataset))
        self._context.notify.info(text, offer)

    def _ask(self, question: Callable[[], T], answer: Callable[[T], None], title: str) -> None:
        """Of several the newest fills the form."""
        self._context.tasks.query(
            question, answer, lambda error: self._context.notify.error(error, title), key="train.exchange"
        )


def _settings_of(workspace: Workspace, run_id: int) -> tuple[RunRow, DatasetRow | None, KeptSettings]:
    """A run, its data set if that is there, and its settings; raises `EngineError` where it cannot be."""
    run = get_run(workspace.store, run_id)
    stored = {"preset": run.preset if run.preset in ALL_PRESETS else "recommended", "settings": run.config}
    kept = kept_settings(stored, f"Run {run.id}")
    if run.status == IMPORTED and run.audience is None:  # its log is elsewhere
        return run, None, kept
    try:
        return run, get_dataset(workspace.store, run.users_of), kept
    except NotFound:
        return run, None, kept
