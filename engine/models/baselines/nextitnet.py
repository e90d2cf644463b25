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
from engine.models.baselines.next_item import NextItemModel
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
        self.blocks = nn.ModuleList(ResidualBlock(size, dilation) for dilation in dilations)

    def forward(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """Args: embedded: right-padded, oldest first; length: real items of each row, at least 1.

        A place sees itself and those before it, so that padding needs no room: on the CPU it is left out.
        """
        rows, places = embedded.shape[:2]
        place = torch.arange(places, device=embedded.device).expand(rows, -1)
        last = torch.arange(rows, device=embedded.device) * places + length - 1
        x = self.dropout(embedded).flatten(0, 1)
        if (
            embedded.device.type == "cpu" and not torch.compiler.is_exporting()
        ):  # to count what is real, the host would have to wait for a device
            real = place < length[:, None]
            x, place, last = x[real.flatten()], place[real], length.cumsum(0) - 1
        place = place.flatten()
        for block in self.blocks:
            x = block(x, place)
        return F.relu(x[last])


class ResidualBlock(nn.Module):
    """Two causal convolutions, the second one twice as wide, and what came in."""

    def __init__(self, size: int, dilation: int) -> None:
        super().__init__()
        self.convolutions = nn.ModuleList(CausalConvolution(size, factor * dilation) for factor in (1, 2))
        self.norms = nn.ModuleList(nn.LayerNorm(size, EPSILON) for _ in range(2))

    def forward(self, x: Float[Tensor, "N d"], place: Int64[Tensor, "N"]) -> Float[Tensor, "N d"]:
        """Args: x: the places of all rows, one row after the other; place: of each in its row."""
        found = x
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            found = F.relu(norm(convolution(found, place)))
        return x + found


class CausalConvolution(nn.Module):
    """What stands at a place, `dilation` and twice `dilation` before it, through one linear layer.

    On short sequences, without their padding, that is many times as fast as a convolution with dilation.
    """

    def __init__(self, size: int, dilation: int) -> None:
        super().__init__()
        self.dilation = dilation
        self.mix = nn.Linear(KERNEL * size, size)

    def forward(self, x: Float[Tensor, "N d"], place: Int64[Tensor, "N"]) -> Float[Tensor, "N d"]:
        """Before the first place of a row there are zeros."""
        back = self.dilation * torch.arange(KERNEL, device=x.device)
        rows = x.shape[0]
        at = torch.arange(rows, device=x.device)[:, None] - back
        near = torch.where(place[:, None] < back, rows, at)
        mixed: Tensor = self.mix(F.embedding(near, F.pad(x, (0, 0, 0, 1))).flatten(1))
        return mixed
