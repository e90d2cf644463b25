"""NextItNet: residual blocks of causal dilated convolutions (Yuan et al., WSDM 2019).

After the paper and its block (b): convolution with dilation k, layer norm, rectifier, convolution with
dilation 2k, layer norm, rectifier, and the input added. Deviations:

- The loss is taken at the target of an example, not at every place of the sequence: here every beginning of a
  session is an example of its own, so that the same predictions are learned.
- Before the first item there is nothing, in every layer. Where sequences are padded on the left, the padding
  is an item of its own, whose features the first items meet.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.next_item import NextItemModel, last_state
from engine.models.baselines.nextitnet_config import NextItNetConfig

KERNEL = 3
"""Items that a convolution looks at."""

EPSILON = 1e-8
"""Of the layer norms."""


class NextItNet(NextItemModel):
    """The features at the last item."""

    def __init__(self, n_items: int, shared: BaselineConfig, config: NextItNetConfig) -> None:
        super().__init__(n_items, shared)
        size = shared.embedding_size
        self.encoder = NextItNetEncoder(size, config.steps, shared.dropout)
        # Features are never negative, items are: one table for both needs a layer between them.
        self.leave = nn.Linear(size, size) if shared.tied else nn.Identity()

    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        features: Tensor = self.leave(self.encoder(*self.embedded(history, length)))
        return features


class NextItNetEncoder(nn.Module):
    """The features at the last item of a history."""

    def __init__(self, size: int, dilations: Sequence[int] = (1, 2, 1, 2), dropout: float = 0.0) -> None:
        """Args: dilations: k of each block, in the order of the blocks."""
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.blocks = nn.Sequential(*(ResidualBlock(size, dilation) for dilation in dilations))
        self.reach = sum(block.reach for block in self.blocks if isinstance(block, ResidualBlock))

    def forward(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """Args: embedded: right-padded, oldest first; length: real items of each row, at least 1.

        A place sees itself and those before it, so that nothing of the padding reaches the last item.
        """
        found: Tensor = self.blocks(self.dropout(embedded))
        return F.relu(last_state(found, length))


class ResidualBlock(nn.Module):
    """Two causal convolutions, the second one twice as wide, and what came in.

    Attributes:
        reach: how many items back the block looks.
    """

    def __init__(self, size: int, dilation: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            CausalConvolution(size, dilation),
            nn.LayerNorm(size, EPSILON),
            nn.ReLU(),
            CausalConvolution(size, 2 * dilation),
            nn.LayerNorm(size, EPSILON),
            nn.ReLU(),
        )
        self.reach = (KERNEL - 1) * 3 * dilation

    def forward(self, x: Float[Tensor, "B L d"]) -> Float[Tensor, "B L d"]:
        added: Tensor = x + self.layers(x)
        return added


class CausalConvolution(nn.Module):
    """What stands at a place and `dilation`, 2 `dilation` ... places before it, through one linear layer.

    On short sequences that is several times as fast as a convolution with dilation.
    """

    def __init__(self, size: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.mix = nn.Linear(KERNEL * size, size)

    def forward(self, x: Float[Tensor, "B L d"]) -> Float[Tensor, "B L d"]:
        earlier = [F.pad(x, (0, 0, back * self.dilation, 0))[:, : x.shape[1]] for back in range(KERNEL)]
        mixed: Tensor = self.mix(torch.cat(earlier, dim=2))
        return mixed
