"""GRU4Rec (Hidasi et al. 2016): a gated recurrent network over the history."""

from __future__ import annotations

from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.gru4rec_config import GRU4RecConfig
from engine.models.baselines.next_item import NextItemModel, last_state


class GRU4Rec(NextItemModel):
    """The state of a GRU after the last item.

    Histories are right-padded, so that no state before the last real item has seen padding: nothing needs
    to be packed.
    """

    def __init__(self, n_items: int, shared: BaselineConfig, config: GRU4RecConfig) -> None:
        super().__init__(n_items, shared)
        size, hidden = shared.embedding_size, config.hidden_size
        self.gru = nn.GRU(size, hidden, config.layers, batch_first=True)
        self.back = nn.Identity() if hidden == size else nn.Linear(hidden, size)

    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        embedded, shown = self.embedded(history, length)
        states, _ = self.gru(self.dropout(embedded))
        state: Tensor = self.back(self.dropout(last_state(states, shown)))
        return state
