"""MCRL: multi-scale CNN + residual LSTM + attention fusion (section 4.1, Eq. 10-21, Figure 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

from engine.models.areal.config import ArealConfig
from engine.models.areal.fusion import make_fusion
from engine.models.areal.multi_scale_cnn import MultiScaleCnn, reach_of
from engine.models.areal.packing import Packing
from engine.models.areal.residual_lstm import ResidualLstm
from engine.models.products import Linear


@dataclass(frozen=True)
class Attention:
    """What the encoder weighs at every position, 0 at the padding.

    Attributes:
        scales: of the K kernels in the local branch (Eq. 15), adding up to 1; no columns without that branch.
        fusion: of the local and the global branch (Eq. 20), adding up to 1.
        places: of all positions, as the attention encoder reads them; they add up to 1 in a row. None: MCRL,
            which reads what has reached the last one.
    """

    scales: Float[Tensor, "B blocks L K"]
    fusion: Float[Tensor, "B blocks L 2"]
    places: Float[Tensor, "B L"] | None = None


class MCRLBlock(nn.Module):
    """One block: its branches, weighed per position (Eq. 20), then a linear layer (Eq. 21)."""

    def __init__(self, config: ArealConfig) -> None:
        """Args: config: with at least one branch."""
        super().__init__()
        size, branches = config.embedding_size, config.branches
        self.local = None if branches == "global" else MultiScaleCnn(size, config.kernel_widths)
        self.global_ = None if branches == "local" else ResidualLstm(size)
        self.fusion = make_fusion(config)
        self.leave = nn.Sequential(Linear(size, size), nn.LayerNorm(size))

    def forward(
        self, packed: Float[Tensor, "N d"], packing: Packing
    ) -> tuple[Float[Tensor, "N d"], Float[Tensor, "N K"], Float[Tensor, "N 2"]]:
        """All positions, and what the scales and the branches weigh at each."""
        features: list[Tensor] = []
        scales = packed[:, :0]
        if self.local:
            s_cnn, scales = self.local(packed, packing)
            features.append(s_cnn)
        if self.global_:
            features.append(self.global_(packed, packing))
        h, fusion = self._fuse(features)
        return h, scales, fusion

    def at_last(self, packed: Float[Tensor, "N d"], packing: Packing) -> Float[Tensor, "B d"]:
        """What `forward` gives at the last real position of each row, and nothing else."""
        branches = [branch for branch in (self.local, self.global_) if branch]
        return self._fuse([branch.at_last(packed, packing) for branch in branches])[0]

    def _fuse(self, features: list[Tensor]) -> tuple[Float[Tensor, "N d"], Float[Tensor, "N 2"]]:
        """Args: features: of the branches that are there, the local one first; each [N, d]."""
        weights: Tensor = self.fusion(torch.cat(features, dim=-1))
        z = features[0]
        if len(features) == 2:
            z = weights[:, :1] * features[0] + weights[:, 1:] * features[1]  # Eq. 20
        return self.leave(z), weights  # Eq. 21


class MCRL(nn.Module):
    """h = MCRL(s_1 ... s_n): L blocks, read out at the last item; without branches the mean of the items."""

    def __init__(self, config: ArealConfig) -> None:
        super().__init__()
        layers = 0 if config.branches == "neither" else config.layers
        self.blocks = nn.ModuleList(MCRLBlock(config) for _ in range(layers))
        self.dropout = nn.Dropout(config.dropout)
        self.item_dropout = config.item_dropout
        self.reach = reach_of(config.kernel_widths)

    def forward(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """Args: embedded: item embeddings, right-padded; length: real items of each row, 0 ... L.

        A row of length 0 gives a number without meaning: the caller replaces it.
        """
        real = _real(embedded, length)
        sequence = self._dropped(embedded.masked_fill(~self._shown(real)[..., None], 0.0))
        if not self.blocks:
            return self._dropped(sequence.sum(1) / length.clamp_min(1)[:, None])
        packing = self._packing(real)
        packed = packing.pack(sequence)
        *before, final = self._blocks()
        for block in before:
            packed = block(packed, packing)[0]
        return self._dropped(final.at_last(packed, packing))

    def attention(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Attention:
        """What every block weighs at every position of these histories."""
        real = _real(embedded, length)
        if not self.blocks:
            nothing = embedded.new_zeros(len(length), 0, real.shape[1], 2)
            return Attention(nothing[..., :0], nothing)
        packing = self._packing(real)
        packed, scales, fusions = packing.pack(embedded), [], []
        for block in self._blocks():
            packed, scale, fusion = block(packed, packing)
            scales.append(packing.unpack(scale, real))
            fusions.append(packing.unpack(fusion, real))
        return Attention(torch.stack(scales, dim=1), torch.stack(fusions, dim=1))

    def _packing(self, real: Bool[Tensor, "B L"]) -> Packing:
        return Packing.of(real, self.reach, whole=real.device.type != "cpu" or torch.compiler.is_exporting())

    def _blocks(self) -> list[MCRLBlock]:
        return cast("list[MCRLBlock]", list(self.blocks))

    def _shown(self, real: Bool[Tensor, "B L"]) -> Bool[Tensor, "B L"]:
        """The items that the encoder sees: while training not all of them, though their places stay."""
        if not (self.training and self.item_dropout):
            return real
        return real & (torch.rand(real.shape, device=real.device) >= self.item_dropout)

    def _dropped(self, x: Float[Tensor, "*k d"]) -> Float[Tensor, "*k d"]:
        dropped: Tensor = self.dropout(x)
        return dropped


def _real(embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Bool[Tensor, "B L"]:
    return torch.arange(embedded.shape[1], device=embedded.device) < length[:, None]
