"""Popularity: how often an item is a training target."""

from __future__ import annotations

import numpy as np
import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.sequences.examples import TrainingLog


class Popularity:
    """The same list for everyone."""

    def __init__(self, log: TrainingLog) -> None:
        counts = np.bincount(log.items[log.is_target], minlength=log.n_items)
        self.counts = torch.from_numpy(counts.astype(np.float64))

    def scores(
        self,
        history: Int64[Tensor, "B L"],  # noqa: ARG002 - the same for every history
        length: Int64[Tensor, "B"],
    ) -> Float[Tensor, "B n"]:
        return self.counts.expand(len(length), -1)

    def as_tie_break(self) -> Float[Tensor, "n"]:
        """Popularity scaled to stay below any difference that another score makes on purpose."""
        return self.counts / self.counts.sum() * 1e-9
