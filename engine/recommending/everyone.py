"""The lists of all users of a run, a block of users at a time: arrays only, in constant memory."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor

from engine.evaluation.evaluator import Policy, evaluating
from engine.events import CancelToken
from engine.models.protocol import Staged, TrainedModel
from engine.recommending.allowed import leave_out
from engine.sequences.snapshot import Snapshot

SCORES_AT_ONCE = {"cpu": 1_300_000, "cuda": 64_000_000}
"""Bounds the memory of a tile whatever the size of the catalogue; on a processor it stays in the cache."""

USERS_AT_ONCE, TILES_AT_ONCE = 2048, 32
"""Users encoded in one go, and looked at between two looks at whether to stop."""


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
    model: TrainedModel,
    snapshot: Snapshot,
    history_length: int,
    policy: Policy,
    k: int,
    device: torch.device,
    cancel: CancelToken,
    first: int = 0,
) -> Iterator[Lists]:
    """The lists after the whole sequences of a snapshot, in its order.

    Args:
        first: the sequence to begin with.

    Raises:
        Cancelled: the token was cancelled between two blocks.
    """
    users, k = snapshot.stored_users, min(k, snapshot.n_items)
    tile = max(1, SCORES_AT_ONCE[device.type] // snapshot.n_items)
    at_once = min(USERS_AT_ONCE, TILES_AT_ONCE * tile)
    decode = model.decoder() if isinstance(model, Staged) else None
    for start in range(first, snapshot.n_sequences, at_once):
        cancel.raise_if_cancelled()
        offsets = snapshot.offsets[start : start + at_once + 1].astype(np.int64)
        history, length = (part.to(device) for part in latest(snapshot, offsets, history_length))
        found = []
        with evaluating(model):
            ends = _ends(model, history, length) if isinstance(model, Staged) else None
            for rows in (slice(row, row + tile) for row in range(0, len(length), tile)):
                if decode and ends is not None:
                    scores = decode(ends[rows])
                else:
                    scores = model.probabilities(model.scores(history[rows], length[rows]))
                seen = _seen(snapshot, offsets[rows.start : rows.stop + 1])
                found.append(_best(scores, k, None if policy == "keep" else seen))
        items, values = (np.concatenate(parts) for parts in zip(*found, strict=True))
        yield Lists(users[start : start + at_once], items, values)


def _ends(
    model: Staged, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]
) -> Float[Tensor, "B *size"]:
    """Those of each row, found once for equal rows."""
    rows, of_row = torch.unique(torch.cat([history, length[:, None]], dim=1), dim=0, return_inverse=True)
    return model.ends(rows[:, :-1], rows[:, -1])[of_row]


def _best(
    scores: Float[Tensor, "B n"], k: int, excluded: tuple[NDArray[np.int64], NDArray[np.int64]] | None
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """Items and values of each row; writes over the scores, whose memory is worth more than the numbers."""
    left = None if excluded is None else leave_out(scores, *excluded)
    best = scores.topk(k)
    values = best.values if left is None else best.values / left
    return best.indices.cpu().numpy(), values.cpu().numpy()


def latest(
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
