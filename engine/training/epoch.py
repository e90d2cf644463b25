"""One pass over the training examples: no Python data handling, no waiting for the device."""

from __future__ import annotations

import time
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from engine.events import CancelToken, Event
from engine.models.protocol import TrainedModel
from engine.sequences.examples import Examples
from engine.training.config import TrainingConfig
from engine.training.distribution import World, current_world
from engine.training.drawing import drawing_order
from engine.training.events import StepsDone
from engine.training.failures import Diverged, StepTooLarge, is_out_of_memory
from engine.training.memory import memory_in_use
from engine.training.optimising import Optimisation
from engine.training.standing import Position
from engine.training.step_loss import RecordedLoss, StepLoss

LOGGING_INTERVAL = 0.1
"""Seconds between two looks at the losses; each waits once for the device."""

GRADIENT = "gradient"
"""The norm of the gradient among the figures of a step."""

Figures = tuple[int, dict[str, Tensor]]
"""Of some examples: how many, and their losses and gradient norm, still on the device."""


@dataclass(frozen=True)
class Step:
    """What is kept of a step until the figures are brought to the host."""

    figures: Figures
    seconds: float
    learning_rate: float


class EpochRunner:
    """Trains one model, epoch by epoch, from any position.

    Attributes:
        optimisation: what is done with the gradients; it also holds the model to judge.
        position: where the training is.
        draws: the generator of permutations, times and noise.
        order_from: its state when the epoch in training began, from which its permutation came.
        between_steps: called now and then, with nothing under way; its events are passed on.
        clock: the seconds of work so far, which the steps are stamped with.
    """

    def __init__(
        self,
        model: TrainedModel,
        train: Examples,
        settings: TrainingConfig,
        run_id: int,
        cancel: CancelToken,
        *,
        seed: int = 0,
    ) -> None:
        """Make everything ready; nothing is drawn yet.

        Args:
            train: the examples, on the device of `model`.
            seed: of dropout, where several processes share the batches.
        """
        self.model, self.train, self.run_id, self.cancel = model, train, run_id, cancel
        self.batch_size = settings.batch_size
        self.position = Position()
        self.world = current_world()
        self._drawing_order = drawing_order(train, settings.recency)
        self.steps_per_epoch = -(-len(train) // settings.batch_size)
        self.optimisation = Optimisation(model, settings, settings.epochs * self.steps_per_epoch)
        self.draws = self.world.draws_of(seed)
        self.order_from = self.draws.get_state()
        self.between_steps: Callable[[], Iterator[Event]] = lambda: iter(())
        self.clock: Callable[[], float] = time.perf_counter
        self._loss = _step_loss(model, settings, self.world, train.device)

    def steps(self) -> Generator[Event, None, None]:
        """The rest of the epoch, telling the losses ten times a second; ends early when cancelled."""
        self.model.train()
        pending: list[Step] = []
        since = time.perf_counter()
        for rows in torch.split(self._order(), self.batch_size)[self.position.batches :]:
            if self.world.anyone(self.cancel.cancelled, self.position.batches):
                break
            pending.append(self._step(rows))
            if self.cancel.paused or time.perf_counter() - since >= LOGGING_INTERVAL:
                yield self._flush(pending, since)
                yield from self.between_steps()
                since = time.perf_counter()
        if pending:
            yield self._flush(pending, since)
        if self.epoch_complete:
            self.world.sum_up(self.position.losses)

    @property
    def epoch_complete(self) -> bool:
        """Whether every batch of the epoch is done."""
        return self.position.batches == self.steps_per_epoch

    def next_epoch(self) -> None:
        self.position.next_epoch()

    def try_step(self, size: int) -> None:
        """Compute the gradients of the first `size` examples and forget them: does it fit into memory?"""
        try:
            self._gradients(torch.arange(size, device=self.train.device))
        finally:
            self.optimisation.optimiser.zero_grad(set_to_none=True)

    def _order(self) -> Tensor:
        """The examples of the epoch in order; drawn again, with the same result, in the middle of one."""
        now = self.draws.get_state()
        if self.position.batches == 0:
            self.order_from = now
        self.draws.set_state(self.order_from)
        order = self._drawing_order(self.draws)
        if self.position.batches:
            self.draws.set_state(now)
        return order.to(self.train.device)

    def _step(self, rows: Tensor) -> Step:
        rate = self.optimisation.rate(self.position.steps)
        try:
            size, terms = self._gradients(rows)
            norm = self.optimisation.step(self.position.steps)
        except (RuntimeError, MemoryError) as error:
            if is_out_of_memory(error):
                raise StepTooLarge(len(rows)) from error
            raise
        self.position.batches += 1
        self.position.steps += 1
        return Step((size, terms | {GRADIENT: norm}), self.clock(), rate)

    def _gradients(self, rows: Tensor) -> Figures:
        """Gradients of this process's share of a batch; returns its losses."""
        share = self.world.share(len(rows))
        mine = rows[share.first : share.last]
        batch = self.train.batch(mine)
        with self.world.drawing(self.draws, share):
            terms: dict[str, Tensor] = self._loss(batch.history, batch.length, batch.target)
        total = torch.stack([term for name, term in terms.items() if name not in self.model.told]).sum()
        torch.autograd.backward(total * share.weight)
        return len(mine), {name: term.detach() for name, term in (terms | {"total": total}).items()}

    def _flush(self, pending: list[Step], since: float) -> StepsDone:
        """Bring the pending figures to the host, all at once."""
        names = list(pending[0].figures[1])
        table = torch.stack([torch.stack(list(step.figures[1].values())) for step in pending])
        steps = list(pending)
        pending.clear()
        finite = table.isfinite()
        if not bool(finite.all()):
            step, name = (~finite).nonzero()[0].tolist()
            raise Diverged(names[name], self.position.epoch, self.position.steps - len(steps) + step + 1)
        rows = [dict(zip(names, row, strict=True)) for row in table.tolist()]
        norms = [row.pop(GRADIENT) for row in rows]
        sizes = [step.figures[0] for step in steps]
        for size, row, norm in zip(sizes, rows, norms, strict=True):
            self.position.losses.add(size, row, norm)
        return StepsDone(
            run_id=self.run_id,
            step=self.position.steps,
            epoch=self.position.epoch,
            losses={name: [row[name] for row in rows] for name in rows[0]},
            gradient_norms=norms,
            learning_rates=[step.learning_rate for step in steps],
            seconds=[step.seconds for step in steps],
            samples_per_second=sum(sizes) * self.world.size / max(1e-9, time.perf_counter() - since),
            memory=memory_in_use(self.train.device),
        )


def _step_loss(
    model: TrainedModel, settings: TrainingConfig, world: World, device: torch.device
) -> nn.Module:
    if settings.cuda_graph and device.type == "cuda" and world.size == 1:
        return RecordedLoss(model, settings.precision, settings.batch_size)
    return world.wrap(StepLoss(model, settings.precision))
