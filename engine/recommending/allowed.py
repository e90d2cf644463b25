"""What a list may hold: the policy of a run on items of the history, and places among what is left."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor

History = NDArray[np.int64]


def without(scores: Float[Tensor, "B n"], histories: Sequence[History]) -> Float[Tensor, "B n"]:
    """Probabilities among the items that are not in each row's history; minus infinity for those that are."""
    row = np.repeat(np.arange(len(histories)), [len(history) for history in histories])
    item = np.concatenate([*histories, np.empty(0, dtype=np.int64)])
    seen = (torch.from_numpy(row).to(scores.device), torch.from_numpy(item).to(scores.device))
    possible = scores.index_put(seen, scores.new_tensor(0.0))
    return (possible / possible.sum(1, keepdim=True)).index_put(seen, scores.new_tensor(-torch.inf))


def ranks(scores: Float[Tensor, "B n"], items: Int64[Tensor, "m"]) -> Int64[Tensor, "B m"]:
    """The place, from 1, of each item in each row: how many score higher, and one."""
    own = scores[:, items]
    return torch.stack([(scores > level[:, None]).sum(1) for level in own.T], dim=1) + 1
