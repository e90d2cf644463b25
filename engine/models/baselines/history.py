"""Histories as the reference rows need them."""

from __future__ import annotations

import numpy as np
from jaxtyping import Int64
from scipy import sparse
from torch import Tensor


def last_item(history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Int64[Tensor, "B"]:
    """The most recent item of each row; the padding number for an empty history."""
    return history.gather(1, (length - 1).clamp_min(0)[:, None])[:, 0]


def item_counts(
    history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], n_items: int
) -> sparse.csr_array[np.float64]:
    """How often each item is in each history, [B, n_items]."""
    offsets = np.concatenate([[0], np.cumsum(length.numpy())])
    real = history.numpy()[np.arange(history.shape[1]) < length.numpy()[:, None]]
    return sparse.csr_array((np.ones(len(real)), real, offsets), shape=(len(history), n_items))
