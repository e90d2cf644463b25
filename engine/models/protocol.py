"""What the evaluator, the trainer, the users page and the exporters know of a model. Nothing else."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn


class Scorer(Protocol):
    """Anything that ranks the catalogue after a history."""

    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """A score for exactly the n_items real items: no column for padding.

        Args:
            history: item numbers, oldest first, right-padded with n_items.
            length: real items of each row, 0 ... L.
        """
        ...


@runtime_checkable
class Staged(Scorer, Protocol):
    """A scorer whose scores follow from a few numbers of each history.

    For many histories the numbers are found in large blocks, the scores of the whole catalogue in small ones.
    """

    def ends(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B *size"]:
        """The numbers of each history; arguments as for `scores`."""
        ...

    def decoder(self) -> Callable[[Float[Tensor, "B *size"]], Float[Tensor, "B n"]]:
        """What makes `scores` of `ends`, for the weights as they are."""
        ...


class TrainedModel(nn.Module, ABC):
    """A scorer that learns by gradient descent, as trainer, evaluator and exporters take it.

    Whatever it does, a row's scores depend neither on the batch it comes in nor on the amount of padding.

    Attributes:
        n_items: of the catalogue: items are 0 ... n_items - 1, and n_items pads a history.
        told: terms of the loss that are shown beside the others, and not minimised.
    """

    n_items: int
    told: frozenset[str] = frozenset()

    @abstractmethod
    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """Weighted terms by name; the sum of those that are not merely told is minimised."""

    @abstractmethod
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """As of a `Scorer`, without gradients."""

    @abstractmethod
    def items(self) -> Float[Tensor, "n d"]:
        """A vector of every item, for the map of the items and for exports."""

    def probabilities(self, scores: Float[Tensor, "B n"]) -> Float[Tensor, "B n"]:
        """Scores as shares of all items that add up to 1, in the same order: what people are shown."""
        return scores.softmax(-1)

    @property
    def remark(self) -> str:
        """What the log of a run should say of the network, beside its configuration."""
        return ""

    @property
    def device(self) -> torch.device:
        """Where the model is."""
        return next(self.parameters()).device
