"""Sessions as rows over the catalogue: what autoencoders of whole users take in place of sequences."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor

LEAST_WEIGHT = 0.1
"""Of the oldest item where items are weighed by time; the latest has 1 (T-DiffRec's w_min and w_max)."""


def session_rows(
    items: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], n_items: int, *, by_time: bool = False
) -> Float[Tensor, "B n"]:
    """1 where an item is in a session; an empty session is a row of zeros.

    Args:
        items: oldest first, right-padded with `n_items`.
        by_time: instead of 1, from `LEAST_WEIGHT` for the oldest in equal steps to 1 for the latest; an item
            that occurs again has its latest weight.
    """
    place = torch.arange(items.shape[1], device=items.device)
    real = place < length[:, None]
    weight = real.float()
    if by_time:
        age = (length[:, None] - 1 - place) / (length[:, None] - 1).clamp_min(1)
        weight = weight * (1 - (1 - LEAST_WEIGHT) * age)
    rows = weight.new_zeros(items.shape[0], n_items + 1)
    return rows.scatter_reduce_(1, items.masked_fill(~real, n_items), weight, "amax")[:, :n_items]


def followed_by(
    history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"], n_items: int
) -> tuple[Int64[Tensor, "B L+1"], Int64[Tensor, "B"]]:
    """The histories with their targets at the end, and their lengths."""
    longer = torch.nn.functional.pad(history, (0, 1), value=n_items)
    return longer.scatter(1, length[:, None], target[:, None]), length + 1
