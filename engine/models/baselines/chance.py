"""Chance: all items alike."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.sequences.examples import TrainingLog


class Chance:
    """What guessing gets: the evaluator takes the mean over all orders of tied items."""

    def __init__(self, log: TrainingLog) -> None:
        self.n_items = log.n_items

    def scores(
        self,
        history: Int64[Tensor, "B L"],  # noqa: ARG002 - the same for every history
        length: Int64[Tensor, "B"],
    ) -> Float[Tensor, "B n"]:
        return torch.zeros(self.n_items).expand(len(length), -1)
