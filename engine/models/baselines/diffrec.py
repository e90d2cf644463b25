"""DiffRec and T-DiffRec: rows of the catalogue with a little noise, denoised (Wang et al. 2023, SIGIR)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from engine.models.baselines.diffrec_config import DiffRecConfig
from engine.models.baselines.row_diffusion import RowDiffusion
from engine.models.baselines.row_network import RowNetwork
from engine.models.baselines.session_rows import followed_by, session_rows
from engine.models.protocol import TrainedModel


class SessionRows(TrainedModel):
    """What the variants have in common: which rows they read, and which they are to give."""

    def __init__(self, n_items: int, config: DiffRecConfig) -> None:
        super().__init__()
        self.n_items = n_items
        self.config = config
        self.diffusion = RowDiffusion(
            config.steps,
            config.noise_scale,
            config.noise_least,
            config.noise_largest,
            reweigh=config.reweigh,
            importance=config.importance,
        )

    def rows(self, items: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """The sessions as the configuration weighs their items."""
        return session_rows(items, length, self.n_items, by_time=self.config.time_aware)

    def learned_rows(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> tuple[Float[Tensor, "B n"], Float[Tensor, "B n"]]:
        """What is read and what is wanted of it: twice the whole session, unless the next item is learned."""
        wanted = self.rows(*followed_by(history, length, target, self.n_items))
        return (wanted if self.config.objective == "reconstruct" else self.rows(history, length)), wanted


class DiffRec(SessionRows):
    """A row denoised by a network over the whole catalogue."""

    def __init__(self, n_items: int, config: DiffRecConfig) -> None:
        super().__init__(n_items, config)
        self.network = RowNetwork(n_items, config.hidden, config.steps, config.dropout)

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """`squared_error` of the row, weighted as the bound has it."""
        read, wanted = self.learned_rows(history, length, target)
        return {"squared_error": self.diffusion.loss(self.network, read, wanted)[0]}

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """The row denoised, from itself: an empty one gives what all rows have in common.

        Where the next item is learned, one prediction is all: walking on would ask for the item after.
        """
        rows = self.rows(history, length)
        if self.config.objective == "next_item":
            return self.network(rows, torch.ones_like(length))  # type: ignore[no-any-return]
        return self.diffusion.denoised(self.network, rows)

    def probabilities(self, scores: Float[Tensor, "B n"]) -> Float[Tensor, "B n"]:
        """Shares of what is filled in: the numbers of a row are no logits."""
        filled = scores.clamp_min(torch.finfo(scores.dtype).tiny)
        return filled / filled.sum(-1, keepdim=True)

    def items(self) -> Float[Tensor, "n hidden"]:
        """The rows of the last layer."""
        return self.network.out.weight
