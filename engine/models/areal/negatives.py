"""Softmax over a sample of a catalogue that is too large for all of it.

Each negative stands for as many items as its expected number in the sample says: -log(k q_j) is added to its
logit (Bengio & Senécal 2008; the target itself is not drawn and needs no correction). The sum over the sample
is then an unbiased estimate of the sum over the catalogue.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Float64, Int64, Real
from torch import Tensor, nn

from engine.models.areal.config import FULL_SOFTMAX_UP_TO, ArealConfig

POPULARITY_POWER = 0.75
"""Negatives are drawn in proportion to (occurrences + 1) to this power (Mikolov et al. 2013)."""


def make_negatives(config: ArealConfig, popularity: Real[Tensor, "n"]) -> Negatives | None:
    """None where the softmax is full: as configured, or because there are no more items than negatives."""
    n_items = len(popularity)
    choice = config.softmax
    if choice == "auto":
        choice = "full" if n_items <= FULL_SOFTMAX_UP_TO else "sampled"
    return (
        None if choice == "full" or n_items <= config.negatives else Negatives(popularity, config.negatives)
    )


class Negatives(nn.Module):
    """Draws k items for a whole batch, with repetition."""

    cumulated: Float64[Tensor, "n"]
    log_expected: Float[Tensor, "n"]

    def __init__(self, popularity: Real[Tensor, "n"], count: int) -> None:
        """Args: popularity: occurrences of each item in training; count: k."""
        super().__init__()
        weight = (popularity.double() + 1) ** POPULARITY_POWER
        share = weight / weight.sum()
        self.count = count
        self.register_buffer("cumulated", share.cumsum(0), persistent=False)
        self.register_buffer("log_expected", (count * share).log().float(), persistent=False)

    def __str__(self) -> str:
        return f"{self.count:,} of {len(self.log_expected):,} items"

    def draw(self) -> Int64[Tensor, "k"]:
        """One item from each of k equal parts of the distribution, which varies less than k free draws."""
        device = self.cumulated.device
        start = torch.arange(self.count, dtype=torch.float64, device=device)
        place = (start + torch.rand(self.count, dtype=torch.float64, device=device)) / self.count
        return torch.searchsorted(self.cumulated, place, right=True).clamp_max(len(self.cumulated) - 1)

    def share(self, drawn: Int64[Tensor, "k"]) -> Float[Tensor, "k"]:
        """The share of the catalogue that each drawn item stands for: they add up to 1 in expectation."""
        return (-self.log_expected[drawn]).exp() / len(self.log_expected)

    def mean_log_partition(
        self,
        x: Float[Tensor, "B d"],
        items: Float[Tensor, "k d"],
        drawn: Int64[Tensor, "k"],
        target: Int64[Tensor, "B"],
        of_target: Float[Tensor, "B"],
    ) -> Float[Tensor, ""]:
        """The estimate of what `softmax.mean_log_partition` gives for the whole catalogue.

        Args:
            items: the rows of the drawn items.
            of_target: x . item of each row's target, which takes its place in the sum exactly once.
        """
        logits = torch.addmm(-self.log_expected[drawn], x.to(items.dtype), items.T)
        hit = drawn == target[:, None]
        logits = logits.masked_fill_(hit, torch.finfo(logits.dtype).min)
        return torch.logaddexp(of_target.to(logits.dtype), logits.logsumexp(1)).mean()
