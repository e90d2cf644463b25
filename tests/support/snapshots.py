"""Tiny logs with known answers, as snapshots that need no store."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from engine.sequences.examples import TrainingLog
from engine.sequences.snapshot import Snapshot


def snapshot(
    sequences: Sequence[Sequence[int]],
    *,
    n_items: int | None = None,
    times: Sequence[int] | None = None,
    split: Sequence[int] | None = None,
) -> Snapshot:
    """A snapshot of these sequences of item numbers."""
    lengths = [len(sequence) for sequence in sequences]
    items = np.concatenate([np.asarray(sequence, dtype=np.int32) for sequence in sequences])
    return Snapshot(
        offsets=np.concatenate([[0], np.cumsum(lengths)]).astype(np.int64),
        items=items,
        times=None if times is None else np.asarray(times, dtype=np.int64),
        split=None if split is None else np.asarray(split, dtype=np.int8),
        n_items=int(items.max()) + 1 if n_items is None else n_items,
        hash="tiny",
    )


def checkerboard(n_items: int = 8, n_sequences: int = 400) -> Snapshot:
    """Sequences that alternate between two neighbours: 0 1 0 1 ..., 2 3 2 3 ...: the next item is certain."""
    starts = [2 * (number % (n_items // 2)) for number in range(n_sequences)]
    return snapshot([[start, start + 1] * 3 for start in starts], n_items=n_items)


def log_of(sequences: Sequence[Sequence[int]], n_items: int | None = None) -> TrainingLog:
    """These sequences as a training log, every item of them a target."""
    whole = snapshot(sequences, n_items=n_items)
    return TrainingLog(whole.offsets, whole.items, np.ones(len(whole.items), dtype=bool), whole.n_items)
