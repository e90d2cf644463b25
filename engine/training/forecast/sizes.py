"""How large a training is: what its examples and its catalogue count."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.sequences.config import DataConfig
from engine.sequences.snapshot import Snapshot, open_snapshot
from engine.sequences.splits import PARTS, TRAIN, Split, make_split
from engine.workspace import Workspace


@dataclass(frozen=True)
class Sizes:
    """Counts of a log as one configuration sees it.

    Attributes:
        items: in the catalogue.
        interactions: in all parts.
        train, val, test: examples.
        history: mean number of items that an example of training shows the model, at least 1 each.
        pairs: of items in the same training sequence, summed over sequences: what the neighbourhood methods
            count.
    """

    items: int
    interactions: int
    train: int
    val: int
    test: int
    history: float
    pairs: int


def sizes_of(workspace: Workspace, dataset_id: int, data: DataConfig) -> Sizes:
    """Count, as a run that began now would find it.

    Raises:
        BadSetting: the filters or the split are not possible.
    """
    snapshot = open_snapshot(workspace, dataset_id, data.filters)
    return counted(snapshot, make_split(snapshot, data), data.history_length)


def counted(snapshot: Snapshot, split: Split, history_length: int) -> Sizes:
    """Count a split."""
    examples = {name: int((split.part == code).sum()) for code, name in enumerate(PARTS)}
    place = np.arange(len(snapshot.items)) - np.repeat(snapshot.offsets[:-1], np.diff(snapshot.offsets))
    shown = place[split.part == TRAIN].clip(1, history_length)
    lengths = np.bincount(snapshot.sequence_of[split.part == TRAIN], minlength=1).astype(np.float64)
    return Sizes(
        items=snapshot.n_items,
        interactions=len(snapshot.items),
        train=examples["train"],
        val=examples["val"],
        test=examples["test"],
        history=float(shown.mean()),
        pairs=int((lengths**2).sum()),
    )
