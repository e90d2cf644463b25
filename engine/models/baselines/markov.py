"""First-order Markov chain: which item followed the last one in the training log."""

from __future__ import annotations

import numpy as np
from jaxtyping import Float, Int64
from scipy import sparse
from torch import Tensor

from engine.models.baselines.history import dense, last_item
from engine.models.baselines.popularity import Popularity
from engine.sequences.examples import TrainingLog


class Markov:
    """p(next | last) from transition counts; popularity where nothing followed."""

    def __init__(self, log: TrainingLog) -> None:
        follows = np.ones(len(log.items), dtype=bool)
        follows[log.offsets[:-1][np.diff(log.offsets) > 0]] = False
        to = np.flatnonzero(follows & log.is_target)
        counts = sparse.csr_array(
            (np.ones(len(to)), (log.items[to - 1], log.items[to])), shape=(log.n_items + 1, log.n_items)
        )
        leaving = np.maximum(np.asarray(counts.sum(axis=1)).ravel(), 1.0)
        self.transitions = sparse.csr_array(sparse.diags_array(1.0 / leaving) @ counts)
        self.popularity = Popularity(log).as_tie_break()

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        return dense(self.transitions[last_item(history, length).numpy()], self.popularity)
