"""The train page: set up a training, start it, watch it, stop it, and see what came of it."""

from __future__ import annotations

from PySide6.QtWidgets import QStackedLayout, QWidget

from areal_gui.commands import Command
from areal_gui.components import Button, EmptyState
from areal_gui.context import AppContext
from areal_gui.pages.runs.exports import export_model
from areal_gui.pages.train.control import TrainingControl
from areal_gui.pages.train.devices import device_choices
from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.live_view import LiveView
from areal_gui.pages.train.session import TrainingSession
from areal_gui.pages.train.setup_view import SetupView
from areal_gui.plots.figure_actions import FigureActions
from areal_gui.plots.figure_export import curves_table
from areal_gui.read_only import needs_writing
from engine.errors import EngineError
from engine.store import datasets, runs
from engine.store.datasets import DatasetRow
from engine.store.runs import RunRow


class Page(QWidget):
    """Three views: nothing to train on, the set-up, and the training itself."""

    title = "Train"
    icon_name = "train"
    key = "train"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._devices_known = False
        self.model = FormModel()
        self.control = TrainingControl(context)
        self.setup = SetupView(self.model, context)
        self.live = LiveView()
        needs_writing(context, self.setup.start_button)
        self.empty = self._make_empty()
        self._views = QStackedLayout(self)
        for view in (self.empty, self.setup, self.live):
            self._views.addWidget(view)
        self._connect()
        self._add_commands()

    def shown(self) -> None:
        """The page became visible: bring what it offers up to date."""
        self._read_datasets()
        if not self._devices_known:
            self._devices_known = True
            self._context.tasks.query(device_choices, self.setup.show_devices, key="train.devices")

    def start(self) -> None:
        """Train as the form says."""
        dataset = self.model.dataset
        if dataset is None or self.control.busy:
            return
        try:
            config = self.model.config()
        except EngineError as error:
            self._context.notify.error(error, self.tr("The training cannot start"))
            return
        self._watch(self.control.start(dataset, config, self.model.preset_name))

    def resume(self, run_id: int) -> None:
        """Go on with a run that was stopped or interrupted, and show it."""
        store = self._context.workspace.store
        self._context.tasks.query(lambda: runs.get_run(store, run_id), self._resume, key="train.resume")

    def _resume(self, run: RunRow) -> None:
        if self.control.busy:
            self._context.notify.info(self.tr("One training at a time: stop the one that runs first."))
        else:
            self._watch(self.control.resume(run))

    def _resume_shown(self) -> None:
        run_id = self._run_id()
        if run_id is not None:
            self.resume(run_id)

    def _watch(self, session: TrainingSession) -> None:
        self.live.follow(session)
        self._views.setCurrentWidget(self.live)
        self.live.controls.stop.setFocus()

    def _make_empty(self) -> EmptyState:
        lead_on = Button(
            self.tr("Go to the data page"), lambda: self._context.page_wanted.emit("data"), kind="primary"
        )
        return EmptyState(
            "train",
            self.tr("Nothing to train on yet"),
            self.tr("Import an interaction log on the data page, or try the demo log there."),
            [lead_on],
        )

    def _connect(self) -> None:
        context, control, live = self._context, self.control, self.live
        self.setup.start_wanted.connect(self.start)
        self.setup.dataset_picked.connect(context.dataset_chosen)
        context.datasets_changed.connect(self._read_datasets)
        context.dataset_chosen.connect(self._read_datasets)
        control.state_changed.connect(live.refresh)
        control.news.connect(live.refresh)
        control.failed.connect(lambda error: context.notify.error(error, self.tr("The training failed")))
        controls = live.controls
        controls.pause_wanted.connect(control.pause)
        controls.go_on_wanted.connect(control.go_on)
        controls.stop_wanted.connect(control.stop)
        controls.free_wanted.connect(control.pause_and_free)
        controls.last_epoch_wanted.connect(control.stop_after_epoch)
        controls.checkpoint_wanted.connect(control.save_checkpoint)
        controls.evaluation_wanted.connect(control.evaluate)
        live.setup_wanted.connect(self._show_setup)
        live.resume_wanted.connect(self._resume_shown)
        context.resume_wanted.connect(self.resume)
        live.result.users_wanted.connect(self._see_users)
        live.result.export_wanted.connect(self._export_model)
        FigureActions(context, live.curves, self._run_name, lambda: curves_table(live.curves.plots))

    def _add_commands(self) -> None:
        for command in (
            Command(
                "train.start",
                self.tr("Start training"),
                self.start,
                self.title,
                "Ctrl+Return",
                "play",
                when=lambda: (
                    self._views.currentWidget() is self.setup and self.setup.start_button.isEnabled()
                ),
                writes=True,
            ),
            Command(
                "train.pause",
                self.tr("Pause or resume training"),
                self.control.pause_or_go_on,
                self.title,
                "Ctrl+P",
                "pause",
                when=lambda: self.control.can_rest,
            ),
            Command(
                "train.stop",
                self.tr("Stop training"),
                self.control.stop,
                self.title,
                "Ctrl+.",
                "stop",
                when=lambda: self.control.busy,
            ),
        ):
            self.addAction(self._context.commands.add(command))
        refresh = self._context.commands.refresh
        for changed in (self._views.currentChanged, self.setup.changed, self.control.state_changed):
            changed.connect(lambda *_view: refresh())

    def _read_datasets(self, *_chosen: object) -> None:
        store = self._context.workspace.store
        self._context.tasks.query(
            lambda: datasets.list_datasets(store), self._show_datasets, key="train.datasets"
        )

    def _show_datasets(self, rows: list[DatasetRow]) -> None:
        self.setup.show_datasets(rows, self._context.current_dataset_id)
        if self._views.currentWidget() is not self.live:
            self._views.setCurrentWidget(self.setup if rows else self.empty)

    def _show_setup(self) -> None:
        self._views.setCurrentWidget(self.setup if self.model.dataset is not None else self.empty)
        self.setup.start_button.setFocus()

    def _run_id(self) -> int | None:
        session = self.control.session
        return None if session is None or session.started is None else session.started.run_id

    def _run_name(self) -> str:
        session = self.control.session
        return "" if session is None or session.started is None else session.started.name

    def _see_users(self) -> None:
        run_id = self._run_id()
        if run_id is not None:
            self._context.run_chosen.emit(run_id)
            self._context.page_wanted.emit("users")

    def _export_model(self) -> None:
        run_id = self._run_id()
        if run_id is not None:
            export_model(self._context, self, run_id, self._run_name())
