"""Prefix examples: every target with at most L items before it, gathered on the device."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Bool, Int64
from numpy.typing import NDArray
from torch import Tensor

from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import PARTS, TRAIN, UNUSED, Part, Split


@dataclass(frozen=True)
class Batch:
    """B examples. Histories are right-padded with n_items, oldest item first."""

    history: Int64[Tensor, "B L"]
    length: Int64[Tensor, "B"]
    target: Int64[Tensor, "B"]

    def __len__(self) -> int:
        return len(self.target)


@dataclass(frozen=True)
class Examples:
    """All N examples of one part of a split.

    Attributes:
        items: the interactions these examples may look at, sequence after sequence.
        start: position in `items` of the first item of each example's sequence.
        target_at: position in `items` of each example's target.
        sequence: number of each example's sequence in the snapshot.
        time: when each target happened, UTC milliseconds; its place in the log where the log has no times.
        trained: how often each item is a target of the training part.
    """

    items: Int64[Tensor, "n"]
    start: Int64[Tensor, "N"]
    target_at: Int64[Tensor, "N"]
    sequence: Int64[Tensor, "N"]
    time: Int64[Tensor, "N"]
    trained: Int64[Tensor, "n_items"]
    history_length: int

    def __len__(self) -> int:
        return len(self.target_at)

    @property
    def n_items(self) -> int:
        return len(self.trained)

    @property
    def device(self) -> torch.device:
        return self.items.device

    def to(self, device: torch.device) -> Examples:
        """The same examples on another device."""
        return Examples(
            self.items.to(device),
            self.start.to(device),
            self.target_at.to(device),
            self.sequence.to(device),
            self.time.to(device),
            self.trained.to(device),
            self.history_length,
        )

    def rows(self, rows: Int64[Tensor, "B"]) -> Examples:
        """Some of the examples, over the same interactions."""
        return Examples(
            self.items,
            self.start[rows],
            self.target_at[rows],
            self.sequence[rows],
            self.time[rows],
            self.trained,
            self.history_length,
        )

    def batch(self, rows: Int64[Tensor, "B"]) -> Batch:
        """Gather the examples `rows`."""
        target_at = self.target_at[rows]
        first = torch.maximum(self.start[rows], target_at - self.history_length)
        position = first[:, None] + torch.arange(self.history_length, device=self.device)
        real = position < target_at[:, None]
        history = torch.where(real, self.items[position.clamp_max(len(self.items) - 1)], self.n_items)
        return Batch(history, target_at - first, self.items[target_at])

    def seen(self, rows: Int64[Tensor, "B"]) -> tuple[Int64[Tensor, "m"], Int64[Tensor, "m"]]:
        """Everything that came before the targets in their sequences, also beyond the last L items.

        Returns:
            Pairs (index into `rows`, item), to mask scores with.
        """
        start, target_at = self.start[rows], self.target_at[rows]
        before = target_at - start
        row = torch.repeat_interleave(torch.arange(len(rows), device=self.device), before)
        ends = before.cumsum(0)
        within = torch.arange(len(row), device=self.device) - (ends - before)[row]
        return row, self.items[start[row] + within]

    @property
    def repeats(self) -> Bool[Tensor, "N"]:
        """Whether each target occurred earlier in its sequence, also beyond the last L items."""
        # Sequences without examples count as the tail of the one before them: no target is among them.
        begins = torch.zeros_like(self.items).scatter_(0, self.start, self.start).cummax(0).values
        pair = begins * self.n_items + self.items
        order = pair.argsort(stable=True)
        again = torch.zeros_like(self.items, dtype=torch.bool)
        again[order[1:]] = pair[order[1:]] == pair[order[:-1]]
        return again[self.target_at]


@dataclass(frozen=True)
class TrainingLog:
    """What a model may learn from: the training interactions alone, as sequences.

    Attributes:
        offsets: int64 [S + 1], as in `Snapshot`.
        items: int32 [n].
        is_target: bool [n]; False for items that are history only.
    """

    offsets: NDArray[np.int64]
    items: NDArray[np.int32]
    is_target: NDArray[np.bool_]
    n_items: int

    @property
    def repeat_share(self) -> float:
        """Share of the targets that occurred earlier in their sequence."""
        if not self.is_target.any():
            return 0.0
        sequence = np.repeat(np.arange(len(self.offsets) - 1), np.diff(self.offsets))
        pair = sequence.astype(np.int64) * self.n_items + self.items
        repeated = np.ones(len(pair), dtype=bool)
        repeated[np.unique(pair, return_index=True)[1]] = False
        return float(repeated[self.is_target].mean())


def examples(snapshot: Snapshot, split: Split, part: Part, history_length: int) -> Examples:
    """The examples of one part. A history never holds items of a later part than its target."""
    code = PARTS.index(part)
    kept = _history_of(split, code)
    sequence = snapshot.sequence_of[kept]
    start = np.searchsorted(sequence, np.arange(snapshot.n_sequences))
    target_at = np.flatnonzero(split.part[kept] == code)
    in_log = np.flatnonzero(kept)[target_at]
    time = in_log if snapshot.times is None else snapshot.times[in_log]
    return Examples(
        items=torch.from_numpy(snapshot.items[kept].astype(np.int64)),
        start=torch.from_numpy(start[sequence[target_at]]),
        target_at=torch.from_numpy(target_at),
        sequence=torch.from_numpy(sequence[target_at]),
        time=torch.from_numpy(time),
        trained=torch.from_numpy(_training_targets(snapshot, split)),
        history_length=history_length,
    )


def training_log(snapshot: Snapshot, split: Split) -> TrainingLog:
    """The training interactions of a split."""
    kept = _history_of(split, TRAIN)
    sequence = snapshot.sequence_of[kept]
    return TrainingLog(
        offsets=np.searchsorted(sequence, np.arange(snapshot.n_sequences + 1)),
        items=snapshot.items[kept],
        is_target=split.part[kept] == TRAIN,
        n_items=snapshot.n_items,
    )


def _training_targets(snapshot: Snapshot, split: Split) -> NDArray[np.int64]:
    """How often each item is a training target."""
    return np.bincount(snapshot.items[split.part == TRAIN], minlength=snapshot.n_items)


def _history_of(split: Split, code: int) -> NDArray[np.bool_]:
    """Interactions that targets of part `code` may look back at.

    Interactions that are nobody's target (the first of a sequence, where that is switched off) belong to
    the part of the next target of their sequence: the part that follows them in the array.
    """
    part = split.part
    if not (part == UNUSED).any():
        kept: NDArray[np.bool_] = part <= code
        return kept
    following = np.where(part == UNUSED, len(part), np.arange(len(part)))
    following = np.minimum.accumulate(following[::-1])[::-1].clip(max=len(part) - 1)
    return part[following] <= code
