"""The lists of all users of a run, a block of users at a time: arrays only, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from engine.evaluation.evaluator import Policy, evaluating
from engine.events import CancelToken
from engine.models.protocol import Scorer
from engine.recommending.allowed import without
from engine.sequences.snapshot import Snapshot

SCORES_AT_ONCE = 4_000_000
"""Bounds the memory of a block whatever the size of the catalogue."""


@dataclass(frozen=True)
class Lists:
    """The lists of B users.

    Attributes:
        users: int64 [B], what the store calls them.
        items: int64 [B, k], the run's numbers, best first.
        scores: float32 [B, k]; minus infinity where nothing more may be recommended.
    """

    users: NDArray[np.int64]
    items: NDArray[np.int64]
    scores: NDArray[np.float32]


def lists_of_all(
    model: Scorer,
    snapshot: Snapshot,
    history_length: int,
    policy: Policy,
    k: int,
    device: torch.device,
    cancel: CancelToken,
) -> Iterator[Lists]:
    """The lists after the whole sequences of a snapshot, in its order.

    Raises:
        Cancelled: the token was cancelled between two blocks.
    """
    users, at_once = snapshot.stored_users, max(1, min(1024, SCORES_AT_ONCE // snapshot.n_items))
    for first in range(0, snapshot.n_sequences, at_once):
        cancel.raise_if_cancelled()
        offsets = snapshot.offsets[first : first + at_once + 1].astype(np.int64)
        history, length = _latest(snapshot, offsets, history_length)
        with evaluating(model):
            scores = model.scores(history.to(device), length.to(device))
            if policy == "exclude":
                scores = without(scores, *_seen(snapshot, offsets))
            best = scores.topk(min(k, snapshot.n_items))
        items, values = best.indices.cpu().numpy(), best.values.cpu().numpy()
        yield Lists(users[first : first + at_once], items, values)


def _latest(
    snapshot: Snapshot, offsets: NDArray[np.int64], history_length: int
) -> tuple[torch.Tensor, torch.Tensor]:
    """The last items of sequences that lie side by side, as a model takes them."""
    start, end = offsets[:-1], offsets[1:]
    position = np.maximum(start, end - history_length)[:, None] + np.arange(history_length)
    real = position < end[:, None]
    items = snapshot.items[position.clip(max=len(snapshot.items) - 1)].astype(np.int64)
    history = np.where(real, items, snapshot.n_items)
    return torch.from_numpy(history), torch.from_numpy(np.minimum(end - start, history_length))


def _seen(snapshot: Snapshot, offsets: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Pairs of row and item: everything that is in these sequences."""
    row = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return row, snapshot.items[offsets[0] : offsets[-1]].astype(np.int64)
