"""Repeat-last: the last item again, then popularity."""

from __future__ import annotations

from jaxtyping import Float, Int64
from torch import Tensor

from engine.models.baselines.history import last_item
from engine.models.baselines.popularity import Popularity
from engine.sequences.examples import TrainingLog


class RepeatLast:
    """Shows how far plain repetition gets: on some benchmarks, further than published models."""

    def __init__(self, log: TrainingLog) -> None:
        self.popularity = Popularity(log).as_tie_break()

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        scores = self.popularity.repeat(len(length), 1)
        known = (length > 0).nonzero()[:, 0]
        scores[known, last_item(history, length)[known]] = 1.0
        return scores
