"""The local branch of an MCRL block: convolutions at several scales, weighed by attention (Eq. 11-15)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.areal.packing import Packing
from engine.models.products import Linear, linear

POOLING_SIDE = 1
"""Positions to each side that the pooling looks at: a window of three keeps the length of the sequence."""


def reach_of(kernels: Sequence[int]) -> int:
    """How far to each side the branch looks."""
    return max(kernels) // 2 + POOLING_SIDE


class MultiScaleCnn(nn.Module):
    """Local features of a sequence at K scales.

    What stands near each position is gathered, so that a convolution is one product of matrices: on short
    sequences, without their padding, a quarter of the time that torch's own convolutions and pooling take.
    """

    def __init__(self, size: int, kernels: Sequence[int]) -> None:
        """Args: kernels: K odd widths of the convolutions."""
        super().__init__()
        self.enter = nn.Sequential(Linear(size, size), nn.LayerNorm(size))
        self.convolutions = nn.ModuleList(nn.Conv1d(size, size, k, padding=k // 2) for k in kernels)
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in kernels)
        self.scorer = nn.Sequential(Linear(size, size), nn.Tanh(), Linear(size, 1, bias=False))
        self.leave = Linear(size, size)

    def forward(
        self, packed: Float[Tensor, "N d"], packing: Packing
    ) -> tuple[Float[Tensor, "N d"], Float[Tensor, "N K"]]:
        """All positions, and what each scale weighs there."""
        entered = _and_none(self.enter(packed), 0.0)  # Eq. 11; none adds nothing to a convolution
        near = packing.near[:-1]
        window = _middle(near, POOLING_SIDE)
        # Eq. 12-14; none is never the maximum.
        outs = [_and_none(_convolve(layer, entered, near), -torch.inf) for layer in self.convolutions]
        return self._attend([F.embedding(window, out).max(1).values for out in outs])

    def at_last(self, packed: Float[Tensor, "N d"], packing: Packing) -> Float[Tensor, "B d"]:
        """What `forward` gives at the last real position of each row, and nothing else.

        Only what the pooling window holds there is convolved, and only what that needs is entered.
        """
        around = packing.near[packing.last]
        held = around[:, : around.shape[1] // 2 + 1]  # nothing comes after the last one
        none = (held == packed.shape[0])[..., None]
        entered = self.enter(F.embedding(held.clamp_max(packed.shape[0] - 1), packed)).masked_fill(none, 0.0)
        padded = F.pad(entered, (0, 0, 0, held.shape[1]))
        outs = [_convolve_end(layer, padded) for layer in self.convolutions]
        pooled = none[:, -POOLING_SIDE - 1 :]
        return self._attend([out.masked_fill(pooled, -torch.inf).amax(1) for out in outs])[0]

    def _attend(
        self, pooled: list[Float[Tensor, "N d"]]
    ) -> tuple[Float[Tensor, "N d"], Float[Tensor, "N K"]]:
        """Normalise each scale, weigh them by attention, and leave through a linear layer (Eq. 15)."""
        scales = torch.stack([norm(out) for norm, out in zip(self.norms, pooled, strict=True)], dim=1)
        weights = self.scorer(scales).softmax(dim=1)
        return self.leave((weights * scales).sum(dim=1)), weights[..., 0]


def _convolve(
    layer: nn.Module, entered: Float[Tensor, "rows d"], near: Int64[Tensor, "N width"]
) -> Float[Tensor, "N d"]:
    """A `Conv1d` at N positions, given what stands near each."""
    assert isinstance(layer, nn.Conv1d)
    fields = F.embedding(_middle(near, layer.kernel_size[0] // 2), entered).flatten(1)
    return linear(fields, layer.weight.transpose(1, 2).flatten(1), layer.bias)


def _convolve_end(layer: nn.Module, padded: Float[Tensor, "B twice d"]) -> Float[Tensor, "B window d"]:
    """A `Conv1d` at the last places of rows that have as many places again behind them, all zero."""
    assert isinstance(layer, nn.Conv1d)
    width = layer.kernel_size[0]
    first = padded.shape[1] // 2 - 1 - POOLING_SIDE - width // 2
    places = range(first, first + POOLING_SIDE + 1)
    fields = torch.stack([padded[:, place : place + width].flatten(1) for place in places], dim=1)
    return linear(fields, layer.weight.transpose(1, 2).flatten(1), layer.bias)


def _middle(near: Int64[Tensor, "N width"], sides: int) -> Int64[Tensor, "N inner"]:
    """The columns from `sides` before to `sides` after the position itself."""
    centre = near.shape[1] // 2
    return near[:, centre - sides : centre + sides + 1]


def _and_none(packed: Float[Tensor, "N d"], value: float) -> Float[Tensor, "N+1 d"]:
    """One row more, for where there is no position."""
    return F.pad(packed, (0, 0, 0, 1), value=value)
