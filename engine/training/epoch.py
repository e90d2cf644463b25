"""One pass over the training examples: no Python data handling, no waiting for the device."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import dataclass, field

import torch
from torch import Tensor

from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.sequences.examples import Examples
from engine.training.events import StepsDone

LOGGING_INTERVAL = 0.1
"""Seconds between two looks at the losses; each waits once for the device."""


@dataclass
class EpochLosses:
    """Sums of the losses of an epoch, weighted by examples."""

    examples: int = 0
    sums: dict[str, float] = field(default_factory=dict)

    def means(self) -> dict[str, float]:
        return {name: value / max(1, self.examples) for name, value in self.sums.items()}


class Diverged(ArithmeticError):
    """A loss became infinite or not a number."""


@dataclass
class EpochRunner:
    """Runs epochs of one training.

    Attributes:
        step: optimisation steps done so far.
    """

    model: Areal
    optimiser: torch.optim.Optimizer
    train: Examples
    batch_size: int
    run_id: int
    cancel: CancelToken
    step: int = 0

    def epoch(self, epoch: int) -> Generator[StepsDone, None, EpochLosses]:
        """Yields the losses about ten times a second; ends early, between two steps, when cancelled."""
        self.model.train()
        totals = EpochLosses()
        pending: list[tuple[int, dict[str, Tensor]]] = []
        since = time.perf_counter()
        order = torch.randperm(len(self.train)).to(self.train.device)
        for rows in torch.split(order, self.batch_size):
            if self.cancel.cancelled:
                break
            pending.append((len(rows), self._optimise(rows)))
            if time.perf_counter() - since >= LOGGING_INTERVAL:
                yield self._flush(epoch, pending, totals, since)
                since = time.perf_counter()
        if pending:
            yield self._flush(epoch, pending, totals, since)
        return totals

    def _optimise(self, rows: Tensor) -> dict[str, Tensor]:
        batch = self.train.batch(rows)
        terms = self.model.loss(batch.history, batch.length, batch.target)
        total = torch.stack(list(terms.values())).sum()
        self.optimiser.zero_grad(set_to_none=True)
        torch.autograd.backward(total)
        self.optimiser.step()
        self.step += 1
        return {name: term.detach() for name, term in (terms | {"total": total}).items()}

    def _flush(
        self,
        epoch: int,
        pending: list[tuple[int, dict[str, Tensor]]],
        totals: EpochLosses,
        since: float,
    ) -> StepsDone:
        """Bring the pending losses to the host, all at once."""
        names = list(pending[0][1])
        table = torch.stack([torch.stack(list(terms.values())) for _, terms in pending]).T
        sizes = [size for size, _ in pending]
        losses: dict[str, list[float]] = dict(zip(names, table.tolist(), strict=True))
        if not bool(table.isfinite().all()):
            broken = names[int((~table.isfinite()).any(1).nonzero()[0])]
            raise Diverged(broken)
        for name, values in losses.items():
            gained = sum(value * size for value, size in zip(values, sizes, strict=True))
            totals.sums[name] = totals.sums.get(name, 0.0) + gained
        totals.examples += sum(sizes)
        pending.clear()
        return StepsDone(
            run_id=self.run_id,
            step=self.step,
            epoch=epoch,
            losses=losses,
            samples_per_second=sum(sizes) / max(1e-9, time.perf_counter() - since),
        )
