"""The encoder of DreamRec (Yang et al. 2023): one block of self-attention, read at the last item.

Only what the last position becomes is computed: its query, and the keys and values of all.
"""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.models.areal.config import ArealConfig
from engine.models.areal.mcrl import Attention


class AttentionEncoder(nn.Module):
    """h = LN(FFN(LN(attention + q))), q = LN(s_n + p_n), one head; p are learned places from the first."""

    def __init__(self, config: ArealConfig, history_length: int) -> None:
        """Args: history_length: items that a history shows at most, each place with a vector of its own."""
        super().__init__()
        size = config.embedding_size
        self.places = nn.Parameter(0.01 * torch.randn(history_length, size))
        self.dropout = nn.Dropout(config.dropout)
        self.enter = nn.LayerNorm(size)
        self.query = nn.Linear(size, size)
        self.key = nn.Linear(size, size)
        self.value = nn.Linear(size, size)
        self.between = nn.LayerNorm(size)
        self.widen = nn.Sequential(nn.Linear(size, size), nn.ReLU(), nn.Dropout(config.dropout))
        self.narrow = nn.Linear(size, size)
        self.forward_norm = nn.LayerNorm(size)
        self.leave = nn.LayerNorm(size)

    def forward(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """Args: embedded: item embeddings, right-padded; length: real items of each row, 0 ... L.

        A row of length 0 gives a number without meaning: the caller replaces it.
        """
        sequence, query = self._placed(embedded, length)
        weights = self._weights(sequence, query, length)
        attended = torch.bmm(self.dropout(weights)[:, None], self.value(sequence))[:, 0]
        between = self.between(attended + query)
        forward = self.forward_norm(self.dropout(self.narrow(self.widen(between))) + between)
        return self.leave(forward)  # type: ignore[no-any-return]

    def attention(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Attention:
        """How much of each item the last one takes in."""
        sequence, query = self._placed(embedded, length)
        weights = self._weights(sequence, query, length) * (length > 0)[:, None]
        nothing = weights.new_zeros(len(length), 0, weights.shape[1], 2)
        return Attention(nothing[..., :0], nothing, weights)

    def _placed(
        self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]
    ) -> tuple[Float[Tensor, "B shown d"], Float[Tensor, "B d"]]:
        """The items at their places, and the query of the last one."""
        width = min(embedded.shape[1], len(self.places))  # whatever is further right is padding
        sequence = self.dropout(embedded[:, :width] + self.places[:width])
        last = (length - 1).clamp_min(0)[:, None, None].expand(-1, 1, sequence.shape[2])
        return sequence, self.enter(sequence.gather(1, last)[:, 0])

    def _weights(
        self, sequence: Float[Tensor, "B L d"], query: Float[Tensor, "B d"], length: Int64[Tensor, "B"]
    ) -> Float[Tensor, "B L"]:
        """Of each real item, adding up to 1; an empty row has one: nothing has no softmax."""
        agreement = torch.bmm(self.key(sequence), self.query(query)[:, :, None])[..., 0]
        place = torch.arange(sequence.shape[1], device=sequence.device)
        hidden = place >= length.clamp_min(1)[:, None]
        scaled = (agreement / sequence.shape[2] ** 0.5).masked_fill(hidden, -torch.inf)
        weights: Tensor = scaled.softmax(1)
        return weights
