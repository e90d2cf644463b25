"""The global branch of an MCRL block: an LSTM with its input beside its output (Eq. 16-19)."""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn

from engine.models.areal.packed_lstm import packed_lstm
from engine.models.areal.packing import Packing
from engine.models.products import Linear


class ResidualLstm(nn.Module):
    """Global features of a sequence."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.enter = nn.Sequential(Linear(size, size), nn.LayerNorm(size))
        self.lstm = nn.LSTM(size, size, batch_first=True)
        self.norm = nn.LayerNorm(size)
        self.leave = nn.Sequential(Linear(2 * size, size), nn.LayerNorm(size))

    def forward(self, packed: Float[Tensor, "N d"], packing: Packing) -> Float[Tensor, "N d"]:
        """All positions."""
        entered = self.enter(packed)  # Eq. 17
        return self._leave(self._recur(entered, packing), entered)

    def at_last(self, packed: Float[Tensor, "N d"], packing: Packing) -> Float[Tensor, "B d"]:
        """What `forward` gives at the last real position of each row, and nothing else."""
        entered = self.enter(packed)
        return self._leave(self._recur(entered, packing)[packing.last], entered[packing.last])

    def _recur(self, entered: Float[Tensor, "N d"], packing: Packing) -> Float[Tensor, "N d"]:
        """Eq. 18: causal, so that what is computed at the padding changes nothing before it."""
        if not packing.whole:
            return packed_lstm(self.lstm, entered, packing.sizes)
        times = entered.view(len(packing.sizes), -1, entered.shape[1])
        out: Tensor = self.lstm(times.transpose(0, 1))[0]
        return out.transpose(0, 1).flatten(0, 1)

    def _leave(self, out: Float[Tensor, "N d"], entered: Float[Tensor, "N d"]) -> Float[Tensor, "N d"]:
        left: Tensor = self.leave(torch.cat([self.norm(out), entered], dim=-1))  # Eq. 18, 19
        return left
