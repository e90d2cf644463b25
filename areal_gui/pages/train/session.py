"""One training as the window sees it: events folded into curves, table rows and a state that is true."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import Enum

from areal_gui.plots.series import SmoothedSeries
from engine.events import Event, Progress
from engine.training.events import EpochFinished, ReferenceEvaluated, RunFinished, RunStarted, StepsDone

CURVE_METRICS = ("ndcg@20", "hr@20")
CURVE_REFERENCES = ("popularity", "item-knn")


class State(Enum):
    """Where a training is. Only what the worker itself reported moves it, except for STOPPING."""

    IDLE = "idle"
    STARTING = "starting"
    RUNNING = "running"
    STOPPING = "stopping"
    FINISHED = "finished"
    STOPPED = "stopped"
    CANCELLED = "cancelled"
    FAILED = "failed"


BUSY = {State.STARTING, State.RUNNING, State.STOPPING}


@dataclass(frozen=True)
class EpochRow:
    """One line of the epoch table."""

    epoch: int
    loss: float
    ndcg: float
    hr: float
    seconds: float


@dataclass
class TrainingSession:
    """Folds the events of one training. Lives in the GUI thread; plots pull from it.

    Attributes:
        version: goes up with every change, so that a plot knows when there is nothing to draw.
        losses: each term of the loss, one value per step.
        references: split -> subject -> metrics.
    """

    clock: Callable[[], float] = time.monotonic
    state: State = State.STARTING
    version: int = 0
    started: RunStarted | None = None
    finished: RunFinished | None = None
    preparing: str = ""
    losses: dict[str, SmoothedSeries] = field(default_factory=dict)
    rows: list[EpochRow] = field(default_factory=list)
    best_epoch: int | None = None
    references: dict[str, dict[str, dict[str, float]]] = field(default_factory=dict)
    samples_per_second: float = 0.0
    _began: float = 0.0
    _ended: float | None = None
    _eta: float | None = None
    _eta_at: float = 0.0

    def __post_init__(self) -> None:
        self._began = self.clock()

    @property
    def busy(self) -> bool:
        return self.state in BUSY

    def stop_asked(self) -> None:
        """Stop was pressed: the worker has been asked, and has not answered yet."""
        if self.busy:
            self.state = State.STOPPING

    def fold(self, event: Event) -> None:
        """Take in one event of the trainer."""
        self.version += 1
        match event:
            case RunStarted():
                self.started = event
                self._leave_starting()
            case ReferenceEvaluated():
                self.references.setdefault(event.split, {})[event.subject] = dict(event.metrics)
            case StepsDone():
                self._fold_steps(event)
            case EpochFinished():
                self._fold_epoch(event)
            case RunFinished():
                self.finished = event
                self._end(State.STOPPED if event.status == "stopped" else State.FINISHED)
            case Progress():
                self.preparing = event.text

    def worker_ended(self, state: State) -> None:
        """The worker is gone; `state` says how, unless the run itself had reported its end."""
        if self.busy:
            self.version += 1
            self._end(state)

    def elapsed(self) -> float:
        """Seconds since the start, until the end."""
        return (self.clock() if self._ended is None else self._ended) - self._began

    def time_left(self) -> float | None:
        """Seconds until the last epoch at the latest; None while unknown or at the end."""
        if self._eta is None or not self.busy:
            return None
        return max(0.0, self._eta - (self.clock() - self._eta_at))

    def epoch_now(self) -> int:
        """The epoch being trained, from 1; the last one at the end."""
        if self.started is None:
            return 0
        done = len(self.rows)
        return min(done + 1, self.started.epochs) if self.busy else done

    def share_done(self) -> float:
        """Share of the steps of all epochs that are done."""
        if self.started is None:
            return 0.0
        every = self.started.epochs * self.started.steps_per_epoch
        steps = len(self.losses["total"]) if "total" in self.losses else 0
        return min(1.0, steps / every) if every else 0.0

    def _fold_steps(self, event: StepsDone) -> None:
        for term, values in event.losses.items():
            self.losses.setdefault(term, SmoothedSeries()).extend(values)
        self.samples_per_second = event.samples_per_second
        self.preparing = ""

    def _fold_epoch(self, event: EpochFinished) -> None:
        ndcg, hr = (event.metrics.get(name, float("nan")) for name in CURVE_METRICS)
        total = event.losses.get("total", float("nan"))
        self.rows.append(EpochRow(event.epoch, total, ndcg, hr, event.seconds))
        if event.best:
            self.best_epoch = event.epoch
        self._eta, self._eta_at = event.eta_seconds, self.clock()
        self.preparing = ""

    def _leave_starting(self) -> None:
        if self.state is State.STARTING:
            self.state = State.RUNNING

    def _end(self, state: State) -> None:
        self.state = state
        self._ended = self.clock()
