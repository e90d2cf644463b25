"""CL4SRec: SASRec that also recognises two views of one history (Xie et al., ICDE 2022)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.models.baselines.augmentation import SHORTEST, Shares, two_views
from engine.models.baselines.cl4srec_config import CL4SRecConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.contrast import begin_alike, contrast, equal
from engine.models.baselines.sasrec import SASRec
from engine.models.baselines.sasrec_config import SASRecConfig

MOST_TOGETHER = 512
"""Histories that are told from each other: what that costs grows with their square."""


class CL4SRec(SASRec):
    """SASRec with a contrastive term. The item that hides others, n_items + 1, is in no catalogue."""

    def __init__(
        self,
        n_items: int,
        shared: BaselineConfig,
        attention: SASRecConfig,
        config: CL4SRecConfig,
        longest: int,
    ) -> None:
        super().__init__(n_items, shared, attention, longest)
        self.contrastive = config
        self.shares = Shares(config.crop, config.mask, config.reorder)
        self.hidden = nn.Parameter(torch.empty(shared.embedding_size))
        nn.init.normal_(self.hidden, std=shared.initial_deviation)

    def embedded(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]
    ) -> tuple[Float[Tensor, "B L d"], Int64[Tensor, "B"]]:
        """As of every baseline; hidden items have an embedding of their own."""
        rows, shown = super().embedded(history.clamp_max(self.n_items), length)
        return torch.where((history > self.n_items)[..., None], self.hidden, rows), shown

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """That of the next item, and `contrast`, weighted; history and views are encoded in one pass."""
        history = history[:, : len(self.place)]  # behind them is padding, which must not change the draws
        (first, n_first), (second, n_second) = two_views(history, length, self.n_items, self.shares)
        h, *views = self.encode(
            torch.cat([history, first, second]), torch.cat([length, n_first, n_second])
        ).chunk(3)
        parts = -(-len(length) // MOST_TOGETHER)
        groups = zip(*(rows.chunk(parts) for rows in (*views, history, length, first, second)), strict=True)
        told = torch.stack([self._contrast(*group) for group in groups]).mean()
        return self.terms(h, target) | {"contrast": self.contrastive.weight * told}

    def _contrast(
        self,
        h_first: Float[Tensor, "B d"],
        h_second: Float[Tensor, "B d"],
        history: Int64[Tensor, "B L"],
        length: Int64[Tensor, "B"],
        first: Int64[Tensor, "B L"],
        second: Int64[Tensor, "B L"],
    ) -> Float[Tensor, ""]:
        alike = begin_alike(history, length).repeat(2, 2) | equal(torch.cat([first, second]))
        return contrast(h_first, h_second, length >= SHORTEST, alike, self.contrastive.temperature)
