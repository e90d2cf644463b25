"""The network of DiffRec: x_0 of a row from x_t and t, through one hidden layer."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.models.areal.denoiser import sinusoids

TIME_SIZE = 10
"""Width of the embedding of t."""


class RowNetwork(nn.Module):
    """Linear(tanh(Linear([dropout(x_t), e_t]))), n + 10 -> hidden -> n."""

    def __init__(self, n: int, hidden: int, steps: int, dropout: float) -> None:
        super().__init__()
        self.register_buffer("waves", sinusoids(TIME_SIZE, steps), persistent=False)
        self.time = nn.Linear(TIME_SIZE, TIME_SIZE)
        self.dropout = nn.Dropout(dropout)
        # Two parts of one layer: x_t need not be copied to have e_t beside it.
        self.of_x = nn.Linear(n, hidden)
        self.of_t = nn.Linear(TIME_SIZE, hidden, bias=False)
        self.out = nn.Linear(hidden, n)
        start_normal(self)
        for part in (self.of_x, self.of_t):
            nn.init.normal_(part.weight, std=(2 / (n + TIME_SIZE + hidden)) ** 0.5)

    def forward(self, x: Float[Tensor, "B n"], t: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        of_t = self.of_t(self.time(self.get_buffer("waves")[t]))
        hidden = torch.tanh(self.of_x(self.dropout(x)) + of_t)
        return self.out(hidden)  # type: ignore[no-any-return]


def start_normal(module: nn.Module) -> None:
    """Weights from N(0, 2 / (inputs + outputs)), biases from N(0, 0.001)."""
    for part in module.modules():
        if isinstance(part, nn.Linear):
            nn.init.xavier_normal_(part.weight)
            if part.bias is not None:
                nn.init.normal_(part.bias, std=0.001)
