"""What a model recommends, whether right or not: much of the catalogue, or a few favourites."""

from __future__ import annotations

import torch
from jaxtyping import Float, Float64, Int64
from torch import Tensor

RECOMMENDED = 20
"""Items that count as recommended."""


def count_recommended(scores: Float[Tensor, "B n"]) -> Float64[Tensor, "n"]:
    """How often each item is among the first of a row, in the mean over the order of ties.

    Items that are excluded (a score of minus infinity) never are.
    """
    n_items = scores.shape[1]
    found = scores.topk(min(RECOMMENDED + 1, n_items), dim=1)
    first, edge = found.indices[:, :RECOMMENDED], found.values[:, :RECOMMENDED]
    # Where the list ends among equals, all of them share its last places.
    tied = torch.zeros_like(edge[:, 0], dtype=torch.bool)
    if n_items > RECOMMENDED:
        tied = (found.values[:, -1] == edge[:, -1]) & edge[:, -1].isfinite()
    clear = ~tied[:, None] & edge.isfinite()
    counts = torch.bincount(first[clear], minlength=n_items).double()
    if tied.any():
        counts += _shared_places(scores[tied], edge[tied, -1:])
    return counts


def _shared_places(scores: Float[Tensor, "B n"], edge: Float[Tensor, "B 1"]) -> Float64[Tensor, "n"]:
    above, level = scores > edge, scores == edge
    share = (RECOMMENDED - above.sum(1)) / level.sum(1)
    return (above.sum(0) + share @ level.to(share.dtype)).double()


def beyond_accuracy(recommended: Float64[Tensor, "n"], trained: Int64[Tensor, "n"]) -> dict[str, float]:
    """Figures of a part from how often each item was recommended and was a training target.

    `coverage@20`: share of the catalogue that anybody was recommended; an item expected less than once
    counts by that. `popularity@20`: mean place of what was recommended in the order of training counts, from
    0, the rarest, to 1; 0.5 for recommendations at random.
    """
    ordered = trained.sort().values
    below = torch.searchsorted(ordered, trained)
    not_above = torch.searchsorted(ordered, trained, right=True)
    place = (below + not_above - 1) / 2 / max(1, len(trained) - 1)
    total = recommended.sum()
    return {
        f"coverage@{RECOMMENDED}": float(recommended.clamp_max(1).mean()),
        f"popularity@{RECOMMENDED}": float((recommended * place).sum() / total) if total > 0 else 0.0,
    }
