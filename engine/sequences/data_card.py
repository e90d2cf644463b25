"""What a split log is made of: facts that decide which figures a model can reach at all."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.sequences.examples import Examples, examples
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import PARTS, TEST, TRAIN, Part, Split

HEAD = 100
"""Items whose overlap between training and test tells of drift."""


@dataclass(frozen=True)
class PartCard:
    """The examples of one part. Shares are fractions of its examples.

    Attributes:
        sequences: that have examples here; `items`: that are targets here.
        mean_history: items before a target, at most `history_length` of them.
        full_history: at least `history_length` items before the target.
        repeats: targets that occurred earlier in their sequence; `repeats_last`: as the item just before.
        unseen: targets that are never a target in training.
        first_time, last_time: of the targets, UTC milliseconds; None for a log without times.
    """

    examples: int
    sequences: int
    items: int
    empty_history: float
    full_history: float
    mean_history: float
    repeats: float
    repeats_last: float
    unseen: float
    first_time: int | None
    last_time: int | None


@dataclass(frozen=True)
class DataCard:
    """A log under one split.

    Attributes:
        began_in_training: share of the test sequences that began before the last training target; None
            without times.
        top_percent: share of the training targets that the most popular 1% of the items have.
        gini: inequality of the items' training counts, from 0, all alike, to 1.
        head_overlap: share of the 100 most frequent training targets among the 100 of test.
        divergence: Jensen-Shannon divergence of the popularity in training and test, in bits, 0 to 1.
    """

    users: int
    items: int
    interactions: int
    split: str
    split_hash: str
    history_length: int
    parts: dict[Part, PartCard]
    began_in_training: float | None
    top_percent: float
    gini: float
    head_overlap: float
    divergence: float


def data_card(snapshot: Snapshot, split: Split, history_length: int) -> DataCard:
    """Everything is counted with whole arrays: half a million interactions take less than a second."""
    trained = _target_counts(snapshot, split, TRAIN)
    tested = _target_counts(snapshot, split, TEST)
    return DataCard(
        users=snapshot.n_sequences,
        items=snapshot.n_items,
        interactions=len(snapshot.items),
        split=split.name,
        split_hash=split.hash,
        history_length=history_length,
        parts={part: _part_card(snapshot, split, part, history_length) for part in PARTS},
        began_in_training=_began_in_training(snapshot, split),
        top_percent=_top_percent(trained),
        gini=gini(trained),
        head_overlap=_head_overlap(trained, tested),
        divergence=divergence(trained, tested),
    )


def gini(counts: NDArray[np.int64]) -> float:
    """Gini coefficient: half the mean difference of two items' counts, relative to the mean count."""
    ordered = np.sort(counts).astype(np.float64)
    n, total = len(ordered), ordered.sum()
    if total == 0:
        return 0.0
    return float((2 * np.arange(1, n + 1) - n - 1) @ ordered / (n * total))


def divergence(a: NDArray[np.int64], b: NDArray[np.int64]) -> float:
    """Jensen-Shannon divergence of two counts over the same items, base 2 (Lin 1991)."""
    p, q = a / a.sum(), b / b.sum()
    middle = (p + q) / 2

    def to_middle(share: NDArray[np.float64]) -> float:
        present = share > 0
        return float(share[present] @ np.log2(share[present] / middle[present]))

    return (to_middle(p) + to_middle(q)) / 2


def _part_card(snapshot: Snapshot, split: Split, part: Part, history_length: int) -> PartCard:
    found = examples(snapshot, split, part, history_length)
    before = (found.target_at - found.start).numpy()
    target = found.items[found.target_at]
    last = found.items[(found.target_at - 1).clamp_min(0)]
    times = None if snapshot.times is None else snapshot.times[split.part == PARTS.index(part)]
    return PartCard(
        examples=len(found),
        sequences=len(torch.unique(found.sequence)),
        items=len(torch.unique(target)),
        empty_history=float((before == 0).mean()),
        full_history=float((before >= history_length).mean()),
        mean_history=float(np.minimum(before, history_length).mean()),
        repeats=float(found.repeats.double().mean()),
        repeats_last=float(((last == target).numpy() & (before > 0)).mean()),
        unseen=_unseen(found),
        first_time=None if times is None else int(times.min()),
        last_time=None if times is None else int(times.max()),
    )


def _unseen(found: Examples) -> float:
    return float((found.trained[found.items[found.target_at]] == 0).double().mean())


def _target_counts(snapshot: Snapshot, split: Split, code: int) -> NDArray[np.int64]:
    return np.bincount(snapshot.items[split.part == code], minlength=snapshot.n_items)


def _began_in_training(snapshot: Snapshot, split: Split) -> float | None:
    if snapshot.times is None:
        return None
    of_test = np.unique(snapshot.sequence_of[split.part == TEST])
    began = snapshot.times[snapshot.offsets[of_test]]
    return float((began < snapshot.times[split.part == TRAIN].max()).mean())


def _top_percent(counts: NDArray[np.int64]) -> float:
    top = max(1, round(len(counts) / 100))
    return float(np.sort(counts)[-top:].sum() / counts.sum())


def _head_overlap(trained: NDArray[np.int64], tested: NDArray[np.int64]) -> float:
    """Of logs with fewer items in test, these many are compared."""
    head = min(HEAD, int((trained > 0).sum()), int((tested > 0).sum()))
    first, second = (np.argsort(-counts, kind="stable")[:head] for counts in (trained, tested))
    return len(np.intersect1d(first, second)) / head
