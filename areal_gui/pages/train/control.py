"""Starts, pauses and stops the one training of the page, and folds what it reports into a session."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QObject, Signal

from areal_gui import loading, snapshots
from areal_gui.context import AppContext
from areal_gui.pages.train.earlier import earlier_sittings
from areal_gui.pages.train.session import State, TrainingSession
from areal_gui.tasks import Operation, Task
from engine.events import CancelToken, Event
from engine.store.datasets import DatasetRow
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.events import (
    CheckpointSaved,
    EpochFinished,
    EvaluatedBetween,
    RunFinished,
    RunStarted,
    RunWarning,
)
from engine.training.requests import Requests


class TrainingControl(QObject):
    """The training worker as the page sees it. What it says about the state comes from the worker."""

    state_changed = Signal()
    news = Signal()
    """An epoch is done, something that was asked for is, or there is a warning."""
    failed = Signal(object)

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._task: Task | None = None
        self._requests = Requests()
        self.session: TrainingSession | None = None
        context.tasks.changed.connect(self._on_tasks_changed)

    @property
    def busy(self) -> bool:
        return self.session is not None and self.session.busy

    @property
    def resting(self) -> bool:
        """Whether a pause was asked for or has begun."""
        return self.session is not None and self.session.state in (State.PAUSING, State.PAUSED)

    @property
    def can_rest(self) -> bool:
        """Whether there is something to pause or to let go on."""
        return self.resting or (self.session is not None and self.session.state is State.RUNNING)

    def start(self, dataset: DatasetRow, config: RunConfig, preset: str) -> TrainingSession:
        """Begin a training; there must be none running."""
        workspace, requests = self._context.workspace, Requests()

        def operation(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                from engine.training.trainer import train  # loads torch: on the worker's thread
            snapshots.opened(workspace, dataset.id)
            yield from train(workspace, dataset.id, config, cancel, preset=preset, requests=requests)

        return self._begin(self.tr("Training on {}").format(dataset.name), operation, requests)

    def resume(self, run: RunRow) -> TrainingSession:
        """Go on with a run that did not come to its end; there must be no training running."""
        workspace, requests = self._context.workspace, Requests()

        def operation(cancel: CancelToken) -> Iterator[Event]:
            yield earlier_sittings(workspace, run.id)
            with loading.one_at_a_time:
                from engine.training.trainer import resume
            snapshots.opened(workspace, run.dataset_id)
            yield from resume(workspace, run.id, cancel, requests=requests)

        return self._begin(self.tr("Training {}").format(run.name), operation, requests)

    def _begin(self, title: str, operation: Operation, requests: Requests) -> TrainingSession:
        if self.busy:
            raise RuntimeError("a training is running already")
        self.session, self._requests = TrainingSession(), requests
        self._task = self._context.tasks.start(
            title,
            operation,
            on_event=self._on_event,
            on_finished=lambda _last: self._end(State.FINISHED),
            on_failed=self._on_failed,
            on_cancelled=lambda: self._end(State.CANCELLED),
        )
        self.state_changed.emit()
        return self.session

    def stop(self) -> None:
        """Ask the training to end; it keeps the best epoch so far."""
        if self._task is not None and self.busy:
            self._task.cancel()

    def pause(self) -> None:
        """Rest after the current step, with a checkpoint on disk; everything stays on the device."""
        if self._task is not None and self.session is not None and self.session.state is State.RUNNING:
            self._task.token.pause()
            self.session.pause_asked()
            self.state_changed.emit()

    def pause_or_go_on(self) -> None:
        """Pause a training that runs, and let one go on that rests."""
        if self.resting:
            self.go_on()
        else:
            self.pause()

    def go_on(self) -> None:
        """End the pause."""
        if self._task is not None and self.session is not None:
            self._task.token.resume()
            self.session.resume_asked()
            self.state_changed.emit()

    def pause_and_free(self) -> None:
        """Write a checkpoint and leave the device; `resume` goes on from there, later or next time."""
        if self.session is not None and self.busy:
            self.session.releasing = True
            self.stop()

    def stop_after_epoch(self, wanted: bool) -> None:
        """Make the epoch in training the last one, or take that back."""
        if self.session is not None and self.busy:
            self._requests.stop_after_epoch(wanted)
            self.session.last_epoch = wanted
            self.state_changed.emit()

    def save_checkpoint(self) -> None:
        """Have a checkpoint written at the next step."""
        if self.session is not None and self.session.in_epoch:
            self._requests.save_checkpoint()
            self.session.saving = True
            self.state_changed.emit()

    def evaluate(self) -> None:
        """Have the model as it is now judged on the validation rows."""
        if self.session is not None and self.session.in_epoch:
            self._requests.evaluate()
            self.session.evaluating = True
            self.state_changed.emit()

    def _on_tasks_changed(self) -> None:
        """The status bar can ask for the end, too."""
        stopping = self._task is not None and self._task.cancelling
        if stopping and self.session is not None and self.session.state is not State.STOPPING:
            self.session.stop_asked()
            self.state_changed.emit()

    def _on_event(self, event: Event) -> None:
        session = self.session
        assert session is not None
        before = session.state
        session.fold(event)
        if isinstance(event, EpochFinished | RunWarning | CheckpointSaved | EvaluatedBetween):
            self.news.emit()
        if isinstance(event, RunStarted | EpochFinished | RunFinished):
            self._context.runs_changed.emit()
        if session.state is not before:
            self.state_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end(State.FAILED)
        self.failed.emit(error)

    def _end(self, state: State) -> None:
        assert self.session is not None
        self._task = None
        self.session.worker_ended(state)
        self._context.runs_changed.emit()
        self.state_changed.emit()
