"""The contrastive loss of two views of every history (NT-Xent, Chen et al. 2020), and its false negatives."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor
from torch.nn import functional as F


def contrast(
    first: Float[Tensor, "B d"],
    second: Float[Tensor, "B d"],
    counted: Bool[Tensor, "B"],
    alike: Bool[Tensor, "V V"],
    temperature: float,
) -> Float[Tensor, ""]:
    """Mean over the views of the counted rows of -log p(other view of the row | it, views of other rows).

    Similarities are inner products.

    Args:
        counted: rows that have views at all; the others are no negatives either.
        alike: views, the B first ones before the B second ones, that are not to be told from each other.
    """
    views, counted = torch.cat([first, second]), counted.repeat(2)
    place = torch.arange(len(views), device=views.device)
    other = place.roll(len(first))
    logits = views @ views.T / temperature
    no_negative = alike | ~counted[None] | (place[:, None] == place[None])
    no_negative = no_negative & (place[None] != other[:, None])
    each = F.cross_entropy(logits.masked_fill(no_negative, -torch.inf), other, reduction="none")
    weight = counted.to(each.dtype)
    return (each * weight).sum() / weight.sum().clamp_min(1)


def begin_alike(history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Bool[Tensor, "B B"]:
    """Whether one history is the beginning of the other, or the same.

    Beginnings of one session come into a batch together, and tell the same of the user.
    """
    alike = torch.ones(len(length), len(length), dtype=torch.bool, device=history.device)
    for place, items in enumerate(
        history.unbind(1)
    ):  # one after the other is six times as fast as all at once
        real = place < length
        alike &= (items[:, None] == items) | ~(real[:, None] & real)
    return alike


def equal(history: Int64[Tensor, "B L"]) -> Bool[Tensor, "B B"]:
    """Which padded rows are the same."""
    alike = torch.ones(len(history), len(history), dtype=torch.bool, device=history.device)
    for items in history.unbind(1):
        alike &= items[:, None] == items
    return alike
