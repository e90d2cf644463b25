"""The studies page: all studies, the set-up of a new one, and one of them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QStackedLayout, QWidget

from areal_gui.commands import Command
from areal_gui.components import Button, EmptyState
from areal_gui.components.text_dialog import ask_text
from areal_gui.context import AppContext
from areal_gui.pages.studies.actions import StudyActions
from areal_gui.pages.studies.deleted_studies import DeletedStudies
from areal_gui.pages.studies.editor import Editor
from areal_gui.pages.studies.editor_model import plan_from
from areal_gui.pages.studies.overview import Overview
from areal_gui.pages.studies.reading import OpenedStudy, StudyLine, read_studies, read_study
from areal_gui.pages.studies.study_view import StudyView
from engine.errors import EngineError, NotFound
from engine.store import datasets
from engine.store.datasets import DatasetRow


class Page(QWidget):
    """Four views: nothing to study, all studies, the set-up, and one study."""

    title = "Studies"
    icon_name = "studies"
    key = "studies"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._datasets: list[DatasetRow] = []
        self._studies: list[StudyLine] = []
        self._opened: int | None = None
        self.actions_ = StudyActions(context, self)
        self.empty = self._make_empty()
        self.overview = Overview(context, DeletedStudies(context, self.actions_))
        self.editor, self.view = Editor(context), StudyView(context, self.actions_)
        self._views = QStackedLayout(self)
        self._views.addWidget(QWidget())  # until it is known whether there is anything
        for view in (self.empty, self.overview, self.editor, self.view):
            self._views.addWidget(view)
        self._connect()
        self._add_commands()

    def shown(self) -> None:
        """The page became visible: bring it up to date."""
        self._read()

    def open_study(self, study_id: int) -> None:
        """Show one study."""
        self._opened = study_id
        self._read_opened()

    def new_study(self, kind: str) -> None:
        """Begin the set-up of a study."""
        self._opened = None
        self.editor.open(kind, self._datasets, self._context.current_dataset_id)
        self._views.setCurrentWidget(self.editor)
        self.editor.form.name.setFocus()

    def start(self) -> None:
        """Begin the study that was set up."""
        rows, draft = self.editor.dataset_rows, self.editor.draft()
        try:
            plans = [plan_from(draft, row) for row in rows]
        except EngineError as error:
            self._context.notify.error(error, self.tr("The study cannot begin"))
            return
        named = "{0}" if len(rows) == 1 else self.tr("{0} ({1})")
        studies = [
            (row.id, draft.kind, named.format(draft.name, row.name), plan)
            for row, plan in zip(rows, plans, strict=True)
        ]
        self.editor.set_beginning(True)
        self.actions_.begin(studies, self.open_study, lambda: self.editor.set_beginning(False))

    def show_all(self) -> None:
        """Back to the list."""
        self._opened = None
        self._show_list()
        self._read()

    def _connect(self) -> None:
        context, actions = self._context, self.actions_
        self.overview.kind_chosen.connect(self.new_study)
        self.overview.study_opened.connect(self.open_study)
        self.editor.start_wanted.connect(self.start)
        self.editor.left.connect(self.show_all)
        self.view.left.connect(self.show_all)
        self.view.rename_wanted.connect(self._rename)
        for rows in (self.view.rows, self.view.table2):
            rows.run_wanted.connect(self._open_run)
            rows.settings_wanted.connect(self._use_settings)
            rows.comparison_wanted.connect(self._compare)
        for signal in (context.runs_changed, context.datasets_changed, context.queue_changed):
            signal.connect(self._read_if_visible)
        actions.changed.connect(self._read_if_visible)
        context.training.changed.connect(self._on_queue)

    def _add_commands(self) -> None:
        group = self.tr("Studies")
        for command in (
            Command(
                "studies.go_on",
                self.tr("Resume the study"),
                self.view.go_on.click,
                group,
                icon="play",
                when=lambda: self._can(self.view.go_on),
                writes=True,
            ),
            Command(
                "studies.stop",
                self.tr("Stop the study"),
                self.view.stop.click,
                group,
                icon="stop",
                when=lambda: self._can(self.view.stop),
                writes=True,
            ),
        ):
            self.addAction(self._context.commands.add(command))

    def _can(self, button: Button) -> bool:
        shown = self._views.currentWidget() is self.view
        return shown and not button.isHidden() and button.isEnabled()

    def _make_empty(self) -> EmptyState:
        lead_on = Button(
            self.tr("Go to the data page"), lambda: self._context.page_wanted.emit("data"), kind="primary"
        )
        return EmptyState(
            "studies",
            self.tr("Nothing to study yet"),
            self.tr("Import an interaction log on the data page, or try the demo log there."),
            [lead_on],
        )

    # Reading ----------------------------------------------------------------------------------------------

    def _on_queue(self) -> None:
        self.view.refresh_state()
        self._read_if_visible()

    def _read_if_visible(self) -> None:
        """What is not seen is read when it is shown."""
        if self.isVisible():
            self._read()

    def _read(self) -> None:
        workspace, tasks = self._context.workspace, self._context.tasks
        tasks.query(lambda: datasets.list_datasets(workspace.store), self._take_datasets, key="studies.data")
        tasks.query(lambda: read_studies(workspace), self._take_studies, key="studies.list")
        self.actions_.read_deleted()
        if self._opened is not None:
            self._read_opened()

    def _read_opened(self) -> None:
        workspace, study_id = self._context.workspace, self._opened
        assert study_id is not None
        self._context.tasks.query(
            lambda: read_study(workspace, study_id), self._show, self._not_read, key="studies.one"
        )

    def _take_datasets(self, rows: list[DatasetRow]) -> None:
        self._datasets = rows
        shown = self._views.currentWidget()
        if shown is self.editor and rows:
            self.editor.take_datasets(rows)
        elif shown is not self.view:
            self._show_list()

    def _take_studies(self, lines: Sequence[StudyLine]) -> None:
        if list(lines) != self._studies:
            self._studies = list(lines)
            self.overview.show_lines(self._studies)

    def _show_list(self) -> None:
        self._views.setCurrentWidget(self.overview if self._datasets else self.empty)

    def _show(self, study: OpenedStudy) -> None:
        if study.id == self._opened:
            self.view.show_study(study)
            self._views.setCurrentWidget(self.view)
            self._context.commands.refresh()

    def _not_read(self, error: Exception) -> None:
        self._opened = None
        self._show_list()
        if not isinstance(error, NotFound):  # deleted meanwhile
            self._context.notify.error(error, self.tr("The study cannot be shown"))

    # What leads on ----------------------------------------------------------------------------------------

    def _rename(self) -> None:
        study = self.view.study
        if study is None:
            return
        number, before = study.id, study.result.study.name

        def rename(name: str) -> None:
            if name.strip() != before:
                self.actions_.rename(number, name)

        ask_text(self, self.tr("Rename the study"), self.tr("Name"), rename, before)

    def _open_run(self, run_id: int) -> None:
        self._context.page_wanted.emit("runs")
        self._context.run_chosen.emit(run_id)

    def _compare(self, run_ids: list[int]) -> None:
        self._context.page_wanted.emit("runs")
        self._context.comparison_wanted.emit(run_ids)

    def _use_settings(self, run_id: int) -> None:
        self._context.page_wanted.emit("train")
        self._context.settings_wanted.emit(run_id)
