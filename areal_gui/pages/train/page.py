"""The train page: set up a training, start it, watch it, stop it, and see what came of it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox, QStackedLayout, QVBoxLayout, QWidget

from areal_gui import run_folder
from areal_gui.components import Button, EmptyState
from areal_gui.context import AppContext
from areal_gui.exporting.dialog import ask_export
from areal_gui.pages.train.devices import device_choices
from areal_gui.pages.train.exchange import SettingsExchange
from areal_gui.pages.train.form_model import FormModel
from areal_gui.pages.train.live_texts import trained_text
from areal_gui.pages.train.live_view import LiveView
from areal_gui.pages.train.queue_panel import QueuePanel
from areal_gui.pages.train.session import State, TrainingSession
from areal_gui.pages.train.setup_view import SetupView
from areal_gui.pages.train.train_commands import commands_of
from areal_gui.plots.curve_figures import offer_figures, remember_options
from areal_gui.read_only import needs_writing
from engine.errors import EngineError
from engine.store import datasets, runs
from engine.store.datasets import DatasetRow
from engine.store.rivals import best_earlier
from engine.store.runs import RunRow
from engine.training.config import RunConfig


class Page(QWidget):
    """Three views: nothing to train on, the set-up, and the training itself."""

    title = "Train"
    icon_name = "train"
    key = "train"

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._devices_known = False
        self._compared: TrainingSession | None = None
        self.model = FormModel()
        self.queue, self.control = context.training, context.training.control
        self.exchange = SettingsExchange(context, self.model, self)
        self.setup = SetupView(self.model, context, self.exchange)
        self.live = LiveView()
        needs_writing(context, self.setup.start_button, self.setup.queue_button)
        self.empty = self._make_empty()
        self.panel = QueuePanel(context)
        self._views = QStackedLayout()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.panel)
        column.addLayout(self._views, 1)
        for view in (self.empty, self.setup, self.live):
            self._views.addWidget(view)
        self._connect()
        self._add_commands()
        if self.control.busy and self.control.session is not None:
            self._watch(self.control.session)

    def shown(self) -> None:
        """The page became visible: bring what it offers up to date."""
        self._read_datasets()
        self._read_runs()
        if not self._devices_known:
            self._devices_known = True
            self._context.tasks.query(device_choices, self.setup.show_devices, key="train.devices")

    def start(self) -> None:
        """Train as the form says; where a training runs, offer to put this one into the queue."""
        config = self._config()
        if config is None or self.model.dataset is None:
            return
        if self.control.busy:
            self._offer_queue(self.tr("A training is running."), self.add_to_queue)
        else:
            self.control.start(self.model.dataset, config, self.model.preset_name)

    def add_to_queue(self) -> None:
        """Have what the form says trained when it is its turn."""
        config = self._config()
        if config is None or self.model.dataset is None:
            return
        self.queue.add(self.model.dataset, config, self.model.preset_name)
        if self.queue.held:
            self._context.notify.success(self.tr("Added to the queue, which is on hold."))
        elif self.control.busy or self.queue.waiting:
            self._context.notify.success(self.tr("Added to the queue."))

    def _config(self) -> RunConfig | None:
        """What the form says; None, and the user told why, where that cannot be trained."""
        try:
            return None if self.model.dataset is None else self.model.config()
        except EngineError as error:
            self._context.notify.error(error, self.tr("The training cannot start"))
            return None

    def resume(self, run_id: int) -> None:
        """Go on with a run that was stopped or interrupted, and show it."""
        store = self._context.workspace.store
        self._context.tasks.query(lambda: runs.get_run(store, run_id), self._resume, key="train.resume")

    def _resume(self, run: RunRow) -> None:
        if not self.control.busy:
            self.queue.resume(run)
        elif self._run_id() == run.id:
            self._show_live()
        else:
            self._offer_queue(
                self.tr("A training is running, so {} cannot go on now.").format(run.name),
                lambda: self.queue.add_run(run),
            )

    def _offer_queue(self, why: str, accept: Callable[[], object]) -> None:
        box = QMessageBox(QMessageBox.Icon.Question, self.tr("One training at a time"), why, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText(self.tr("Put into the queue, it begins by itself when it is its turn."))
        add = box.addButton(self.tr("Add to queue"), QMessageBox.ButtonRole.AcceptRole)
        box.addButton(QMessageBox.StandardButton.Cancel)
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        add.clicked.connect(lambda _checked=False: accept())
        box.open()

    def _resume_shown(self) -> None:
        run_id = self._run_id()
        if run_id is not None:
            self.resume(run_id)

    def _watch(self, session: TrainingSession) -> None:
        self.live.follow(session)
        self._show_live()

    def _on_begun(self, session: TrainingSession) -> None:
        """Show it, unless the queue began it while the user is setting up another."""
        if self.control.by_hand or not self.is_setting_up():
            self._watch(session)
        else:
            self.live.follow(session)

    def _show_live(self) -> None:
        self._views.setCurrentWidget(self.live)
        self.live.controls.stop.setFocus()

    def _on_ended(self, state: State) -> None:
        """Who looks elsewhere is told, or whose view goes on to the next; a study tells of its own itself."""
        session = self.control.session
        entry = next((entry for entry in self.queue.entries if entry.id == self.control.number), None)
        of_study = entry is not None and entry.study_id is not None
        others = [waits for waits in self.queue.waiting if waits.id != self.control.number]
        stays = self.live.isVisible() and (self.queue.held or not others)
        if state is not State.FINISHED or session is None or of_study or stays:
            return
        if session.started is not None and session.finished is not None:
            self._context.notify.success(trained_text(session.started, session.finished))

    def _follow_run(self) -> None:
        """Once the run has a number: its log, and the run that it has to beat."""
        session, run_id = self.control.session, self._run_id()
        if session is None or run_id is None:
            return
        workspace = self._context.workspace
        self.live.log.follow(workspace.run_folder(run_id) / run_folder.LOG, growing=session.busy)
        if session is not self._compared:
            self._compared = session
            self._context.tasks.query(
                lambda: best_earlier(workspace.store, runs.get_run(workspace.store, run_id)),
                session.compare_with,
                key="train.rival",
            )

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
        self.setup.queue_wanted.connect(self.add_to_queue)
        self.panel.live_wanted.connect(self._show_live)
        self.panel.setup_wanted.connect(self._show_setup)
        self._views.currentChanged.connect(lambda _place: self.panel.show_setting_up(self.is_setting_up()))
        control.begun.connect(self._on_begun)
        control.ended.connect(self._on_ended)
        self.setup.dataset_picked.connect(context.dataset_chosen)
        context.datasets_changed.connect(self._read_datasets)
        context.dataset_chosen.connect(self._read_datasets)
        control.state_changed.connect(live.refresh)
        control.state_changed.connect(self.setup.outlook.time_again)
        control.state_changed.connect(self._follow_run)
        control.news.connect(live.refresh)
        controls = live.controls
        controls.pause_wanted.connect(control.pause)
        controls.go_on_wanted.connect(control.go_on)
        controls.stop_wanted.connect(control.stop)
        controls.free_wanted.connect(self.queue.pause_and_free)
        controls.last_epoch_wanted.connect(control.stop_after_epoch)
        controls.checkpoint_wanted.connect(control.save_checkpoint)
        controls.evaluation_wanted.connect(control.evaluate)
        live.setup_wanted.connect(self._show_setup)
        live.resume_wanted.connect(self._resume_shown)
        context.resume_wanted.connect(self.resume)
        context.settings_wanted.connect(self.exchange.take_run)
        self.exchange.filled.connect(self._show_form)
        context.runs_changed.connect(self._read_runs)
        live.result.users_wanted.connect(self._see_users)
        live.result.export_wanted.connect(self._export_model)
        offer_figures(context, live.curves, self._run_name)
        remember_options(context, live.curves)

    def _add_commands(self) -> None:
        self.addActions([self._context.commands.add(command) for command in commands_of(self)])
        refresh = self._context.commands.refresh
        for changed in (self._views.currentChanged, self.setup.changed, self.control.state_changed):
            changed.connect(lambda *_view: refresh())

    def is_setting_up(self) -> bool:
        """Whether the form is shown."""
        return self._views.currentWidget() is self.setup

    def _read_datasets(self, *_chosen: object) -> None:
        store = self._context.workspace.store
        self._context.tasks.query(
            lambda: datasets.list_datasets(store), self._show_datasets, key="train.datasets"
        )

    def _read_runs(self) -> None:
        store = self._context.workspace.store
        self._context.tasks.query(lambda: runs.list_runs(store), self.setup.show_runs, key="train.runs")

    def _show_datasets(self, rows: list[DatasetRow]) -> None:
        self.setup.show_datasets(rows, self._context.current_dataset_id)
        if self._views.currentWidget() is not self.live:
            self._views.setCurrentWidget(self.setup if rows else self.empty)

    def _show_form(self) -> None:
        self.setup.form.show_all()  # an old search would hide what has just been filled in
        if self.model.dataset is not None:
            self._views.setCurrentWidget(self.setup)

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
            ask_export(self._context, self, run_id)
