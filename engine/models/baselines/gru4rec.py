"""GRU4Rec (Hidasi et al. 2016): a gated recurrent network over the history."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.utils.rnn import pack_padded_sequence

from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.gru4rec_config import GRU4RecConfig
from engine.models.baselines.next_item import NextItemModel, last_state


class GRU4Rec(NextItemModel):
    """The state of a GRU after the last item."""

    def __init__(self, n_items: int, shared: BaselineConfig, config: GRU4RecConfig) -> None:
        super().__init__(n_items, shared)
        size, hidden = shared.embedding_size, config.hidden_size
        self.gru = nn.GRU(size, hidden, config.layers, batch_first=True)
        self.back = nn.Identity() if hidden == size else nn.Linear(hidden, size)

    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        embedded, shown = self.embedded(history, length)
        state: Tensor = self.back(self.dropout(state_after(self.gru, self.dropout(embedded), shown)))
        return state


def state_after(
    gru: nn.GRU, embedded: Float[Tensor, "B L d"], shown: Int64[Tensor, "B"]
) -> Float[Tensor, "B hidden"]:
    """The state after the last place that counts.

    Histories are right-padded: no state before has seen padding. The places behind cost as much as the real
    ones, so that on a processor they are left out; a device would have to wait for the lengths.
    """
    if embedded.device.type == "cpu" and not torch.compiler.is_exporting():
        real = pack_padded_sequence(embedded, shown, batch_first=True, enforce_sorted=False)
        last: Tensor = gru(real)[1][-1]
        return last
    return last_state(gru(embedded)[0], shown)
