"""The one place to take a model away: what, in which form, where to, and what came of it."""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFileDialog,
    QHBoxLayout,
    QProgressBar,
    QVBoxLayout,
    QWidget,
)

from areal_gui import loading, theme
from areal_gui.components import Button, Heading, Muted, TextLabel
from areal_gui.components.problem_text import problem_text
from areal_gui.components.toast import Offer
from areal_gui.context import AppContext
from areal_gui.exporting.format_list import FormatList
from areal_gui.exporting.option_fields import OptionFields
from areal_gui.exporting.path_field import PathField
from areal_gui.exporting.plan import ExportMemory, ExportPlan
from areal_gui.exporting.show_in_folder import show_in_folder
from areal_gui.fitting import on_screen
from areal_gui.pages.users.run_choice import RunChoice
from engine.events import CancelToken, Event, Progress
from engine.exporting.formats import Exported, ExportFormat

if TYPE_CHECKING:
    from areal_gui.tasks import Task
    from engine.store.runs import RunRow

SIZE = QSize(76 * theme.SPACING, 64 * theme.SPACING)


class ExportDialog(QDialog):
    """Stays open while it works; closed then, the export goes on and a notice tells of its end."""

    def __init__(self, context: AppContext, run_id: int | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context, self._wanted = context, run_id
        self._memory = ExportMemory(context.settings.extra)
        self.task: Task | None = None
        self.written: Exported | None = None
        self.setWindowTitle(self.tr("Export"))
        self.resize(on_screen(self, SIZE))
        self.runs, self.formats, self.options = RunChoice(), FormatList(), OptionFields()
        self.runs.setAccessibleName(self.tr("Run whose model is exported"))
        self.folder = PathField(self._memory.folder)
        self.writes, self.note = TextLabel(wrap=True), Muted(wrap=True)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Progress of the export"))
        self._make_buttons()
        self._lay_out()
        self.formats.chosen.connect(self._show_form)
        self.runs.chosen.connect(lambda _: self._show_plan())
        self.options.changed.connect(self._show_plan)
        self.folder.changed.connect(self._show_plan)
        self.folder.choose.clicked.connect(self._ask_folder)
        self.formats.choose(self._memory.form)
        self._read_runs()

    @property
    def plan(self) -> ExportPlan:
        """What is asked for now."""
        return ExportPlan(self.runs.run, self.formats.form, self.folder.path, self.options.values)

    def start(self) -> None:
        """Write it."""
        plan = self.plan
        run = plan.run
        if run is None or plan.problem or self.task is not None:
            return
        self._memory.remember(plan)
        self._context.settings.save()
        self.written = None
        workspace = self._context.workspace

        def operation(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                importlib.import_module(plan.form.module)  # loads torch: on the worker's thread

            yield from plan.form.export(workspace, run.id, plan.folder, cancel, plan.options)

        self.task = self._context.tasks.start(
            self.tr("Exporting {0}").format(run.name),
            operation,
            on_event=self._show_progress,
            on_finished=self._finish,
            on_failed=self._fail,
            on_cancelled=self._end_cancelled,
        )
        self.bar.setRange(0, 0)
        self._enable()
        self.stop.setFocus(Qt.FocusReason.OtherFocusReason)

    # -- what came of it

    def _show_progress(self, event: Event) -> None:
        if isinstance(event, Progress):
            self.bar.setRange(0, 1000 if event.total else 0)
            if event.total:
                self.bar.setValue(min(1000, 1000 * event.done // event.total))
            self._say(event.text)

    def _finish(self, done: Exported) -> None:
        self.task, self.written = None, done
        self._enable()
        said = self.tr("Written: {0}").format(done.path)
        self._say("\n".join([said, *done.notes]), "good")
        if self.isVisible():
            self.show_button.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        path = Path(done.path)
        self._context.notify.info(said, Offer(self.tr("Show in folder"), lambda: show_in_folder(path)))

    def _fail(self, error: Exception) -> None:
        self.task = None
        self._show_plan()
        self._context.notify.error(error, self.tr("Nothing was exported"))

    def _end_cancelled(self) -> None:
        self.task = None
        self._show_plan()
        self._say(self.tr("Cancelled; nothing was written."))

    # -- what is asked for

    def _read_runs(self) -> None:
        store = self._context.workspace.store

        def read() -> list[RunRow]:
            from engine.store.runs import list_runs

            runs = list_runs(store)
            return [run for run in runs if run.best_epoch is not None and run.status != "running"]

        def take(runs: list[RunRow]) -> None:
            self.runs.show_runs(runs, self._wanted)
            self._show_plan()

        def fail(error: Exception) -> None:
            self._say(problem_text(error), "danger")

        self._context.tasks.query(read, take, fail, key=f"export.runs.{id(self)}")

    def _show_form(self, form: ExportFormat) -> None:
        self.writes.setText(_tr(form.writes))
        self.options.show_form(form, self._memory.values(form))
        self._show_plan()

    def _show_plan(self) -> None:
        """Say what will be written, or why nothing can be."""
        if self.task is not None:
            return
        self.written = None
        plan = self.plan
        if plan.problem:
            self._say(plan.problem, "warning" if plan.run is not None else "muted")
        elif plan.target is not None:
            self._say(self.tr("Will be written: {0}").format(plan.target.name))
        else:
            self._say(self.tr("Will be named after the run."))
        self._enable()

    def _say(self, text: str, colour: str = "muted") -> None:
        self.note.setText(text)
        self.note.set_colour(colour)

    def _enable(self) -> None:
        busy, done = self.task is not None, self.written is not None
        for part in (self.runs, self.formats, self.options, self.folder):
            part.setEnabled(not busy)
        self.bar.setVisible(busy)
        self.stop.setVisible(busy)
        for button in (self.show_button, self.copy_button):
            button.setVisible(done)
        self.export.setVisible(not done)
        self.export.setEnabled(not busy and not self.plan.problem)

    def _ask_folder(self) -> None:
        title = self.tr("Export into")
        chosen = QFileDialog.getExistingDirectory(self, title, str(self.folder.path))
        if chosen:
            self.folder.set_path(Path(chosen))

    def _show_written(self) -> None:
        if self.written is not None:
            show_in_folder(Path(self.written.path))

    def _copy_path(self) -> None:
        if self.written is not None:
            QGuiApplication.clipboard().setText(self.written.path)

    # -- its parts

    def _make_buttons(self) -> None:
        self.export = Button(self.tr("Export"), self.start, kind="primary", icon_name="export")
        self.export.setDefault(True)
        self.stop = Button(self.tr("Cancel the export"), self._cancel)
        self.close_button = Button(self.tr("Close"), self.reject)
        self.show_button = Button(
            self.tr("Show in folder"), self._show_written, kind="primary", icon_name="open"
        )
        self.copy_button = Button(self.tr("Copy path"), self._copy_path, icon_name="copy")

    def _cancel(self) -> None:
        if self.task is not None:
            self.task.cancel()
            self._say(self.tr("Stopping…"))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(2 * theme.SPACING)
        right.addWidget(self.writes)
        right.addWidget(self.options)
        right.addStretch(1)
        what = QHBoxLayout()
        what.setSpacing(3 * theme.SPACING)
        what.addWidget(self.formats)
        what.addLayout(right, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.SPACING)
        buttons.addWidget(self.copy_button)
        buttons.addStretch(1)
        for button in (self.stop, self.close_button, self.export, self.show_button):
            buttons.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(theme.SPACING)
        column.addWidget(Heading(self.tr("Run")))
        column.addWidget(self.runs)
        column.addSpacing(theme.SPACING)
        column.addWidget(Heading(self.tr("What")))
        column.addLayout(what)
        column.addSpacing(theme.SPACING)
        column.addWidget(Heading(self.tr("Where")))
        column.addWidget(self.folder)
        column.addWidget(self.bar)
        column.addWidget(self.note)
        column.addStretch(1)
        column.addLayout(buttons)


def ask_export(context: AppContext, parent: QWidget, run_id: int | None = None) -> ExportDialog:
    """Open the dialog, with this run, else the one looked at last, else the newest."""
    wanted = run_id if run_id is not None else context.current_run_id
    dialog = ExportDialog(context, wanted, parent.window())
    dialog.setModal(True)
    dialog.show()
    return dialog


def _tr(text: str) -> str:
    return QCoreApplication.translate("export_formats", text)
