"""Item-kNN: items that occur in the same sequences as those of the history."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.models.baselines.history import dense, item_counts, items_of_sequences
from engine.models.baselines.popularity import Popularity
from engine.sequences.examples import TrainingLog

SHRINKAGE = 20.0
"""Damps the cosine of rare items."""

NEIGHBOURS = 500
"""Neighbours kept per item."""

BLOCK = 250
"""Items whose neighbours are found at once: a moment's work, after which the fitting can be ended."""


class ItemKnn:
    """Shrunk cosine s_ij = f_ij / sqrt((f_i + 20)(f_j + 20)), f counted over training sequences."""

    def __init__(self, log: TrainingLog, check: Callable[[], None] = lambda: None) -> None:
        """Count.

        Args:
            check: called now and then; what it raises ends the counting.
        """
        self.n_items = log.n_items
        self.similarity = _similarity(log, check)
        self.popularity = Popularity(log).as_tie_break()

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        return dense(item_counts(history, length, self.n_items) @ self.similarity, self.popularity)


def _similarity(log: TrainingLog, check: Callable[[], None]) -> sparse.csr_array[np.float64]:
    contains = items_of_sequences(log)
    frequency: NDArray[np.float64] = np.asarray(contains.sum(axis=0)).ravel()
    scaled = sparse.csr_array(contains @ sparse.diags_array(1.0 / np.sqrt(frequency + SHRINKAGE)))
    by_item = scaled.T.tocsr()
    blocks = []
    for first in range(0, log.n_items, BLOCK):
        check()
        blocks.append(_nearest(sparse.csr_array(by_item[first : first + BLOCK] @ scaled), first))
    return sparse.csr_array(sparse.vstack(blocks, format="csr"))


def _nearest(similarity: sparse.csr_array[np.float64], first: int) -> sparse.csr_array[np.float64]:
    """The rows of items `first` ..., without themselves, cut to the nearest `NEIGHBOURS`."""
    rows = similarity.shape[0]
    similarity.setdiag(0.0, k=first)
    similarity.eliminate_zeros()
    lengths = np.diff(similarity.indptr)
    if lengths.max(initial=0) <= NEIGHBOURS:
        return similarity
    row = np.repeat(np.arange(rows), lengths)
    order = np.lexsort((-similarity.data, row))
    place = np.arange(len(order)) - similarity.indptr[:-1][row[order]]
    kept = order[place < NEIGHBOURS]
    return sparse.csr_array(
        (similarity.data[kept], (row[kept], similarity.indices[kept])), shape=similarity.shape
    )
