"""One run: what became of it, its curves, test, settings, data, log, files and notes."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Card, Notes, Tabs, TextLabel
from areal_gui.components.log_view import LogView
from areal_gui.context import AppContext
from areal_gui.pages.runs.metrics_view import MetricsView
from areal_gui.pages.runs.opened.data_tab import DataTab
from areal_gui.pages.runs.opened.files_tab import FilesTab
from areal_gui.pages.runs.opened.header import RunHeader
from areal_gui.pages.runs.opened.notes_tab import NotesTab
from areal_gui.pages.runs.opened.origin import origin_text
from areal_gui.pages.runs.opened.settings_tab import SettingsTab
from areal_gui.pages.runs.run_actions import RunActions
from areal_gui.pages.runs.run_lines import status_reason
from areal_gui.pages.runs.stored import StoredCurves, StoredRun
from areal_gui.plots.curve_figures import offer_figures, remember_options
from areal_gui.plots.training_curves import TrainingCurves
from areal_gui.read_only import needs_writing
from areal_gui.run_folder import LOG
from engine.store.runs import IMPORTED


class OpenedRun(QWidget):
    """Shows one stored run; the chosen tab stays when another one is shown."""

    def __init__(self, context: AppContext, actions: RunActions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self.run: StoredRun | None = None
        self.header = RunHeader()
        self.reason, self.warnings = TextLabel(wrap=True), Notes("warning")
        self.curves, self.metrics = TrainingCurves(), MetricsView()
        self.settings, self.data = SettingsTab(), DataTab(context)
        self.log, self.files, self.notes = LogView(), FilesTab(context), NotesTab(context, actions)
        self.curves.setContentsMargins(0, theme.SPACING, 0, 0)
        curves = QScrollArea()
        curves.setAccessibleName(self.curves.accessibleName())
        curves.setWidget(self.curves)
        curves.setWidgetResizable(True)
        curves.setFrameShape(QScrollArea.Shape.NoFrame)
        for ground in (curves.viewport(), self.curves):
            ground.setAutoFillBackground(False)  # that of the card shows through
        self.tabs = Tabs(self.tr("Views of the run"))
        for tab, title in (
            (curves, self.tr("Curves")),
            (self.metrics, self.tr("Test")),
            (self.settings, self.tr("Settings")),
            (self.data, self.tr("Data")),
            (self.log, self.tr("Log")),
            (self.files, self.tr("Files")),
            (self.notes, self.tr("Notes")),
        ):
            self.tabs.addTab(tab, title)
        header = self.header
        needs_writing(context, header.star, header.resume, header.test, header.more, header.again)
        offer_figures(context, self.curves, self._name)
        remember_options(context, self.curves)
        self._lay_out()

    def show_run(self, run: StoredRun) -> None:
        """Show a run, or the same one after it has changed."""
        row = run.row
        folder = self._context.workspace.root / "runs" / str(row.id)
        same = self.run is not None and self.run.row.id == row.id
        self.run = run
        self.header.show_run(run)
        reason = origin_text(run.origin) if run.origin else status_reason(row)
        self.reason.setText(reason)
        colours = {"failed": "danger", IMPORTED: "muted"}
        self.reason.set_colour(colours.get(row.status, "warning"))
        self.reason.setVisible(bool(reason))
        self.warnings.show_texts(run.warnings)
        self.curves.follow(StoredCurves(run), same=same)
        self.metrics.show_run(run)
        self.settings.show_run(row, run.dataset)
        self.data.show_run(row)
        elsewhere = self.tr("The log of the training stayed where it was trained.")
        nothing = elsewhere if row.status == IMPORTED else self.tr("Nothing was written into its log.")
        self.log.follow(folder / LOG, growing=row.status == "running", empty=nothing)
        self.files.show_run(folder)
        self.notes.show_run(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        alt = event.modifiers() == Qt.KeyboardModifier.AltModifier
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() == Qt.Key.Key_Escape or (alt and event.key() == Qt.Key.Key_Left):
            self.header.back_wanted.emit()
        elif alt and event.key() in steps:
            self.header.step_wanted.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _name(self) -> str:
        return "" if self.run is None else self.run.row.name

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.MARGIN, 2 * theme.SPACING, theme.MARGIN, 2 * theme.SPACING)
        column.setSpacing(theme.SPACING)
        for part in (self.header, self.reason, self.warnings):
            column.addWidget(part)
        card = Card()
        card.body.addWidget(self.tabs)
        column.addWidget(card, 1)
