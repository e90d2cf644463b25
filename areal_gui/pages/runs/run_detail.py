"""One run: what became of it, its curves, metrics and settings, and what can be done with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Badge, Button, Notes, PageHeader, Tabs, TextLabel
from areal_gui.formats import count, duration
from areal_gui.pages.runs.config_view import ConfigModel, config_table
from areal_gui.pages.runs.metrics_view import MetricsView
from areal_gui.pages.runs.run_lines import preset_text, status_reason, status_text
from areal_gui.pages.runs.stored import StoredCurves, StoredRun
from areal_gui.pages.train.live_texts import device_text, trained_again_text
from areal_gui.pages.train.verdict import label
from areal_gui.plots.training_curves import TrainingCurves


class RunDetail(QWidget):
    """Shows one stored run."""

    users_wanted = Signal()
    export_wanted = Signal()
    rename_wanted = Signal()
    delete_wanted = Signal()
    test_wanted = Signal()
    resume_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.run: StoredRun | None = None
        self._folder: Path | None = None
        self.users_button = Button(
            self.tr("See users"), self.users_wanted.emit, kind="primary", icon_name="users"
        )
        self.resume_button = Button(self.tr("Resume"), self.resume_wanted.emit, icon_name="play")
        self.test_button = Button(self.tr("Test now"), self.test_wanted.emit, icon_name="chart")
        self.export_button = Button(self.tr("Export…"), self.export_wanted.emit, icon_name="export")
        self.folder_button = Button(self.tr("Open folder"), self._open_folder, icon_name="open")
        self.rename_button = self._small("pencil", self.tr("Rename…"), self.rename_wanted.emit)
        self.delete_button = self._small("trash", self.tr("Delete…"), self.delete_wanted.emit)
        self._header = PageHeader(
            "",
            "",
            [
                self.rename_button,
                self.delete_button,
                self.folder_button,
                self.resume_button,
                self.test_button,
                self.export_button,
                self.users_button,
            ],
        )
        self.label = Badge("", "warning")
        self._header.beside_title.addWidget(self.label)
        self._reason = TextLabel(wrap=True)
        self.warnings = Notes("warning")
        self.curves, self.metrics, self.config = TrainingCurves(), MetricsView(), ConfigModel()
        self.curves.setContentsMargins(0, theme.SPACING, 0, 0)
        self.tabs = Tabs(self.tr("Views of the run"))
        self.tabs.addTab(self._scrolled_curves(), self.tr("Curves"))
        self.tabs.addTab(self.metrics, self.tr("Metrics"))
        self.tabs.addTab(config_table(self.config, self.tr("Settings of the run")), self.tr("Settings"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(self._reason)
        column.addWidget(self.warnings)
        column.addWidget(self.tabs, 1)

    def _scrolled_curves(self) -> QScrollArea:
        scroll = QScrollArea()
        scroll.setAccessibleName(self.curves.accessibleName())
        scroll.setWidget(self.curves)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QScrollArea.Shape.NoFrame)
        return scroll

    def show_run(self, run: StoredRun) -> None:
        """Show a run; the chosen tab stays."""
        same = self.run is not None and self.run.row.id == run.row.id
        if not same:
            self._folder = None
        self.run = run
        row = run.row
        self._header.set_texts(row.name, self._facts(run))
        reason = status_reason(row)
        self._reason.setText(reason)
        self._reason.set_colour("danger" if row.status == "failed" else "warning")
        self._reason.setVisible(bool(reason))
        self.label.setText(label(*run.table("test", "all")))
        self.label.setVisible(bool(self.label.text()))
        self.warnings.show_texts(run.warnings)
        running, usable = row.status == "running", row.best_epoch is not None
        self.users_button.setEnabled(usable)
        self.export_button.setEnabled(usable and not running)
        self.resume_button.setVisible(run.resumable)
        self.test_button.setVisible(usable and not running and not run.tested)
        self.delete_button.setEnabled(not running)
        self.folder_button.setVisible(self._folder is not None)
        self.curves.follow(StoredCurves(run), same=same)
        self.metrics.show_run(run)
        self.config.show_run(row, run.dataset)

    def exported(self, path: Path) -> None:
        """Offer to open where the model went."""
        self._folder = path
        self.folder_button.setVisible(True)

    def _facts(self, run: StoredRun) -> str:
        row = run.row
        parts = [status_text(row.status), preset_text(row.preset), device_text(row.device)]
        if row.best_epoch is not None:
            parts.append(self.tr("best epoch {} of {}").format(row.best_epoch, row.epoch))
        if row.finished_at is not None:
            parts.append(duration((row.finished_at - row.created_at) / 1000))
        if row.parameters is not None:
            parts.append(self.tr("{} parameters").format(count(row.parameters)))
        refit = str(row.config.get("training", {}).get("refit", "none"))
        if row.status == "finished" and refit != "none":
            parts.append(self.tr("{} for use").format(trained_again_text(refit)))
        return " · ".join(parts)

    def _open_folder(self) -> None:
        if self._folder is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))

    def _small(self, icon_name: str, text: str, on_click: Callable[[], None]) -> Button:
        button = Button("", on_click, kind="quiet", icon_name=icon_name)
        button.setToolTip(text)
        button.setAccessibleName(text.rstrip("…"))
        return button
