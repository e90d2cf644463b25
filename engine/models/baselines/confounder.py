"""A latent confounder: what decides both what a user is shown and what they take (Wang et al., WWW 2022).

A normal z for every history. What was taken tells more of it: the exposure model learns from the posterior
q(z | h, item), held to the prior p(z | h) by their divergence. Nobody knows the item when it is recommended,
so that weights and recommender get z from the prior.
"""

from __future__ import annotations

from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.models.baselines.annealing import growing


@dataclass(frozen=True)
class Normal:
    """Independent normal numbers of every row."""

    mean: Float[Tensor, "B d"]
    log_variance: Float[Tensor, "B d"]

    def draw(self) -> Float[Tensor, "B d"]:
        """With gradients for both."""
        return self.mean + torch.randn_like(self.mean) * (self.log_variance / 2).exp()

    def divergence(self, prior: Normal) -> Float[Tensor, "B"]:
        """KL(self || prior)."""
        apart = (self.mean - prior.mean).square() + self.log_variance.exp()
        difference = prior.log_variance - self.log_variance
        return (difference + apart / prior.log_variance.exp() - 1).sum(-1) / 2


class Confounder(nn.Module):
    """Prior, posterior, and what z adds to the states of both models: nothing at first."""

    learned: Int64[Tensor, ""]

    def __init__(self, size: int, weight: float) -> None:
        """Args: weight: of the divergence, once it has grown."""
        super().__init__()
        self.weight = weight
        self.of_history = nn.Linear(size, 2 * size)
        self.of_both = nn.Linear(2 * size, 2 * size)
        self.exposing = nn.Linear(size, size, bias=False)
        self.recommending = nn.Linear(size, size, bias=False)
        for part in (self.exposing, self.recommending):
            nn.init.zeros_(part.weight)
        self.register_buffer("learned", torch.zeros((), dtype=torch.int64))

    def prior(self, h: Float[Tensor, "B d"]) -> Normal:
        """p(z | h)."""
        return Normal(*self.of_history(h).chunk(2, dim=-1))

    def posterior(self, h: Float[Tensor, "B d"], item: Float[Tensor, "B d"]) -> Normal:
        """q(z | h, item)."""
        return Normal(*self.of_both(torch.cat([h, item], dim=-1)).chunk(2, dim=-1))

    def known(self, h: Float[Tensor, "B d"]) -> Float[Tensor, "B d"]:
        """z as far as a history tells of it: a draw while training, its mean at work; without gradient."""
        prior = self.prior(h.detach())
        return (prior.draw() if self.training else prior.mean).detach()

    def weighted(self, divergence: Float[Tensor, "B"]) -> Float[Tensor, ""]:
        """The mean divergence, with the weight of this step."""
        return growing(self.weight, self.learned, counts=self.training) * divergence.mean()
