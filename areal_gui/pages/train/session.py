"""One training as the window sees it: events folded into curves, table rows and a state that is true."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING

from areal_gui.pages.train.history import RunHistory
from engine.events import Event, Progress
from engine.training.events import (
    CheckpointSaved,
    EpochChosen,
    EpochFinished,
    EvaluatedBetween,
    Paused,
    ReferenceEvaluated,
    Refitted,
    Resumed,
    RunFinished,
    RunResumed,
    RunStarted,
    RunWarning,
    StepsDone,
)
from engine.training.no_use import no_use_after

if TYPE_CHECKING:
    from engine.store.rivals import Rival

CURVE_METRICS = ("ndcg@20", "hr@20")
CURVE_REFERENCES = ("popularity", "item-knn")


class State(Enum):
    """Where a training is. Only what the worker itself reported moves it, but for PAUSING and STOPPING."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    PAUSING = "pausing"
    PAUSED = "paused"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


BUSY = {State.STARTING, State.RUNNING, State.PAUSING, State.PAUSED, State.STOPPING}


@dataclass(frozen=True)
class EpochRow:
    """One line of the epoch table."""

    epoch: int
    loss: float
    ndcg: float
    hr: float
    seconds: float


@dataclass(frozen=True, kw_only=True)
class EarlierSittings(Event):
    """What there is of a run that is about to be resumed; the window tells it to itself."""

    rows: tuple[EpochRow, ...]
    best_epoch: int | None
    history: RunHistory
    warnings: tuple[str, ...]


