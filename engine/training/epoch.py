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
from engine.training.optimising import Optimisation

LOGGING_INTERVAL = 0.1
"""Seconds between two looks at the losses; each waits once for the device."""

GRADIENT = "gradient"
"""The norm of the gradient among the figures of a step."""


@dataclass
class EpochLosses:
    """Sums of an epoch: of the losses and of the gradient's norm, weighted by examples."""

    examples: int = 0
    sums: dict[str, float] = field(default_factory=dict)
    gradient_norms: float = 0.0

    def means(self) -> dict[str, float]:
        return {name: value / max(1, self.examples) for name, value in self.sums.items()}

    @property
    def gradient_norm(self) -> float:
        return self.gradient_norms / max(1, self.examples)

    def add(self, size: int, losses: dict[str, float], gradient_norm: float) -> None:
        """One step. Steps are added one by one: the sums do not depend on how often they are looked at."""
        self.examples += size
        self.gradient_norms += size * gradient_norm
        for name, value in losses.items():
            self.sums[name] = self.sums.get(name, 0.0) + size * value


class Diverged(ArithmeticError):
    """A loss became infinite or not a number."""


@dataclass
class EpochRunner:
    """Runs epochs of one training."""

    model: Areal
    optimisation: Optimisation
    train: Examples
    batch_size: int
    run_id: int
    cancel: CancelToken

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
        """One step; returns the losses and, as the last entry, the norm of the gradient."""
        batch = self.train.batch(rows)
        terms = self.model.loss(batch.history, batch.length, batch.target)
        total = torch.stack(list(terms.values())).sum()
        torch.autograd.backward(total)
        norm = self.optimisation.step()
        return {name: term.detach() for name, term in (terms | {"total": total, GRADIENT: norm}).items()}

    def _flush(
        self,
        epoch: int,
        pending: list[tuple[int, dict[str, Tensor]]],
        totals: EpochLosses,
        since: float,
    ) -> StepsDone:
        """Bring the pending losses to the host, all at once."""
        names = list(pending[0][1])
        table = torch.stack([torch.stack(list(terms.values())) for _, terms in pending])
        sizes = [size for size, _ in pending]
        pending.clear()
        if not bool(table.isfinite().all()):
            raise Diverged(names[int((~table.isfinite()).any(0).nonzero()[0])])
        rows = [dict(zip(names, row, strict=True)) for row in table.tolist()]
        norms = [row.pop(GRADIENT) for row in rows]
        for size, row, norm in zip(sizes, rows, norms, strict=True):
            totals.add(size, row, norm)
        return StepsDone(
            run_id=self.run_id,
            step=self.optimisation.steps_done,
            epoch=epoch,
            losses={name: [row[name] for row in rows] for name in rows[0]},
            samples_per_second=sum(sizes) / max(1e-9, time.perf_counter() - since),
        )
