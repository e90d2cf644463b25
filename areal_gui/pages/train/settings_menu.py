"""The settings of a training as a whole: from a file, from an earlier run, into a file, as a command line."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QMenu, QToolButton, QWidget

from areal_gui import theme
from areal_gui.components import icon
from areal_gui.formats import moment
from engine.file_names import file_name
from engine.store.runs import RunRow

MOST_RUNS = 12
"""Earlier runs that the menu offers; the page of runs has all of them."""


class SettingsMenu(QToolButton):
    """A quiet button with a menu; the page does what is asked."""

    load_wanted = Signal(Path)
    save_wanted = Signal(Path)
    copy_wanted = Signal()
    run_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.folder, self.name = Path.home(), "training"
        self.setText(self.tr("Load or save"))
        self.setAccessibleName(self.tr("Load or save settings"))
        self.setIcon(icon("settings"))
        self.setIconSize(QSize(2 * theme.SPACING, 2 * theme.SPACING))
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setAutoRaise(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(
            self.tr("All settings as a whole: load, save, take those of a run, copy as command line")
        )
        menu = QMenu(self)
        menu.addAction(self.tr("Load settings from a file…"), self.ask_load)
        menu.addAction(self.tr("Save settings to a file…"), self.ask_save)
        menu.addAction(self.tr("Copy as command line"), self.copy_wanted.emit)
        menu.addSeparator()
        self._runs = menu.addMenu(self.tr("From an earlier run"))
        self.setMenu(menu)
        self.show_runs([])

    def show_runs(self, runs: Sequence[RunRow]) -> None:
        """Offer the settings of these runs, the latest first."""
        self._runs.clear()
        for run in runs[:MOST_RUNS]:
            text = f"{run.id}  {run.name}, {moment(run.created_at)}".replace("&", "&&")
            self._runs.addAction(text, partial(self.run_wanted.emit, run.id))
        self._runs.setEnabled(bool(runs))

    def ask_load(self) -> None:
        """Ask for a file to take the settings from."""
        dialog = self._dialog(self.tr("Load settings"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.load_wanted.emit(Path(name)))
        dialog.open()

    def ask_save(self) -> None:
        """Ask for a file to write the settings into."""
        dialog = self._dialog(self.tr("Save settings"))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.selectFile(file_name(self.name, "settings", ".json"))
        dialog.fileSelected.connect(lambda name: self.save_wanted.emit(Path(name)))
        dialog.open()

    def _dialog(self, title: str) -> QFileDialog:
        kinds = self.tr("Training settings (*.json);;All files (*)")
        dialog = QFileDialog(self, title, str(self.folder), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(self._remember)
        return dialog

    def _remember(self, name: str) -> None:
        self.folder = Path(name).parent
