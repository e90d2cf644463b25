"""How sure a model is of a list, and how alike the items of the list are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float, Int64
from numpy.typing import NDArray
from torch import Tensor


@dataclass(frozen=True)
class Certainty:
    """Of the k items of a list, over S draws of x_T.

    Attributes:
        mass: the probability of the whole list.
        effective_items: exp of the entropy of the posterior: among how many equally likely items it is torn.
        deviation: float32 [k], of each item's probability over the draws; zeros for a single draw.
        agreement: the mean share of the list that the list of one draw alone has, too.
        distance: the mean of 1 - cosine over all pairs of the list's items, 0 for one alike, 1 for
            unrelated ones.
    """

    mass: float
    effective_items: float
    deviation: NDArray[np.float32]
    agreement: float
    distance: float


def certainty(
    by_draw: Float[Tensor, "S n"], listed: Int64[Tensor, "k"], items: Float[Tensor, "n d"]
) -> Certainty:
    """Args: by_draw: the posterior of every draw; listed: the list; items: the embeddings of all items."""
    posterior = by_draw.mean(0)
    entropy = -torch.special.xlogy(posterior, posterior).sum()
    own = by_draw.topk(len(listed), dim=1).indices
    return Certainty(
        mass=float(posterior[listed].sum()),
        effective_items=float(entropy.exp()),
        deviation=(by_draw - posterior)[:, listed].square().mean(0).sqrt().cpu().numpy(),
        agreement=float(torch.isin(own, listed).float().mean()) if len(listed) else 1.0,
        distance=intra_list_distance(items[listed]),
    )


def intra_list_distance(listed: Float[Tensor, "k d"]) -> float:
    """The mean of 1 - cosine over all pairs; 0 for fewer than two items."""
    count = len(listed)
    if count < 2:
        return 0.0
    unit = torch.nn.functional.normalize(listed, dim=1)
    pairs = float(unit.sum(0).square().sum()) - float(unit.square().sum())
    return 1.0 - pairs / (count * (count - 1))