@dataclass
class TrainingSession:
    """Folds the events of one training. Lives in the GUI thread; plots pull from it.

    Attributes:
        version: goes up with every change, so that a plot knows when there is nothing to draw.
        history: what the curves are drawn from, with that of the sittings before.
        references: split -> subject -> metrics.
        warnings: what people should know of the run, oldest first.
        saving, evaluating: what was asked for and is not done yet.
        last_epoch: the epoch in training is to be the last.
        chosen: the epoch is chosen; what follows is its test, and the training for use.
        releasing: it is stopped to free the device, and goes on later.
        evaluated: what was asked for in the middle of an epoch, oldest first.
    """

    clock: Callable[[], float] = time.monotonic
    state: State = State.STARTING
    version: int = 0
    started: RunStarted | None = None
    finished: RunFinished | None = None
    preparing: str = ""
    refitted: Refitted | None = None
    failure: str = ""
    history: RunHistory = field(default_factory=RunHistory)
    rows: list[EpochRow] = field(default_factory=list)
    best_epoch: int | None = None
    references: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)
    samples_per_second: float = 0.0
    saving: bool = False
    evaluating: bool = False
    last_epoch: bool = False
    releasing: bool = False
    chosen: bool = False
    evaluated: list[EvaluatedBetween] = field(default_factory=list)
    _done: int = 0
    _saved_at: float | None = None
    _began: float = 0.0
    _earlier: float = 0.0
    _stands_at: float | None = None
    _eta: float | None = None
    _eta_at: float = 0.0

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def busy(self) -> bool:
        return self.state in BUSY

    @property
    def resumable(self) -> bool:
        """Whether it was stopped, or failed, after the run had begun: its checkpoint says where."""
        return self.state in (State.STOPPED, State.CANCELLED, State.FAILED) and self.started is not None

    @property
    def no_use_in_resuming(self) -> str:
        """Why it cannot help to go on with it; empty where it can."""
        return no_use_after(self.finished.stop_reason if self.finished is not None else self.failure)

    @property
    def in_epoch(self) -> bool:
        """Whether steps are being done, so that an evaluation can be asked for."""
        return self.state is State.RUNNING and not self.preparing and not self.chosen

    @property
    def can_be_last(self) -> bool:
        """Whether there is an epoch in training, or one to come, that can be made the last."""
        return self.state in (State.RUNNING, State.PAUSING, State.PAUSED) and not self.chosen

    @property
    def can_save(self) -> bool:
        """Whether a checkpoint can be asked for: in every part of a run, once it has begun."""
        return self.state is State.RUNNING and not self.saving

    def stop_asked(self) -> None:
        """Stop was pressed: the worker has been asked, and has not answered yet."""
        if self.busy:
            self.state = State.STOPPING

    def pause_asked(self) -> None:
        """Pause was pressed: the worker has been asked, and has not answered yet."""
        self._move(State.RUNNING, State.PAUSING)

    def resume_asked(self) -> None:
        """The pause was taken back; a worker that rests already says itself when it goes on."""
        self._move(State.PAUSING, State.RUNNING)

    def fold(self, event: Event) -> None:
        """Take in one event of the trainer."""
        self.version += 1
        match event:
            case EarlierSittings():
                self._take_up(event)
            case RunStarted():
                self._fold_start(event)
            case RunWarning():
                self.warnings.append(event.text)
            case Paused():
                self._stand_still()
            case Resumed():
                self._go_on()
            case CheckpointSaved():
                self.saving, self._saved_at = False, self.clock()
            case EvaluatedBetween():
                self._fold_between(event)
            case ReferenceEvaluated():
                self._fold_reference(event)
            case StepsDone():
                self._fold_steps(event)
            case EpochFinished():
                self._fold_epoch(event)
            case EpochChosen():
                self.chosen, self.last_epoch, self.evaluating = True, False, False
            case Refitted():
                self.refitted = event
            case RunFinished():
                self.finished = event
                self._end(State.STOPPED if event.status == "stopped" else State.FINISHED)
            case Progress():
                self.preparing = event.text

    def _fold_start(self, event: RunStarted) -> None:
        self.started = event
        self.history.steps_per_epoch = max(1, event.steps_per_epoch)
        self._done = event.step if isinstance(event, RunResumed) else 0
        self.history.cut(self._done)
        if isinstance(event, RunResumed):
            self._earlier = float(self.history.at([self._done], "time")[0])
        self._move(State.STARTING, State.RUNNING)

    def _stand_still(self) -> None:
        self._stands_at = self.clock()
        self._move(State.RUNNING, State.PAUSED)
        self._move(State.PAUSING, State.PAUSED)

    def _fold_between(self, event: EvaluatedBetween) -> None:
        self.evaluating, self.preparing = False, ""
        self.evaluated.append(event)
        self.history.add_between(event)

    def _fold_reference(self, event: ReferenceEvaluated) -> None:
        self.references.setdefault(event.split, {})[event.subject] = dict(event.metrics)
        if event.split == "val":
            self.history.levels[event.subject] = dict(event.metrics)

    def compare_with(self, rival: Rival | None) -> None:
        """Show the best earlier run beside the curves."""
        self.history.rival = rival
        self.version += 1

    def worker_ended(self, state: State, failure: str = "") -> None:
        """The worker is gone; `state` says how, unless the run itself had reported its end.

        Args:
            failure: why it failed, if it did.
        """
        self.failure = failure
        if self.busy:
            self.version += 1
            self._end(state)

    def elapsed(self) -> float:
        """Seconds of work until the end, with those of earlier sittings."""
        if self.finished is not None:
            return self.finished.seconds
        now = self.clock() if self._stands_at is None else self._stands_at
        return self._earlier + now - self._began

    def time_left(self) -> float | None:
        """Seconds until the last epoch at the latest; None while unknown, at the test and at the end."""
        if self._eta is None or not self.busy:
            return None
        if self.started is not None and len(self.rows) >= self.started.epochs:
            return None
        now = self.clock() if self._stands_at is None else self._stands_at
        eta = self._eta
        if self.last_epoch and self.started is not None:
            eta /= max(1, self.started.epochs - len(self.rows))
        return max(0.0, eta - (now - self._eta_at))

    def checkpoint_age(self) -> float | None:
        """Seconds since the last checkpoint: what would be lost now; None before the first and at the end."""
        return None if self._saved_at is None or not self.busy else self.clock() - self._saved_at

    def epoch_now(self) -> int:
        """The epoch being trained, from 1; the last one at the end."""
        if self.started is None:
            return 0
        return self.epoch_in_training() if self.busy else len(self.rows)

    def epoch_in_training(self) -> int:
        """The epoch that is being trained or would be next, from 1."""
        return 1 if self.started is None else min(len(self.rows) + 1, self.started.epochs)

    def share_done(self) -> float:
        """Share of the steps of all epochs that are done."""
        if self.started is None:
            return 0.0
        per_epoch = self.started.steps_per_epoch
        done = max(self._done, len(self.rows) * per_epoch)
        return min(1.0, done / max(1, self.started.epochs * per_epoch))

    def _take_up(self, earlier: EarlierSittings) -> None:
        self.rows, self.best_epoch = list(earlier.rows), earlier.best_epoch
        self.history, self.warnings = earlier.history, list(earlier.warnings)

    def _fold_steps(self, event: StepsDone) -> None:
        self.history.add_steps(event)
        self._done = event.step
        self.samples_per_second = event.samples_per_second
        self.preparing = ""

    def _fold_epoch(self, event: EpochFinished) -> None:
        ndcg, hr = (event.metrics.get(name, float("nan")) for name in CURVE_METRICS)
        total = event.losses.get("total", float("nan"))
        if self.rows and self.rows[-1].epoch == event.epoch:
            self.rows.pop()  # recorded, and interrupted before the checkpoint: it was trained twice
        self.rows.append(EpochRow(event.epoch, total, ndcg, hr, event.seconds))
        if event.best:
            self.best_epoch = event.epoch
        self.history.add_epoch(event)
        self._eta, self._eta_at = event.eta_seconds, self.clock()
        self.preparing, self.evaluating = "", False

    def _move(self, one: State, other: State) -> None:
        """From one state to another; a stop that was asked for meanwhile stands."""
        if self.state is one:
            self.state = other

    def _go_on(self) -> None:
        """After a pause, as if it had not been."""
        if self._stands_at is not None:
            rested = self.clock() - self._stands_at
            self._began, self._eta_at, self._stands_at = self._began + rested, self._eta_at + rested, None
        self._move(State.PAUSED, State.RUNNING)

    def _end(self, state: State) -> None:
        self.state = state
        if self._stands_at is None:
            self._stands_at = self.clock()
