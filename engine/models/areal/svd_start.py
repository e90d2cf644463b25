"""Item embeddings to start from: what the training log says about which items occur together."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch
from jaxtyping import Float32
from numpy.typing import NDArray
from scipy import sparse
from torch import Tensor

from engine.sequences.examples import TrainingLog

WINDOW = 10
"""Items at most this far apart in a sequence count as occurring together."""

POWER_ITERATIONS = 4


def svd_start(
    log: TrainingLog, size: int, seed: int, check: Callable[[], None] = lambda: None
) -> Float32[Tensor, "n d"]:
    """Unit rows from a truncated SVD of the positive pointwise mutual information (Levy & Goldberg 2014).

    Items without a neighbour in the training log get a random direction.

    Args:
        check: called now and then; what it raises ends the work.
    """
    random = np.random.default_rng(seed)
    rows = random.standard_normal((log.n_items, size))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    matrix = positive_pmi(cooccurrences(log, check))
    if matrix.nnz:
        factors = _leading_factors(matrix, min(size, log.n_items), seed, check)
        norm = np.linalg.norm(factors, axis=1)
        known = norm > 1e-6
        rows[known] = 0.0
        rows[known, : factors.shape[1]] = factors[known] / norm[known, None]
    return torch.from_numpy(rows.astype(np.float32))


def _leading_factors(
    matrix: sparse.csr_array[np.float64], rank: int, seed: int, check: Callable[[], None]
) -> NDArray[np.float32]:
    """U sqrt(S) of a randomised truncated SVD of a symmetric matrix (Halko et al. 2011), [n, rank].

    An exact one gives the same embeddings for the model's purpose, takes three times as long, and holds
    Python's lock all the while.
    """
    pairs = matrix.tocoo()
    tensor = torch.sparse_coo_tensor(
        torch.from_numpy(np.stack(pairs.coords).astype(np.int64)),
        torch.from_numpy(pairs.data.astype(np.float32)),
        pairs.shape,
        check_invariants=True,
    ).coalesce()
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        basis = torch.linalg.qr(tensor @ torch.randn(matrix.shape[1], rank)).Q
    for _ in range(2 * POWER_ITERATIONS):  # twice: with the matrix and its transpose, which is the same
        check()
        basis = torch.linalg.qr(tensor @ basis).Q
    u, s, _ = torch.linalg.svd((tensor @ basis).T, full_matrices=False)
    factors: NDArray[np.float32] = (basis @ u * s.sqrt()).numpy()
    return factors


def cooccurrences(log: TrainingLog, check: Callable[[], None] = lambda: None) -> sparse.csr_array[np.float64]:
    """Symmetric counts [n, n] of items within `WINDOW` of each other; an item with itself does not count."""
    sequence = np.repeat(np.arange(len(log.offsets) - 1), np.diff(log.offsets))
    counts = sparse.csr_array((log.n_items, log.n_items), dtype=np.float64)
    for distance in range(1, WINDOW + 1):
        check()
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
