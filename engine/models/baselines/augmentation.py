"""Two views of the same history: part of it, some of it hidden, or some of it in another order (CL4SRec).

Crop keeps a run of the items, mask hides some of them, reorder shuffles a run. Histories of sessions are
short: the shares of the paper, rounded down, would leave most of them as they are. Every operator changes at
least one thing in a history of two items or more, so that its two views differ from it and from each other.
Shorter ones have no views: leave them out.

No loop over rows: places are chosen by sorting random keys.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor

OPERATORS = 3
SHORTEST = 2
"""Items of the shortest history that has views."""


@dataclass(frozen=True)
class Shares:
    """What each operator takes of a history: the items kept, hidden, shuffled (eta, gamma, beta)."""

    crop: float = 0.6
    mask: float = 0.3
    reorder: float = 0.6


def two_views(
    history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], n_items: int, shares: Shares
) -> tuple[tuple[Int64[Tensor, "B L"], Int64[Tensor, "B"]], tuple[Int64[Tensor, "B L"], Int64[Tensor, "B"]]]:
    """Two views with their lengths, of every row by two different operators drawn for it.

    Hidden items become n_items + 1.
    """
    made = [
        crop(history, length, n_items, shares.crop),
        (mask(history, length, n_items + 1, shares.mask), length),
        (reorder(history, length, shares.reorder), length),
    ]
    views = torch.stack([view for view, _ in made])
    lengths = torch.stack([own for _, own in made])
    row = torch.arange(len(length), device=length.device)
    first = torch.randint(OPERATORS, (len(length),), device=length.device)
    second = (first + torch.randint(1, OPERATORS, (len(length),), device=length.device)) % OPERATORS
    return (views[first, row], lengths[first, row]), (views[second, row], lengths[second, row])


def crop(
    history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], padding: int, share: float
) -> tuple[Int64[Tensor, "B L"], Int64[Tensor, "B"]]:
    """A run of `share` of the items, at least one and, of several, not all; and how many they are."""
    kept = _number(length, share).clamp_min(1).minimum((length - 1).clamp_min(1)).minimum(length)
    at = _places(history) + _start(length - kept)[:, None]
    cut = history.gather(1, at.clamp_max(history.shape[1] - 1))
    return cut.masked_fill(_places(history) >= kept[:, None], padding), kept


def mask(
    history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], token: int, share: float
) -> Int64[Tensor, "B L"]:
    """`share` of the items, at least one and, of several, not all, hidden behind `token`."""
    hidden = _number(length, share).clamp_min(1).minimum((length - 1).clamp_min(1))
    rank = _random_ranks(_real(history, length))
    return history.masked_fill((rank < hidden[:, None]) & _real(history, length), token)


def reorder(history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], share: float) -> Int64[Tensor, "B L"]:
    """A run of `share` of the items, at least two, in another order."""
    window = _number(length, share).clamp_min(2).minimum(length)
    start = _start(length - window)[:, None]
    place = _places(history)
    inside = (place >= start) & (place < start + window[:, None])
    order = _random_ranks(inside)
    same = ((order == place - start) | ~inside).all(1, keepdim=True)
    order = torch.where(same, (order + 1) % window.clamp_min(1)[:, None], order)  # the one that is none
    return history.gather(1, torch.where(inside, start + order, place))


def _number(length: Int64[Tensor, "B"], share: float) -> Int64[Tensor, "B"]:
    """That share of each length, rounded down."""
    return (length * share).long()


def _start(free: Int64[Tensor, "B"]) -> Int64[Tensor, "B"]:
    """Where a run begins that leaves `free` places: each is as likely."""
    drawn: Float[Tensor, "B"] = torch.rand(len(free), device=free.device)
    return (drawn * (free + 1)).long().minimum(free)


def _places(history: Int64[Tensor, "B L"]) -> Int64[Tensor, "1 L"]:
    return torch.arange(history.shape[1], device=history.device)[None]


def _real(history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Bool[Tensor, "B L"]:
    return _places(history) < length[:, None]


def _random_ranks(among: Bool[Tensor, "B L"]) -> Int64[Tensor, "B L"]:
    """Ranks from 0 of random keys among the chosen places of each row; the other places come after them."""
    keys = torch.rand(among.shape, device=among.device).masked_fill(~among, torch.inf)
    return keys.argsort(dim=1).argsort(dim=1)
