"""SASRec (Kang & McAuley 2018): self-attention over the history."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.next_item import NextItemModel, last_state
from engine.models.baselines.sasrec_config import SASRecConfig


class SASRec(NextItemModel):
    """What the last item of a history sees when it looks back.

    Histories are right-padded: a real place sees only real ones before it, so that no mask of padding is
    needed, and nothing is read behind the last. Of the last block only that place is computed.
    """

    def __init__(self, n_items: int, shared: BaselineConfig, config: SASRecConfig, longest: int) -> None:
        """Args: longest: places that have an embedding of their own; those behind share the last one's."""
        super().__init__(n_items, shared)
        size = shared.embedding_size
        self.place = nn.Parameter(torch.empty(longest, size))
        nn.init.normal_(self.place, std=shared.initial_deviation)
        self.blocks = nn.ModuleList(
            AttentionBlock(size, config.heads, config.widening, shared.dropout) for _ in range(config.blocks)
        )
        self.norm = nn.LayerNorm(size)

    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        embedded, shown = self.embedded(history, length)
        return self.attended(embedded, shown)

    def attended(self, embedded: Float[Tensor, "B L d"], shown: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """What the last place that counts makes of the embedded places."""
        places = torch.arange(embedded.shape[1], device=embedded.device)
        x = self.dropout(embedded + self.place[places.clamp_max(len(self.place) - 1)])
        *first, last = self.blocks
        for block in first:
            x = block(x, x, None)
        seen = places < shown[:, None]
        h: Tensor = self.norm(last(x, last_state(x, shown)[:, None], seen[:, None, None])[:, 0])
        return h


class AttentionBlock(nn.Module):
    """Attention, then a feed-forward layer; each adds to its own normalised input, as the authors have it."""

    def __init__(self, size: int, heads: int, widening: int, dropout: float) -> None:
        super().__init__()
        if size % heads:
            raise ValueError(f"a width of {size} cannot be split into {heads} heads")
        self.heads, self.rate = heads, dropout
        self.before, self.between = nn.LayerNorm(size), nn.LayerNorm(size)
        self.query, self.key_value = nn.Linear(size, size), nn.Linear(size, 2 * size)
        self.inner, self.outer = nn.Linear(size, widening * size), nn.Linear(widening * size, size)
        self.dropout = nn.Dropout(dropout)

    def forward(
        self, x: Float[Tensor, "B L d"], asking: Float[Tensor, "B Q d"], seen: Tensor | None
    ) -> Float[Tensor, "B Q d"]:
        """Args: seen: which places each asking one may look at; None: those before it and itself."""
        asking = self.before(asking)
        keys, values = self.key_value(x).chunk(2, dim=-1)
        found = F.scaled_dot_product_attention(
            self._split(self.query(asking)),
            self._split(keys),
            self._split(values),
            attn_mask=seen,
            dropout_p=self.rate if self.training else 0.0,
            is_causal=seen is None,
        )
        y = self.between(asking + found.transpose(1, 2).flatten(2))
        wide = self.dropout(F.relu(self.inner(y)))
        fed: Tensor = y + self.dropout(self.outer(wide))
        return fed

    def _split(self, x: Float[Tensor, "B L d"]) -> Float[Tensor, "B heads L part"]:
        return x.view(*x.shape[:2], self.heads, x.shape[2] // self.heads).transpose(1, 2)
