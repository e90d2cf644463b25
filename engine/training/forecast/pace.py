"""How long an epoch takes: a few real steps and a few real scores, timed."""

from __future__ import annotations

import math
import statistics
import time
from dataclasses import dataclass

import torch

from engine.evaluation.evaluator import rank_examples
from engine.events import CancelToken
from engine.models.protocol import TrainedModel
from engine.sequences.examples import Examples
from engine.training.config import RunConfig
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.epoch import EpochRunner
from engine.training.events import StepsDone
from engine.training.forecast import precedence
from engine.training.selection import validation_rows
from engine.training.setup import RunData, build_model

WARM_UP = 2
"""Steps before the clock starts: the first ones make what later ones find."""
SECONDS = 1.2
"""What the timed steps, and then the timed scores, may take; one of each is timed in any case."""
ROWS = 64
"""Examples scored at first."""


@dataclass(frozen=True)
class Pace:
    """What was timed.

    Attributes:
        step: seconds of an optimisation step.
        row: seconds for scoring a validation example.
        steps, rows: in an epoch.
    """

    step: float
    row: float
    steps: int
    rows: int

    @property
    def epoch(self) -> float:
        """Seconds of an epoch with its validation."""
        return self.steps * self.step + self.rows * self.row


def timed(data: RunData, config: RunConfig, cancel: CancelToken) -> Pace:
    """Time the steps of a configuration on its own examples; what is trained is thrown away.

    Raises:
        Cancelled: the token was cancelled.
        TrainingUnderWay: a training runs in this process, or wants to begin.
        BadSetting: the device is not there.
    """
    device = resolve(config.device)
    with precedence.timing(), torch.random.fork_rng(devices=[]):
        leave_a_core_to_the_window()
        normal = config.model.model_copy(update={"embedding_start": "normal"})  # costs the same, made at once
        model = build_model(data.n_items, config.model_copy(update={"model": normal}), data.log).to(device)
        train = data.parts["train"].to(device)
        runner = EpochRunner(model, train, config.training, 0, cancel, seed=config.seed)
        step = _step_seconds(runner, cancel)
        part = data.parts["val"]
        rows = part.rows(validation_rows(part, config.training.validation_rows)).to(device)
        return Pace(step, _row_seconds(model, rows, data, cancel), runner.steps_per_epoch, len(rows))


def _step_seconds(runner: EpochRunner, cancel: CancelToken) -> float:
    """The median over moments of the training: other programs slow down some of them."""
    began = before = time.perf_counter()
    steps, each = 0, []
    for event in runner.steps():
        cancel.raise_if_cancelled()
        precedence.give_way()
        if not isinstance(event, StepsDone):
            continue
        now = time.perf_counter()
        if steps < WARM_UP:
            began = now
        else:
            each.append((now - before) / (event.step - steps))
        before, steps = now, event.step
        if each and now - began > SECONDS:
            break
    cancel.raise_if_cancelled()
    return statistics.median(each) if each else (time.perf_counter() - began) / max(1, steps)


def _row_seconds(model: TrainedModel, rows: Examples, data: RunData, cancel: CancelToken) -> float:
    """Of larger and larger batches the fastest, up to as many as an epoch is judged on."""
    number, began, best = ROWS, time.perf_counter(), math.inf
    while True:
        number = min(number, len(rows))
        some = rows.rows(torch.arange(number, device=rows.device))
        start = time.perf_counter()
        for _ in rank_examples(model, some, data.policy, cancel, text="", recommended=False):
            precedence.give_way()
        now = time.perf_counter()
        best = min(best, (now - start) / number)
        if number == len(rows) or now - began > SECONDS / 4:
            return best
        number *= 4
