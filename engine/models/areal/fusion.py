"""What the local and the global branch of an MCRL block weigh against each other (Eq. 20, Table 3)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.models.areal.config import ArealConfig


class AttentionFusion(nn.Linear):
    """Two weights per position that add up to 1, from the features of both branches (Eq. 20)."""

    def __init__(self, size: int) -> None:
        super().__init__(2 * size, 2)

    def forward(self, features: Float[Tensor, "*k width"]) -> Float[Tensor, "*k 2"]:
        """Args: features: of the local branch, then of the global one."""
        return super().forward(features).softmax(dim=-1)


class FixedFusion(nn.Module):
    """The same two weights everywhere, as in Table 3."""

    weights: Float[Tensor, "2"]

    def __init__(self, local: float) -> None:
        super().__init__()
        self.register_buffer("weights", torch.tensor([local, 1 - local]), persistent=False)

    def forward(self, features: Float[Tensor, "*k width"]) -> Float[Tensor, "*k 2"]:
        return self.weights.expand(*features.shape[:-1], 2)


def make_fusion(config: ArealConfig) -> AttentionFusion | FixedFusion:
    """Everything for a branch that stands alone; else what the configuration fixes, or attention."""
    if config.branches == "both" and config.fusion_weight is None:
        return AttentionFusion(config.embedding_size)
    alone = {"local": 1.0, "global": 0.0}
    return FixedFusion(alone.get(config.branches, config.fusion_weight or 0.0))
