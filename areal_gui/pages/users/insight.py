"""Why the model proposes a list and how sure it is of it; plain functions, run off the GUI thread."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.recommending.attention import HistoryAttention
    from engine.recommending.catalogue import Recommendation
    from engine.recommending.certainty import Certainty
    from engine.recommending.chain_recommender import ChainRecommender
    from engine.recommending.explain import Influence
    from engine.recommending.generation import Generation
    from engine.recommending.recommender import Recommender
    from engine.recommending.what_if import ListChange


@dataclass(frozen=True)
class Insight:
    """What stands behind a list: weights of the encoder (where it tells them), influence, certainty."""

    attention: HistoryAttention | None
    influence: Influence
    certainty: Certainty


@dataclass(frozen=True)
class Alternative:
    """The list after another history, or drawn in another way, beside the run's own."""

    items: list[int]
    generation: Generation | None
    recommendations: list[Recommendation]
    change: ListChange


@dataclass(frozen=True)
class ItemWeights:
    """What the encoder weighs at one item: shares that add up to 1.

    Attributes:
        local: width of a convolution -> its share.
        overall: the share of the LSTM.
        taken: how much of the item the attention encoder takes in, of 1 for all items; None: it has none.
    """

    local: dict[int, float]
    overall: float
    taken: float | None = None

    @property
    def shares(self) -> list[float]:
        """The scales in their order, then the global branch; of attention the item alone."""
        return [*self.local.values(), self.overall] if self.taken is None else [self.taken]


def chain_of(recommender: Recommender) -> ChainRecommender | None:
    """The same, where its lists come out of noise; None where there is no chain to be shown."""
    from engine.recommending.chain_recommender import ChainRecommender

    return recommender if isinstance(recommender, ChainRecommender) else None


def explain(
    recommender: Recommender,
    items: list[int],
    recommendations: Sequence[Recommendation],
    generation: Generation | None = None,
) -> Insight:
    """Look behind the list that follows a history."""
    listed = [line.item for line in recommendations]
    chain = chain_of(recommender)
    return Insight(
        None if chain is None else chain.attention(items),
        recommender.influence(items, listed, generation),
        recommender.certainty(items, listed, generation),
    )


def reconsider(
    recommender: Recommender,
    recommendations: Sequence[Recommendation],
    items: list[int],
    generation: Generation | None,
    k: int,
) -> Alternative:
    """The list after another history, or drawn otherwise; `recommendations` is what it is held against."""
    from engine.recommending.what_if import list_change

    found = recommender.recommend(items, k, generation)
    change = list_change([line.item for line in recommendations], [line.item for line in found])
    return Alternative(items, generation, found, change)


def weights_of(attention: HistoryAttention | None) -> list[ItemWeights]:
    """The weights at each item that the model sees, oldest first: the means of all blocks.

    None of a model that does not tell them, nor of an encoder that weighs nothing: the mean of the items.
    """
    if attention is not None and attention.places is not None:
        return [ItemWeights({}, 0.0, float(share)) for share in attention.places]
    if attention is None or not attention.fusion.shape[1]:
        return []
    fusion = attention.fusion.mean(axis=1)
    scales = attention.scales.mean(axis=1)
    return [
        ItemWeights(
            {width: float(local * scale) for width, scale in zip(attention.kernels, of_scale, strict=True)},
            float(overall) if attention.kernels else 1.0,
        )
        for (local, overall), of_scale in zip(fusion, scales, strict=True)
    ]
