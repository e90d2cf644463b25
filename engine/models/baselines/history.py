"""Histories and training sequences as the reference rows need them."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.sequences.examples import TrainingLog


def last_item(history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Int64[Tensor, "B"]:
    """The most recent item of each row; the padding number for an empty history."""
    return history.gather(1, (length - 1).clamp_min(0)[:, None])[:, 0]


def item_counts(
    history: Int64[Tensor, "B L"],
    length: Int64[Tensor, "B"],
    n_items: int,
    weights: NDArray[np.float64] | None = None,
) -> sparse.csr_array[np.float64]:
    """How often each item is in each history, [B, n_items]; `weights` [B, L] instead of counting ones."""
    offsets = np.concatenate([[0], np.cumsum(length.numpy())])
    real = np.arange(history.shape[1]) < length.numpy()[:, None]
    values = np.ones(offsets[-1]) if weights is None else weights[real]
    return sparse.csr_array((values, history.numpy()[real], offsets), shape=(len(history), n_items))


def items_of_sequences(log: TrainingLog) -> sparse.csr_array[np.float64]:
    """1 where a training sequence contains an item, [sequences with items, n_items]."""
    full = np.diff(log.offsets) > 0
    offsets = np.append(log.offsets[:-1][full], log.offsets[-1])
    contains = sparse.csr_array(
        (np.ones(len(log.items)), log.items, offsets),
        shape=(len(offsets) - 1, log.n_items),
        copy=True,  # the next line works in place
    )
    contains.sum_duplicates()
    contains.data[:] = 1.0
    return contains


def dense(scores: sparse.csr_array[np.float64], base: Float[Tensor, "n"]) -> Float[Tensor, "B n"]:
    """Sparse scores on top of those that every row has."""
    rows = np.repeat(np.arange(scores.shape[0]), np.diff(scores.indptr))
    filled = base.repeat(scores.shape[0], 1)
    filled[torch.from_numpy(rows), torch.from_numpy(scores.indices).long()] += torch.from_numpy(scores.data)
    return filled
