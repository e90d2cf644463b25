"""MCRL: multi-scale CNN + residual LSTM + attention fusion (section 4.1, Eq. 10-21, Figure 3)."""

from __future__ import annotations

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor, nn

KERNELS = (1, 3, 5)
POOLING_WINDOW = 3
REACH = max(KERNELS) // 2 + POOLING_WINDOW // 2
"""How far back from a position the multi-scale CNN sees."""


class MultiScaleCnn(nn.Module):
    """Local features of a sequence at three scales (Eq. 11-15)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(nn.Linear(size, size), nn.LayerNorm(size))
        self.convolutions = nn.ModuleList(nn.Conv1d(size, size, k, padding=k // 2) for k in KERNELS)
        self.pool = nn.MaxPool1d(POOLING_WINDOW, stride=1, padding=POOLING_WINDOW // 2)
        self.norms = nn.ModuleList(nn.LayerNorm(size) for _ in KERNELS)
        self.scorer = nn.Sequential(nn.Linear(size, size), nn.Tanh(), nn.Linear(size, 1, bias=False))
        self.leave = nn.Linear(size, size)

    def forward(self, sequence: Float[Tensor, "B L d"], real: Bool[Tensor, "B L"]) -> Float[Tensor, "B L d"]:
        # Eq. 11, with zeros at the padding so that it adds nothing to a convolution.
        entered = self.enter(sequence).masked_fill(~real[..., None], 0.0).transpose(1, 2)
        outs = []
        for convolution, norm in zip(self.convolutions, self.norms, strict=True):
            # Eq. 12-14; a pooling window must not choose the padding.
            pooled = self.pool(convolution(entered).masked_fill(~real[:, None], -torch.inf))
            outs.append(norm(pooled.transpose(1, 2).masked_fill(~real[..., None], 0.0)))
        scales = torch.stack(outs, dim=2)  # B L 3 d
        weights = self.scorer(scales).softmax(dim=2)
        return self.leave((weights * scales).sum(dim=2))  # type: ignore[no-any-return]  # Eq. 15


class ResidualLstm(nn.Module):
    """Global features of a sequence, with the input beside the LSTM's output (Eq. 17-19)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(nn.Linear(size, size), nn.LayerNorm(size))
        self.lstm = nn.LSTM(size, size, batch_first=True)
        self.norm = nn.LayerNorm(size)
        self.leave = nn.Sequential(nn.Linear(2 * size, size), nn.LayerNorm(size))

    def forward(
        self, sequence: Float[Tensor, "B L d"], last: Int64[Tensor, "B 1"] | None = None
    ) -> Float[Tensor, "B k d"]:
        """All positions, or only the one position `last` of each row, [B, 1, d]."""
        entered = self.enter(sequence)  # Eq. 17
        out = self.lstm(entered)[0]  # causal, so the padding behind changes nothing
        if last is not None:
            out, entered = _at(out, last), _at(entered, last)
        return self.leave(torch.cat([self.norm(out), entered], dim=-1))  # type: ignore[no-any-return]  # Eq. 18, 19


class MCRLBlock(nn.Module):
    """One block: both branches, weighed per position (Eq. 20), then a linear layer (Eq. 21)."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.local = MultiScaleCnn(size)
        self.global_ = ResidualLstm(size)
        self.fusion = nn.Linear(2 * size, 2)
        self.leave = nn.Sequential(nn.Linear(size, size), nn.LayerNorm(size))

    def forward(self, sequence: Float[Tensor, "B L d"], real: Bool[Tensor, "B L"]) -> Float[Tensor, "B L d"]:
        return self._fuse(self.local(sequence, real), self.global_(sequence))

    def at_last(self, sequence: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """What `forward` gives at the last real position of each row, and nothing else.

        The local branch sees no further than `REACH` back from there, so it is given just that window.
        """
        last = (length - 1).clamp_min(0)
        position = last[:, None] + torch.arange(-REACH, 1, device=sequence.device)
        window = _at(sequence, position.clamp_min(0))
        s_cnn = self.local(window, (position >= 0) & (position < length[:, None]))[:, -1:]
        return self._fuse(s_cnn, self.global_(sequence, last[:, None]))[:, 0]

    def _fuse(self, s_cnn: Float[Tensor, "B L d"], s_lstm: Float[Tensor, "B L d"]) -> Float[Tensor, "B L d"]:
        alpha = self.fusion(torch.cat([s_cnn, s_lstm], dim=-1)).softmax(dim=-1)
        z = alpha[..., :1] * s_cnn + alpha[..., 1:] * s_lstm  # Eq. 20
        return self.leave(z)  # type: ignore[no-any-return]  # Eq. 21


class MCRL(nn.Module):
    """h = MCRL(s_1 ... s_n): L blocks, read out at the last item."""

    def __init__(self, size: int, layers: int, dropout: float) -> None:
        super().__init__()
        self.blocks = nn.ModuleList(MCRLBlock(size) for _ in range(layers))
        self.dropout = nn.Dropout(dropout)

    def forward(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """Args: embedded: item embeddings, right-padded; length: real items of each row, 0 ... L.

        A row of length 0 gives a number without meaning: the caller replaces it.
        """
        position = torch.arange(embedded.shape[1], device=embedded.device)
        real = position < length[:, None]
        sequence = self.dropout(embedded.masked_fill(~real[..., None], 0.0))
        *before, final = self.blocks
        for block in before:
            sequence = block(sequence, real).masked_fill(~real[..., None], 0.0)
        h: Tensor = final.at_last(sequence, length)  # type: ignore[operator]
        return self.dropout(h)  # type: ignore[no-any-return]


def _at(sequence: Float[Tensor, "B L d"], position: Int64[Tensor, "B k"]) -> Float[Tensor, "B k d"]:
    return sequence.gather(1, position[..., None].expand(-1, -1, sequence.shape[-1]))
