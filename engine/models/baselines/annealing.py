"""The weight of a divergence, which grows over the first steps: at once in full it would empty a latent."""

from __future__ import annotations

from jaxtyping import Float, Int64
from torch import Tensor

GROWS_OVER = 200
"""Steps after which a weight is full."""


def growing(most: float, learned: Int64[Tensor, ""], *, counts: bool) -> Float[Tensor, ""]:
    """The weight of this step.

    Args:
        learned: the steps so far, a buffer that a checkpoint keeps.
        counts: whether this is one more.
    """
    weight = most * (learned / GROWS_OVER).clamp(max=1.0)
    if counts:
        learned.add_(1)
    return weight
