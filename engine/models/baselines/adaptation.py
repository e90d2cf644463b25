"""The parts of Ada-Ranker that adapt it to the items it has to choose from (Fan et al. 2022, 3.2-3.3)."""

from __future__ import annotations

import math

import torch
from jaxtyping import Float
from torch import Tensor, nn

HIDDEN_AT_ONCE = 1_000_000
"""Numbers of the scorer's hidden layer held at once while a whole catalogue is scored: the memory of a
batch stays the same whatever its size, and a block fits into the cache's reach."""


class DistributionEncoder(nn.Module):
    """z of a set of candidates: the mean of what a network makes of each, then a normal distribution."""

    def __init__(self, size: int, dropout: float) -> None:
        super().__init__()
        self.of_each = nn.Sequential(
            nn.Linear(size, size), nn.Dropout(dropout), nn.ReLU(), nn.Linear(size, size)
        )
        self.of_set = nn.Sequential(nn.Linear(size, size), nn.ReLU())
        self.mean = nn.Linear(size, size)
        self.log_variance = nn.Linear(size, size)

    def forward(self, candidates: Float[Tensor, "*B C d"]) -> Float[Tensor, "*B d"]:
        """A draw while training; the mean of the distribution at work, so that ranks do not change."""
        of_set = self.of_set(self.of_each(candidates).mean(-2))
        mean: Tensor = self.mean(of_set)
        if not self.training:
            return mean
        log_variance: Tensor = self.log_variance(of_set)
        return mean + torch.randn_like(mean) * (log_variance / 2).exp()


class MemoryUnit(nn.Module):
    """A tensor mixed from learned values, by how well z agrees with their keys."""

    def __init__(self, size: int, slots: int, *shape: int, start: float = 0.0) -> None:
        """Args: start: what the values are near at first; 1 for what multiplies a weight."""
        super().__init__()
        self.shape = shape
        self.keys = nn.Linear(size, slots, bias=False)
        self.values = nn.Parameter(torch.empty(slots, math.prod(shape)))
        nn.init.xavier_uniform_(self.keys.weight)
        nn.init.xavier_uniform_(self.values)
        with torch.no_grad():
            self.values.add_(start)

    def forward(self, z: Float[Tensor, "*B d"]) -> Tensor:
        mixed: Tensor = self.keys(z).softmax(-1) @ self.values
        return mixed.reshape(*mixed.shape[:-1], *self.shape)


class AdaptedScorer(nn.Module):
    """W2 tanh(W1 [u; e] + b1) + b2: weights times, and biases plus, what z asks for.

    W1 is kept in its two halves, of the history and of the item: the weights differ from example to example,
    but W1 [u; e] never needs the pairs.
    """

    def __init__(self, size: int, slots: int, dropout: float) -> None:
        super().__init__()
        self.first = nn.Linear(2 * size, size)
        self.second = nn.Linear(size, 1)
        self.first_weight = MemoryUnit(size, slots, size, 2 * size, start=1.0)
        self.first_bias = MemoryUnit(size, slots, size)
        self.second_weight = MemoryUnit(size, slots, size, start=1.0)
        self.second_bias = MemoryUnit(size, slots, 1)
        self.dropout = nn.Dropout(dropout)

    def weights(
        self, z: Float[Tensor, "*B d"]
    ) -> tuple[
        Float[Tensor, "*B d d"],
        Float[Tensor, "*B d d"],
        Float[Tensor, "*B d"],
        Float[Tensor, "*B d"],
        Float[Tensor, "*B 1"],
    ]:
        """W1 of the history, W1 of the item, b1, W2, b2."""
        of_history, of_item = (self.first_weight(z) * self.first.weight).chunk(2, dim=-1)
        first_bias = self.first_bias(z) + self.first.bias
        second = self.second_weight(z) * self.second.weight[0]
        return of_history, of_item, first_bias, second, self.second_bias(z) + self.second.bias

    def forward(
        self, u: Float[Tensor, "B d"], candidates: Float[Tensor, "B C d"], z: Float[Tensor, "B d"]
    ) -> Float[Tensor, "B C"]:
        """Logits of every example's own candidates."""
        of_history, of_item, first_bias, second, second_bias = self.weights(z)
        from_history = torch.baddbmm(first_bias[:, None], u[:, None], of_history.mT)
        hidden = torch.tanh(self.dropout(torch.bmm(candidates, of_item.mT) + from_history))
        return torch.bmm(hidden, second[:, :, None])[..., 0] + second_bias

    def of_catalogue(
        self, u: Float[Tensor, "B d"], items: Float[Tensor, "n d"], z: Float[Tensor, "d"]
    ) -> Float[Tensor, "B n"]:
        """Logits of all items for every u, with one z for all: the part of the items is computed once."""
        of_history, of_item, first_bias, second, second_bias = self.weights(z)
        from_item = items @ of_item.T
        from_history = u @ of_history.T + first_bias
        rows = max(1, HIDDEN_AT_ONCE // from_item.numel())
        parts = [from_history] if torch.compiler.is_exporting() else torch.split(from_history, rows)
        blocks = [(part[:, None] + from_item).tanh_() @ second for part in parts]
        return torch.cat(blocks) + second_bias
