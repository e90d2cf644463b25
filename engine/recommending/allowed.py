"""What a list may hold: the policy of a run on items of the history, and places among what is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor

History = NDArray[np.int64]


def without(scores: Float[Tensor, "B n"], row: History, item: History) -> Float[Tensor, "B n"]:
    """Probabilities among the items that remain; minus infinity for those that are excluded.

    Args:
        row, item: int64 [m], the pairs that are excluded.
    """
    possible = scores.clone()
    return possible.div_(leave_out(possible, row, item))


def leave_out(scores: Float[Tensor, "B n"], row: History, item: History) -> Float[Tensor, "B 1"]:
    """Set probabilities that are excluded to minus infinity, in place; returns what is left of each row."""
    seen = (torch.from_numpy(row).to(scores.device), torch.from_numpy(item).to(scores.device))
    scores[seen] = 0.0
    left = scores.sum(1, keepdim=True)
    scores[seen] = -torch.inf
    return left


def pairs(histories: Sequence[History]) -> tuple[History, History]:
    """What `without` excludes, where each row has a history."""
    row = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    return row, np.concatenate([*histories, np.empty(0, dtype=np.int64)])


def ranks(scores: Float[Tensor, "B n"], items: Int64[Tensor, "m"]) -> Int64[Tensor, "B m"]:
    """The place, from 1, of each item in each row: how many score higher, and one."""
    own = scores[:, items]
    return torch.stack([(scores > level[:, None]).sum(1) for level in own.T], dim=1) + 1
