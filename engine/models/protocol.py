"""What the evaluator, the trainer, the users page and the exporters know of a model. Nothing else."""

from __future__ import annotations

from typing import Protocol

from jaxtyping import Float, Int64
from torch import Tensor


class Scorer(Protocol):
    """Anything that ranks the catalogue after a history."""

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """A score for exactly the n_items real items: no column for padding.

        Args:
            history: item numbers, oldest first, right-padded with n_items.
            length: real items of each row, 0 ... L.
        """
        ...


class Trainable(Scorer, Protocol):
    """A scorer that learns by gradient descent."""

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """Weighted terms by name; their sum is minimised."""
        ...
