"""Item embeddings to start from: what the training log says about which items occur together."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse.linalg import svds
from torch import Tensor

from engine.sequences.examples import TrainingLog

WINDOW = 10
"""Items at most this far apart in a sequence count as occurring together."""


def svd_start(log: TrainingLog, size: int, seed: int) -> Float32[Tensor, "n d"]:
    """Unit rows from a truncated SVD of the positive pointwise mutual information (Levy & Goldberg 2014).

    Items without a neighbour in the training log get a random direction.
    """
    random = np.random.default_rng(seed)
    rows = random.standard_normal((log.n_items, size))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = positive_pmi(cooccurrences(log))
    rank = min(size, log.n_items - 1)
    if matrix.nnz and rank:
        u, s, _ = svds(matrix, k=rank, v0=random.standard_normal(log.n_items))
        factors = u * np.sqrt(s)
        norm = np.linalg.norm(factors, axis=1)
        known = norm > 1e-9
        rows[known] = 0.0
        rows[known, :rank] = factors[known] / norm[known, None]
    return torch.from_numpy(rows.astype(np.float32))


def cooccurrences(log: TrainingLog) -> sparse.csr_array[np.float64]:
    """Symmetric counts [n, n] of items within `WINDOW` of each other; an item with itself does not count."""
    sequence = np.repeat(np.arange(len(log.offsets) - 1), np.diff(log.offsets))
    counts = sparse.csr_array((log.n_items, log.n_items), dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        same = sequence[distance:] == sequence[:-distance]
        left, right = log.items[:-distance][same], log.items[distance:][same]
        ones = np.ones(len(left))
        counts = counts + sparse.csr_array((ones, (left, right)), shape=counts.shape)
    counts = (counts + counts.T).tocsr()
    counts.setdiag(0)
    counts.eliminate_zeros()
    return counts


def positive_pmi(counts: sparse.csr_array[np.float64]) -> sparse.csr_array[np.float64]:
    """max(0, log p(i, j) / p(i) p(j)) of a count matrix."""
    total: float = counts.sum()
    marginal: NDArray[np.float64] = np.asarray(counts.sum(axis=1)).ravel()
    pairs = counts.tocoo()
    row, column = pairs.coords
    pmi = np.log(pairs.data * total / (marginal[row] * marginal[column]))
    positive = pmi > 0
    return sparse.csr_array((pmi[positive], (row[positive], column[positive])), shape=counts.shape)
