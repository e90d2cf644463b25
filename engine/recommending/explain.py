"""Why an item was recommended: what becomes of its place when each part of the history is left out."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MOST = 0.6
"""Share of the whole effect that "mostly" stands for."""


@dataclass(frozen=True)
class Influence:
    """Exactly what leaving out one of the n items that the model sees does to m recommendations.

    The other items keep their order. Where the run excludes items of the history, those of the whole history
    stay excluded, so that an item's place changes only because of what the model sees.

    Attributes:
        history: int64 [n], oldest first.
        items: int64 [m].
        rank: int64 [m], with the whole history; `probability` float32 [m].
        rank_without: int64 [n, m], with each item left out; `probability_without` float32 [n, m].
    """

    history: NDArray[np.int64]
    items: NDArray[np.int64]
    rank: NDArray[np.int64]
    probability: NDArray[np.float32]
    rank_without: NDArray[np.int64]
    probability_without: NDArray[np.float32]

    def effect(self, place: int) -> NDArray[np.float64]:
        """[n]: by how much each item raises log p of the recommendation at `place`; negative: lowers."""
        least = float(np.finfo(np.float32).tiny)
        whole = math.log(max(float(self.probability[place]), least))
        found: NDArray[np.float64] = whole - np.log(np.maximum(self.probability_without[:, place], least))
        return found

    def mostly(self, place: int) -> list[int]:
        """The fewest places of the history, from 0, that make up most of what speaks for a recommendation.

        Empty where nothing in the history does.
        """
        raising = self.effect(place).clip(min=0.0)
        if not raising.sum() > 0:
            return []
        order = np.argsort(-raising, kind="stable")
        needed = int(np.searchsorted(raising[order].cumsum(), MOST * raising.sum())) + 1
        return sorted(order[:needed].tolist())
