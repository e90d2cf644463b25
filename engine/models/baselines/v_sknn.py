"""V-SKNN: what is in the training sequences that resemble the history, its latest items above all."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int64
from scipy import sparse
from torch import Tensor

from engine.models.baselines.history import dense, item_counts, items_of_sequences
from engine.models.baselines.popularity import Popularity
from engine.sequences.examples import TrainingLog

NEIGHBOURS = 100
"""Sequences that have a say: k."""

CANDIDATES = 1_000
"""Latest sequences of each item of the history, among which the neighbours are sought: m."""

REACH = 10
"""A neighbour whose latest shared item is this many places from the end of the history has no say."""


class VSknn:
    """Vector session-based kNN (Ludewig & Jannach 2018, arXiv 1803.09587, section 3.3.3).

    The item at place p of a history weighs p. A training sequence is as near as the sum of the weights of
    the items it shares. Each of the k nearest, the latest first among equals, gives its items its nearness,
    less a tenth for every place between its latest shared item and the end of the history, times
    log(sequences / sequences with the item).
    """

    def __init__(self, log: TrainingLog) -> None:
        self.n_items = log.n_items
        contains = items_of_sequences(log)
        self.n_sequences = contains.shape[0]
        frequency = np.maximum(np.bincount(contains.indices, minlength=log.n_items), 1)
        self.gives = sparse.csr_array(contains @ sparse.diags_array(np.log(self.n_sequences / frequency)))
        self.candidates = _latest(sparse.csr_array(contains.T))
        self.popularity = Popularity(log).as_tie_break()

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        place = np.arange(history.shape[1]) + 1
        from_end = length.numpy()[:, None] - place
        # One product for both: the weights in the high bits, below them one bit for each of the last places.
        codes = place * 2**REACH + np.where(from_end < REACH, 2.0 ** (REACH - 1 - from_end), 0.0)
        shared = item_counts(history, length, self.n_items, codes) @ self.candidates
        return dense(self._neighbours(shared) @ self.gives, self.popularity)

    def _neighbours(self, shared: sparse.csr_array[np.float64]) -> sparse.csr_array[np.float64]:
        """The say of the nearest sequences of each history, [B, sequences], from the sums of the codes."""
        rows = np.diff(shared.indptr)
        row = np.repeat(np.arange(len(rows)), rows)
        weight, places = np.divmod(shared.data.astype(np.int64), 2**REACH)
        # Sorting whole numbers is many times faster than finding an order: everything goes into the key.
        heaviest = weight.max(initial=0)
        key = (row * (heaviest + 1) + heaviest - weight) * self.n_sequences
        key = (key + self.n_sequences - 1 - shared.indices) * 2**REACH + places
        key.sort()
        key = key[np.arange(len(key)) - shared.indptr[row] < NEIGHBOURS]
        key, places = np.divmod(key, 2**REACH)
        key, sequence = np.divmod(key, self.n_sequences)
        row, weight = np.divmod(key, heaviest + 1)
        # The highest bit is the latest shared place; frexp(2^b + ...) has the exponent b + 1.
        say = (heaviest - weight) * np.frexp(places)[1] / REACH
        return sparse.csr_array((say, (row, self.n_sequences - 1 - sequence)), shape=shared.shape)


def _latest(of_items: sparse.csr_array[np.float64]) -> sparse.csr_array[np.float64]:
    """The rows of all items, cut to the latest `CANDIDATES` sequences with the item."""
    of_items.sort_indices()
    item = np.repeat(np.arange(of_items.shape[0]), np.diff(of_items.indptr))
    kept = of_items.indptr[1:][item] - np.arange(len(item)) <= CANDIDATES
    return sparse.csr_array((of_items.data[kept], (item[kept], of_items.indices[kept])), shape=of_items.shape)
