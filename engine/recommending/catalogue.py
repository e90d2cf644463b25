"""The items of a run as people know them, and lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from engine.store.datasets import Items


@dataclass(frozen=True)
class Recommendation:
    """One line of a list.

    Attributes:
        rank: from 1.
        item: its number in the run's catalogue; `external_id` and `title` are what the log calls it.
        score: probability under the item posterior, averaged over several x_T, among the items that the
            run's policy lets through.
        popularity_rank: its place, from 1, among all items by number of interactions.
        repeat: the history holds it already.
    """

    rank: int
    item: int
    external_id: str
    title: str | None
    score: float
    popularity_rank: int
    repeat: bool


@dataclass(frozen=True)
class Catalogue:
    """Names, and places in the order of popularity: `popularity_rank` is int64 [n_items], from 1."""

    names: Items
    popularity_rank: NDArray[np.int64]

    @classmethod
    def of(cls, names: Items, counts: NDArray[np.int64]) -> Self:
        """`counts`: how often each item occurs."""
        rank = np.empty(len(counts), dtype=np.int64)
        rank[np.argsort(-counts, kind="stable")] = np.arange(1, len(counts) + 1)
        return cls(names, rank)

    def lines(self, scores: Sequence[float], items: Sequence[int], history: set[int]) -> list[Recommendation]:
        """A list of items, best first; those that are excluded (a score of minus infinity) are left out."""
        possible = [(score, item) for score, item in zip(scores, items, strict=True) if score > -np.inf]
        return [
            Recommendation(
                rank=rank,
                item=item,
                external_id=self.names.external_ids[item],
                title=self.names.titles[item],
                score=score,
                popularity_rank=int(self.popularity_rank[item]),
                repeat=item in history,
            )
            for rank, (score, item) in enumerate(possible, start=1)
        ]
