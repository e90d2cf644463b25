"""What every stage of a run works with, and what it keeps while it works."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from dataclasses import dataclass, field

import torch

from engine.errors import EngineError
from engine.events import CancelToken, Event, Result, retold
from engine.store.datasets import DatasetRow
from engine.store.runs import get_run
from engine.training import resumption
from engine.training.checkpoint import last_checkpoint
from engine.training.config import RunConfig
from engine.training.distribution import Order, World, current_world
from engine.training.epoch import EpochRunner
from engine.training.events import CheckpointSaved, Paused, Resumed, RunWarning
from engine.training.record import RunRecord
from engine.training.requests import Requests
from engine.training.runner import make_runner
from engine.training.setup import RunData
from engine.training.standing import Phase, Standing, Stopwatch
from engine.training.step_series import StepRecorder
from engine.workspace import Workspace

SAVE_EVERY = 240.0
"""Seconds of work after which a checkpoint is due, also in the middle of an epoch."""


@dataclass
class RunContext:
    """One run while it is being worked on.

    Attributes:
        standing: how far it is; the stages write it, and every checkpoint holds it.
        watch: seconds of work, over all sittings.
        runner: the training under way, for its checkpoint; None before the first.
        requests: what people ask for meanwhile.
        recorder: writes down the values of every step; None where none is recorded.
    """

    workspace: Workspace
    dataset: DatasetRow
    config: RunConfig
    data: RunData
    device: torch.device
    record: RunRecord
    cancel: CancelToken
    standing: Standing = field(default_factory=Standing)
    runner: EpochRunner | None = None
    requests: Requests = field(default_factory=Requests)
    world: World = field(default_factory=current_world)
    recorder: StepRecorder | None = None

    def __post_init__(self) -> None:
        self.watch = Stopwatch(before=self.standing.seconds)
        self._saved_at = self.watch.seconds
        self._unsaved = False

    @property
    def run_id(self) -> int:
        return self.record.run_id

    def begin(self, phase: Phase) -> EpochRunner:
        """The training of a phase, where its checkpoint left it or at its start."""
        self.world.tell(Order[phase.upper()], self.run_id)
        run = get_run(self.workspace.store, self.run_id)
        self.runner = runner = make_runner(phase, self.workspace, run, self.data, self.device, self.cancel)
        runner.between_steps = self.between_steps
        runner.clock = lambda: self.watch.seconds
        self.standing.phase, self.standing.position = phase, runner.position
        return runner

    def warn(self, text: str) -> RunWarning:
        """A warning for whoever watches, and for the log."""
        self.record.line(f"warning: {text}")
        return RunWarning(run_id=self.run_id, text=text)

    def save(self) -> Iterator[Event]:
        """Write the checkpoint; where the disk does not take it, warn and go on with the old one."""
        assert self.runner is not None
        self.requests.take_checkpoint()
        self.standing.seconds = self._saved_at = self.watch.seconds
        if self.recorder is not None:
            self.recorder.sync()
        try:
            resumption.write(last_checkpoint(self.workspace, self.run_id), self.standing, self.runner)
            self._unsaved = False
            position = self.runner.position
            yield CheckpointSaved(run_id=self.run_id, epoch=position.epoch, step=position.steps)
        except EngineError as error:
            if not self._unsaved:  # once is enough until it works again
                yield self.warn(f"The checkpoint could not be saved; the one before is kept. {error.why}.")
            self._unsaved = True

    def between_steps(self) -> Iterator[Event]:
        """A safe point: rest while paused, and save when it is time."""
        if self.cancel.paused:
            yield from self._rest()
        elif self.requests.checkpoint or self.watch.seconds - self._saved_at > SAVE_EVERY:
            yield from self.save()

    def _rest(self) -> Iterator[Event]:
        yield from self.save()
        self.watch.stop()
        self.record.line("paused")
        yield Paused(run_id=self.run_id)
        self.cancel.wait_while_paused()
        self.watch.go()
        if not self.cancel.cancelled:
            self.record.line("resumed")
            yield Resumed(run_id=self.run_id)

    def with_pauses(self, events: Generator[Event, None, Result]) -> Generator[Event, None, Result]:
        """The same events and result, with a safe point after every event."""

        def tell(event: Event) -> Iterator[Event]:
            yield event
            yield from self.between_steps()

        return (yield from retold(events, tell))
