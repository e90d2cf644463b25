"""In which order, and how often, an epoch draws the training examples."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from engine.sequences.examples import Examples

DrawingOrder = Callable[[torch.Generator], Tensor]
"""Draws the examples of one epoch: int64 [N], on the CPU."""


def drawing_order(train: Examples, half_life: float) -> DrawingOrder:
    """How epochs over `train` draw: each example once, or the later ones more often.

    Args:
        half_life: share of the examples, counted back from the last one in time, after which an example is
            drawn half as often; 0 for a plain permutation.
    """
    n = len(train)
    if not half_life:
        return lambda draws: torch.randperm(n, generator=draws)
    oldest_first = train.time.cpu().argsort(stable=True)

    def by_recency(draws: torch.Generator) -> Tensor:
        place = recent_places(torch.rand(n, generator=draws, dtype=torch.float64), half_life)
        return oldest_first[(place * n).long().clamp(0, n - 1)]

    return by_recency


def recent_places(u: Tensor, half_life: float) -> Tensor:
    """Places 0 ... 1 with density proportional to 2^(place / half_life), from uniform numbers `u`.

    The inverse of the distribution function, so that it costs the same for any number of examples.
    """
    oldest = 2.0 ** (-1.0 / half_life)
    return 1.0 + half_life * torch.log2(oldest + u * (1.0 - oldest))
