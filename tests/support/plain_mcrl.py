"""The guidance encoder as its equations are written down: every layer of torch's, at every position, padding
included. What the engine's encoder is checked against, and timed against."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.areal.mcrl import MCRL, MCRLBlock
from engine.models.areal.multi_scale_cnn import MultiScaleCnn
from engine.models.areal.residual_lstm import ResidualLstm


class PlainMcrl(nn.Module):
    """The same weights as an `MCRL`, and the same dropout masks."""

    def __init__(self, encoder: MCRL) -> None:
        super().__init__()
        self.encoder = encoder

    def forward(self, embedded: Tensor, length: Tensor) -> Tensor:
        """h [B, d], read from `every_position`."""
        sequence = self.every_position(embedded, length)
        return self.encoder.dropout(sequence[torch.arange(len(length)), (length - 1).clamp_min(0)])

    def every_position(self, embedded: Tensor, length: Tensor) -> Tensor:
        """The last block's output, [B, L, d]."""
        hidden = (torch.arange(embedded.shape[1]) >= length[:, None])[..., None]
        sequence = self.encoder.dropout(embedded.masked_fill(hidden, 0.0))
        if not len(self.encoder.blocks):
            return sequence.sum(1, keepdim=True).expand_as(sequence) / length[:, None, None]
        for block in self.encoder.blocks:
            assert isinstance(block, MCRLBlock)
            sequence = plain_block(block, sequence, hidden).masked_fill(hidden, 0.0)
        return sequence


def plain_block(block: MCRLBlock, sequence: Tensor, hidden: Tensor) -> Tensor:
    features = []
    if block.local:
        features.append(plain_cnn(block.local, sequence, hidden))
    if block.global_:
        features.append(plain_lstm(block.global_, sequence))
    if len(features) == 2:
        weights = block.fusion(torch.cat(features, dim=-1))
        features = [weights[..., :1] * features[0] + weights[..., 1:] * features[1]]  # Eq. 20
    left: Tensor = block.leave(features[0])  # Eq. 21
    return left


def plain_cnn(branch: MultiScaleCnn, sequence: Tensor, hidden: Tensor) -> Tensor:
    entered = branch.enter(sequence).masked_fill(hidden, 0.0).transpose(1, 2)  # Eq. 11
    outs = []
    for convolution, norm in zip(branch.convolutions, branch.norms, strict=True):
        convolved = convolution(entered).masked_fill(hidden.transpose(1, 2), -torch.inf)
        pooled = F.max_pool1d(convolved, 3, stride=1, padding=1)
        outs.append(norm(pooled.transpose(1, 2).masked_fill(hidden, 0.0)))  # Eq. 12-14
    scales = torch.stack(outs, dim=2)
    weights = branch.scorer(scales).softmax(dim=2)
    left: Tensor = branch.leave((weights * scales).sum(dim=2))  # Eq. 15
    return left


def plain_lstm(branch: ResidualLstm, sequence: Tensor) -> Tensor:
    entered = branch.enter(sequence)  # Eq. 17
    out = branch.norm(branch.lstm(entered)[0])  # Eq. 18
    left: Tensor = branch.leave(torch.cat([out, entered], dim=-1))  # Eq. 19
    return left
