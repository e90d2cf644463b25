"""Weights of examples by how likely their target was to be seen: the rarer, the more it counts."""

from __future__ import annotations

from jaxtyping import Float
from torch import Tensor


def inverse_weights(log_propensity: Float[Tensor, "B"], power: float, most: float) -> Float[Tensor, "B"]:
    """p^-power, between 1 and `most`, divided by its mean: self-normalised, clipped. Without gradient.

    Clipping bounds what a single example can do (Ionides 2008), the division keeps the size of the loss, and
    with it the meaning of the learning rate (Swaminathan & Joachims 2015).

    Args:
        log_propensity: log p of each target.
        power: 1 undoes the exposure entirely, 0 not at all.
        most: the largest weight before the division.
    """
    weight = (-power * log_propensity.detach()).exp().clamp(1.0, most)
    return weight / weight.mean()


def effective_share(weight: Float[Tensor, "B"]) -> Float[Tensor, ""]:
    """The share of equally weighted examples that tell as much: (sum w)^2 / (B sum w^2) (Kish 1965)."""
    return weight.sum().square() / (len(weight) * weight.square().sum())
