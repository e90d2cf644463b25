"""HR@K, NDCG@K and MRR@K of one target per row, from counts of better and equal scores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Bool, Float, Float64, Int64
from torch import Tensor

CUTOFFS = (10, 20, 50)

COMPARED_AT_ONCE = 1 << 18
"""Scores compared at once on a processor."""


@dataclass(frozen=True)
class Ranks:
    """Where the targets of N rows stand in the whole catalogue.

    Attributes:
        better: items with a higher score than the target.
        equal: items with the target's score, the target among them: at least 1.
    """

    better: Int64[Tensor, "N"]
    equal: Int64[Tensor, "N"]

    def __len__(self) -> int:
        return len(self.better)

    @property
    def mean(self) -> Float[Tensor, "N"]:
        """The mean rank over all orders of the tied items, from 1."""
        return self.better + (self.equal + 1) / 2

    def rows(self, chosen: Bool[Tensor, "N"] | Int64[Tensor, "k"]) -> Ranks:
        """The ranks of some rows, by mask or by number."""
        return Ranks(self.better[chosen], self.equal[chosen])


def count_ranks(scores: Float[Tensor, "B n"], target: Int64[Tensor, "B"]) -> Ranks:
    """Rank by counting: no sorting, and ties cannot hide.

    Raises:
        ValueError: a score is not a number.
    """
    if (
        len(scores) and scores.amin().isnan()
    ):  # the smallest of scores that are not all numbers is not a number
        raise ValueError("The model gave scores that are not numbers.")
    own = scores.gather(1, target[:, None])
    # Few rows at a time: the comparisons' bytes then stay in the processor's cache.
    few = scores.shape[0] if scores.is_cuda else max(1, COMPARED_AT_ONCE // scores.shape[1])
    parts = list(zip(torch.split(scores, few), torch.split(own, few), strict=True))
    better = [_true_in_rows(of_rows > of_target) for of_rows, of_target in parts]
    equal = [_true_in_rows(of_rows == of_target) for of_rows, of_target in parts]
    return Ranks(torch.cat(better), torch.cat(equal))


def _true_in_rows(found: Bool[Tensor, "B n"]) -> Int64[Tensor, "B"]:
    # Four times as fast as found.sum(1), which first makes eight bytes of every truth value.
    return found.view(torch.uint8).sum(1, dtype=torch.int32).long()


def metrics(ranks: Ranks) -> dict[str, float]:
    """The mean of `gains`, as fractions; zeros where there are no rows."""
    if not len(ranks):
        return dict.fromkeys(METRICS, 0.0)
    return dict(zip(METRICS, gains(ranks).mean(0).tolist(), strict=True))


def gains(ranks: Ranks) -> Float64[Tensor, "N M"]:
    """What each row adds to each of `METRICS` (Eq. 25-26), in the mean over the order of ties.

    A target tied with e - 1 others behind g better items is at rank g + 1 ... g + e with equal
    probability, so that a constant scorer gets exactly chance, HR@K = K / n.
    """
    better, equal = ranks.better.cpu(), ranks.equal.cpu()
    columns = [_expected(gain(k), k, better, equal) for k in CUTOFFS for gain in _GAINS.values()]
    return torch.stack(columns, 1)


def _expected(
    gain: Float64[Tensor, "K"], k: int, better: Int64[Tensor, "N"], equal: Int64[Tensor, "N"]
) -> Float64[Tensor, "N"]:
    """Mean gain of each row, where entry r - 1 is the gain of rank r <= K and later ranks gain nothing."""
    cumulated = torch.cat([torch.zeros(1, dtype=torch.float64), gain.cumsum(0)])
    return (cumulated[(better + equal).clamp_max(k)] - cumulated[better.clamp_max(k)]) / equal


def _rank(k: int) -> Float64[Tensor, "K"]:
    return torch.arange(1, k + 1, dtype=torch.float64)


_GAINS: dict[str, Callable[[int], Tensor]] = {
    "hr": lambda k: torch.ones(k, dtype=torch.float64),  # Eq. 25
    "ndcg": lambda k: 1 / torch.log2(1 + _rank(k)),  # Eq. 26
    "mrr": lambda k: 1 / _rank(k),
}

METRICS = tuple(f"{name}@{k}" for k in CUTOFFS for name in _GAINS)
"""hr@K, ndcg@K and mrr@K for every cut-off."""
