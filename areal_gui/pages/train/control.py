"""Starts, pauses and stops the one training that runs, and folds what it reports into a session.

Every training is one of the queue: what is started by hand is put in front and begun at once, so that a
program that dies finds it there again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from areal_gui import loading, snapshots
from areal_gui.pages.train.queue_texts import progress
from areal_gui.pages.train.session import State, TrainingSession
from areal_gui.tasks import Task
from engine.events import CancelToken, Event, Progress
from engine.store import queue
from engine.store.datasets import DatasetRow
from engine.store.queue import QueuedRun
from engine.store.runs import RunRow
from engine.training.config import RunConfig
from engine.training.events import (
    CheckpointSaved,
    EpochChosen,
    EpochFinished,
    EvaluatedBetween,
    RunFinished,
    RunStarted,
    RunWarning,
    StepsDone,
)
from engine.training.naming import queued_name, run_name
from engine.training.requests import Requests

if TYPE_CHECKING:
    from areal_gui.context import AppContext
    from engine.workspace import Workspace

Take = Callable[["Workspace"], QueuedRun]
"""Gives what is to be trained, from the queue; called on the worker's thread."""

KIND = "training"


@dataclass(frozen=True, kw_only=True)
class Taken(Event):
    """The worker prepares this training of the queue; the window tells it to itself."""

    number: int


class TrainingControl(QObject):
    """The training worker as the window sees it. What it says about the state comes from the worker.

    Attributes:
        session: the training that runs, or ran last.
        number: its number in the queue, as soon as the worker has taken it from there.
        by_hand: whether the user started that one; else the queue did.
    """

    state_changed = Signal()
    news = Signal()
    """An epoch is done, something that was asked for is, or there is a warning."""
    begun = Signal(object)
    """A training was started; its session is to be shown."""
    failed = Signal(object)
    ended = Signal(object)
    """The worker is gone, and so is what it did to the queue; the `State` says how it ended."""

    def __init__(self, context: AppContext) -> None:
        super().__init__(context)
        self._context = context
        self._task: Task | None = None
        self._requests = Requests()
        self.session: TrainingSession | None = None
        self.number: int | None = None
        self.by_hand = True
        context.tasks.changed.connect(self._on_tasks_changed)

    @property
    def busy(self) -> bool:
        """Whether a worker is there; a moment longer than its run goes on."""
        return self._task is not None

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

        def take(workspace: Workspace) -> QueuedRun:
            values = config.model_dump(mode="json")
            return queue.get_queued(
                workspace.store,
                queue.add_to_queue(workspace.store, dataset.id, values, preset, first=True),
            )

        name = run_name(dataset.name, config.model_dump(), preset)
        return self._begin(name, take)

    def resume(self, run: RunRow) -> TrainingSession:
        """Go on with a run that did not come to its end; there must be no training running."""

        def take(workspace: Workspace) -> QueuedRun:
            store, found = workspace.store, queue.queued_for_run(workspace.store, run.id)
            if found is None:
                number = queue.add_to_queue(
                    store, run.dataset_id, run.config, run.preset, name=run.name, run_id=run.id, first=True
                )
                found = queue.get_queued(store, number)
            return found

        return self._begin(run.name, take)

    def start_queued(self, queued: QueuedRun, *, by_hand: bool) -> TrainingSession:
        """Begin what waits in the queue; there must be no training running."""
        return self._begin(queued_name(queued), lambda _: queued, by_hand=by_hand)

    def _begin(self, name: str, take: Take, *, by_hand: bool = True) -> TrainingSession:
        if self.busy:
            raise RuntimeError("a training is running already")
        self.by_hand = by_hand
        workspace, requests = self._context.workspace, Requests()
        session = TrainingSession()
        self.session, self.number, self._requests = session, None, requests

        def operation(cancel: CancelToken) -> Iterator[Event]:
            queued = take(workspace)
            queue.mark_begun(workspace.store, queued.id)
            yield Taken(number=queued.id)
            if queued.run_id is not None:
                with loading.one_at_a_time:
                    from areal_gui.pages.train.earlier import earlier_sittings
                yield earlier_sittings(workspace, queued.run_id)
            with loading.one_at_a_time:
                from engine.studies.working import run_queued  # loads torch: on the worker's thread
            yield from run_queued(
                workspace,
                queued,
                cancel,
                requests=requests,
                waits_again=lambda: session.releasing,
                prepare=lambda: snapshots.opened(workspace, queued.dataset_id),
            )

        self._task = self._context.tasks.start(
            self.tr("Training {}").format(name),
            operation,
            kind=KIND,
            on_event=self._on_event,
            on_finished=lambda _last: self._end(State.FINISHED),
            on_failed=self._on_failed,
            on_cancelled=lambda: self._end(State.CANCELLED),
        )
        self.state_changed.emit()
        self.begun.emit(session)
        return session

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
        if self.session is not None and self.session.can_be_last:
            self._requests.stop_after_epoch(wanted)
            self.session.last_epoch = wanted
            self.state_changed.emit()

    def save_checkpoint(self) -> None:
        """Have a checkpoint written at the next step."""
        if self.session is not None and self.session.can_save:
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
        if isinstance(event, Taken):
            self.number = event.number
            self._context.queue_changed.emit()
        before = session.state
        session.fold(event)
        if isinstance(event, StepsDone | EpochFinished) and self._task is not None:
            done = round(1000 * session.share_done())
            self._task.tell(Progress(text=progress(session), done=done, total=1000))
        if isinstance(event, EpochFinished | RunWarning | CheckpointSaved | EvaluatedBetween):
            self.news.emit()
        if isinstance(event, RunStarted | EpochFinished | RunFinished):
            self._context.runs_changed.emit()
        if session.state is not before or isinstance(event, EpochChosen):
            self.state_changed.emit()

    def _on_failed(self, error: Exception) -> None:
        self._end(State.FAILED, error)

    def _end(self, state: State, error: Exception | None = None) -> None:
        assert self.session is not None
        self._task = None
        self.session.worker_ended(state, str(error or ""))
        self._context.runs_changed.emit()
        self.state_changed.emit()
        if error is not None:
            self.failed.emit(error)
        self.ended.emit(self.session.state)
