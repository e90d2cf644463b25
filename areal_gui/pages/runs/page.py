"""The runs page: every run in a table, the chosen one below it."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QItemSelectionModel, Qt
from PySide6.QtWidgets import (
    QFrame,
    QInputDialog,
    QMessageBox,
    QScrollArea,
    QSplitter,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from areal_gui import loading, theme
from areal_gui.commands import Command
from areal_gui.components import Button, Card, EmptyState, PageHeader
from areal_gui.context import AppContext
from areal_gui.pages.runs.exports import export_model
from areal_gui.pages.runs.run_detail import RunDetail
from areal_gui.pages.runs.run_lines import RunLine, read_lines
from areal_gui.pages.runs.run_table import RunModel
from areal_gui.pages.runs.run_view import NAME, RunTable
from areal_gui.pages.runs.stored import StoredRun, read_run
from areal_gui.plots.curve_figures import offer_figures, remember_options
from areal_gui.read_only import needs_writing
from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.store import runs

RESUME = "runs.resume"
LIST_HEIGHT = 20 * theme.SPACING
DETAIL_HEIGHT = 54 * theme.SPACING


class Page(QWidget):
    """Two views: no run yet, and the runs."""

    title = "Runs"
    icon_name = "runs"
    key = "runs"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted = context.current_run_id
        self.model = RunModel()
        self.table = RunTable(self.model, self.tr("Runs"))
        self.detail = RunDetail()
        self._header = PageHeader(self.tr("Runs"))
        self._views = QStackedLayout(self)
        self._views.addWidget(self._make_empty())
        self._views.addWidget(self._make_full())
        self._connect()
        self._add_commands()

    def shown(self) -> None:
        """The page became visible: bring it up to date."""
        self._read()

    def choose(self, run_id: int) -> None:
        """Show a run in the detail view, as soon as it is known."""
        self._wanted = run_id
        row = self.model.row_of(run_id)
        if row is not None:
            flags = QItemSelectionModel.SelectionFlag
            self.table.selectionModel().setCurrentIndex(
                self.model.index(row, NAME), flags.ClearAndSelect | flags.Rows
            )
            self.table.scrollTo(self.model.index(row, NAME))

    def _make_empty(self) -> EmptyState:
        lead_on = Button(
            self.tr("Train a model"), lambda: self._context.page_wanted.emit("train"), kind="primary"
        )
        text = self.tr("Every training is kept here with its curves, its test result and its settings.")
        return EmptyState("runs", self.tr("No runs yet"), text, [lead_on])

    def _make_full(self) -> QWidget:
        above, below = Card(), Card()
        above.body.addWidget(self.table)
        below.body.addWidget(self.detail)
        splitter = QSplitter(Qt.Orientation.Vertical)
        splitter.addWidget(above)
        splitter.addWidget(below)
        splitter.setChildrenCollapsible(False)
        splitter.setHandleWidth(2 * theme.SPACING)
        splitter.setStretchFactor(0, 1)
        splitter.setStretchFactor(1, 3)
        splitter.setSizes([LIST_HEIGHT, DETAIL_HEIGHT])
        above.setMinimumHeight(LIST_HEIGHT)
        below.setMinimumHeight(DETAIL_HEIGHT)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(2 * theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(splitter, 1)
        full = QScrollArea()
        full.setAccessibleName(self.tr("Runs and the chosen one"))
        full.setWidget(inside)
        full.setWidgetResizable(True)
        full.setFrameShape(QFrame.Shape.NoFrame)
        return full

    def _connect(self) -> None:
        context, detail = self._context, self.detail
        writing = (detail.rename_button, detail.delete_button, detail.resume_button, detail.test_button)
        needs_writing(context, *writing)
        context.runs_changed.connect(self._read_if_visible)
        context.datasets_changed.connect(self._read_if_visible)
        context.run_chosen.connect(self.choose)
        self.table.selectionModel().currentRowChanged.connect(lambda now, _before: self._on_row(now.row()))
        detail.users_wanted.connect(self._see_users)
        detail.export_wanted.connect(self._export)
        detail.rename_wanted.connect(self._rename)
        detail.delete_wanted.connect(self._delete)
        detail.test_wanted.connect(self._test)
        detail.resume_wanted.connect(lambda: context.commands.run(RESUME))
        offer_figures(context, detail.curves, self._chosen_name)
        remember_options(context, detail.curves)

    def _add_commands(self) -> None:
        title, group = self.tr("Resume the chosen run"), self.tr("Runs")
        command = Command(RESUME, title, self._resume, group, icon="play", when=self._can_resume, writes=True)
        self.addAction(self._context.commands.add(command))

    def _read_if_visible(self) -> None:
        """What is not seen is read when it is shown."""
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        store = self._context.workspace.store
        self._context.tasks.query(lambda: read_lines(store), self._show_lines, key="runs.lines")

    def _show_lines(self, lines: list[RunLine]) -> None:
        self._views.setCurrentIndex(1 if lines else 0)
        count = len(lines)
        number = self.tr("1 run") if count == 1 else self.tr("{} runs").format(count)
        self._header.set_texts(self.tr("Runs"), number)
        self.model.show_lines(lines)
        known = {line.row.id for line in lines}
        if self._wanted not in known:
            self._wanted = self.model.line(0).row.id if lines else None
        if self._wanted is not None:
            self.choose(self._wanted)

    def _on_row(self, row: int) -> None:
        if row < 0:
            return
        run_id, workspace = self.model.line(row).row.id, self._context.workspace
        self._wanted = run_id
        self._context.tasks.query(lambda: read_run(workspace, run_id), self._show_run, key="runs.detail")

    def _show_run(self, run: StoredRun) -> None:
        self.detail.show_run(run)
        self._context.commands.refresh()

    def _chosen(self) -> StoredRun | None:
        return self.detail.run

    def _chosen_name(self) -> str:
        run = self._chosen()
        return "" if run is None else run.row.name

    def _see_users(self) -> None:
        if (run := self._chosen()) is not None:
            self._context.run_chosen.emit(run.row.id)
            self._context.page_wanted.emit("users")

    def _export(self) -> None:
        if (run := self._chosen()) is not None:
            export_model(self._context, self, run.row.id, run.row.name, self.detail.exported)

    def _can_resume(self) -> bool:
        return (run := self._chosen()) is not None and run.resumable

    def _resume(self) -> None:
        """The train page goes on with it, once it is there to be asked."""
        if (run := self._chosen()) is not None:
            self._context.page_wanted.emit("train")
            self._context.resume_wanted.emit(run.row.id)

    def _test(self) -> None:
        """The test of a run that was stopped or interrupted before its own."""
        if (run := self._chosen()) is not None:
            workspace, run_id = self._context.workspace, run.row.id

            def test(cancel: CancelToken) -> Iterator[Event]:
                with loading.one_at_a_time:
                    from engine.training.evaluate_run import evaluate_run  # loads torch

                return evaluate_run(workspace, run_id, "test", cancel, keep=True)

            self._context.tasks.start(
                self.tr("Testing {}").format(run.row.name),
                test,
                on_finished=lambda _last: self._context.runs_changed.emit(),
            )

    def _rename(self) -> None:
        run = self._chosen()
        if run is None:
            return
        name, accepted = QInputDialog.getText(
            self, self.tr("Rename the run"), self.tr("Name"), text=run.row.name
        )
        if accepted and name.strip() != run.row.name:
            self.rename(run.row.id, name)

    def rename(self, run_id: int, name: str) -> None:
        """Give a run another name."""
        try:
            runs.rename_run(self._context.workspace.store, run_id, name)
        except EngineError as error:
            self._context.notify.error(error, self.tr("The run was not renamed"))
        self._context.runs_changed.emit()

    def _delete(self) -> None:
        run = self._chosen()
        if run is None:
            return
        box = QMessageBox(QMessageBox.Icon.Warning, self.tr("Delete the run?"), "", parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)  # a name may look like rich text
        box.setText(self.tr("Delete “{}”?").format(run.row.name))
        box.setInformativeText(
            self.tr("Its model, curves and metrics are removed from the workspace. Exported copies stay.")
        )
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        if box.clickedButton() is delete:
            self.delete(run.row.id)

    def delete(self, run_id: int) -> None:
        """Remove a run with everything in its folder."""
        self._context.workspace.delete_run(run_id)
        self.detail.run = None
        self._context.runs_changed.emit()
