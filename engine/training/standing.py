"""How far a run is, in plain numbers: with the tensors of its checkpoint, all that a resumed run needs."""

from __future__ import annotations

import dataclasses
import json
import time
from dataclasses import dataclass, field
from typing import Literal

from pydantic import TypeAdapter

Phase = Literal["selection", "refit"]


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


@dataclass
class Position:
    """Where a training is: `batches` of epoch `epoch` (from 1) are done, `steps` in all."""

    epoch: int = 1
    batches: int = 0
    steps: int = 0
    losses: EpochLosses = field(default_factory=EpochLosses)

    def next_epoch(self) -> None:
        self.epoch += 1
        self.batches = 0
        self.losses = EpochLosses()


@dataclass
class Selected:
    """The choice of the epoch so far.

    Attributes:
        epochs: complete, validated epochs.
        best_epoch: 0 before the first.
        best: its validation metric.
        reason: why the selection ended; empty while it goes on.
        lowest_loss: the lowest mean loss of an epoch.
        first_spread: of the embeddings, before training.
        warned: names of what was warned of; each is told once.
    """

    epochs: int = 0
    best_epoch: int = 0
    best: float = -1.0
    reason: str = ""
    lowest_loss: float | None = None
    first_spread: float | None = None
    warned: list[str] = field(default_factory=list)


@dataclass
class Stopwatch:
    """Seconds of work, over all sittings of a run; pauses do not count."""

    before: float = 0.0
    since: float | None = field(default_factory=time.perf_counter)

    @property
    def seconds(self) -> float:
        return self.before + (0.0 if self.since is None else time.perf_counter() - self.since)

    def stop(self) -> None:
        self.before, self.since = self.seconds, None

    def go(self) -> None:
        self.since = time.perf_counter()


@dataclass
class Standing:
    """All of it. `epoch_began` is what the stopwatch said when the epoch in training began."""

    phase: Phase = "selection"
    position: Position = field(default_factory=Position)
    selected: Selected = field(default_factory=Selected)
    seconds: float = 0.0
    epoch_began: float = 0.0

    def as_json(self) -> str:
        return json.dumps(dataclasses.asdict(self))

    @classmethod
    def from_json(cls, text: str) -> Standing:
        """Raises `ValueError` where the text is not what `as_json` wrote."""
        return TypeAdapter(Standing).validate_python(json.loads(text))
