"""What a model makes of the histories of users, before it looks at any item."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray
from torch import Tensor

from engine.evaluation.evaluator import evaluating
from engine.events import CancelToken
from engine.models.areal.model import Areal
from engine.models.baselines.next_item import NextItemModel
from engine.models.protocol import TrainedModel
from engine.recommending.everyone import latest
from engine.sequences.snapshot import Snapshot

USERS_AT_ONCE = 1024

Encode = Callable[[Tensor, Tensor], Tensor]


def encoder(model: TrainedModel) -> tuple[str, Encode] | None:
    """What a user's vector is called, and what gives it; None for models that have no such vector."""
    if isinstance(model, Areal):
        return "guidance h", lambda history, length: model.guidance(model.embedded(history), length)
    if isinstance(model, NextItemModel):
        return "encoded history", model.encode
    return None


def encodings(
    model: TrainedModel, encode: Encode, snapshot: Snapshot, places: int, cancel: CancelToken
) -> Iterator[NDArray[np.float32]]:
    """The vectors [users, d] of the sequences of a snapshot in its order, a block at a time.

    Raises:
        Cancelled: between two blocks.
    """
    for first in range(0, snapshot.n_sequences, USERS_AT_ONCE):
        cancel.raise_if_cancelled()
        offsets = snapshot.offsets[first : first + USERS_AT_ONCE + 1].astype(np.int64)
        with evaluating(model):
            yield encode(*latest(snapshot, offsets, places)).numpy()
