"""What goes before a network and behind it: of whole histories the latest items, and nothing seen again."""

from __future__ import annotations

import torch
from torch import Tensor


def latest(history: Tensor, length: Tensor, places: int, n_items: int) -> tuple[Tensor, Tensor]:
    """The last `places` items of right-padded histories [B, W], as [B, places] padded with n_items.

    Returns:
        Them, and how many of each row are real.
    """
    place = torch.arange(places, device=history.device)
    count = length.clamp_max(places)
    at = ((length - count)[:, None] + place).clamp_max(history.shape[1] - 1)
    return torch.where(place < count[:, None], history.gather(1, at), n_items), count


def seen(history: Tensor, length: Tensor, n_items: int) -> Tensor:
    """Which items are in each history, bool [B, n]."""
    real = torch.arange(history.shape[1], device=history.device) < length[:, None]
    item = torch.where(real, history, n_items)
    none = torch.zeros((history.shape[0], n_items + 1), dtype=torch.bool, device=history.device)
    return none.scatter(1, item, True)[:, :n_items]


def without_seen(probabilities: Tensor, seen: Tensor) -> Tensor:
    """Among what is left, minus infinity for the rest: as `engine.recommending.allowed.without` has it."""
    possible = probabilities.masked_fill(seen, 0.0)
    return (possible / possible.sum(1, keepdim=True)).masked_fill(seen, -torch.inf)
