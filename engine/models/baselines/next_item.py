"""What every sequential baseline has around its encoder: embeddings, the empty history, output and loss."""

from __future__ import annotations

from abc import abstractmethod

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.config import BaselineConfig
from engine.models.protocol import TrainedModel
from engine.models.softmax import mean_log_partition


class NextItemModel(TrainedModel):
    """An encoder of histories, and items that are compared with what it returns.

    A baseline is a subclass with `encode`. The embeddings of the items are the first n_items rows of
    `embedding`; its last row is the start vector, which stands at the first place of an empty history.
    """

    def __init__(self, n_items: int, config: BaselineConfig) -> None:
        super().__init__()
        size = config.embedding_size
        self.n_items = n_items
        self.shared = config
        self.embedding = nn.Parameter(torch.empty(n_items + 1, size))
        self.output = None if config.tied else nn.Parameter(torch.empty(n_items, size))
        self.bias = nn.Parameter(torch.zeros(n_items)) if config.bias else None
        self.dropout = nn.Dropout(config.dropout)
        nn.init.normal_(self.embedding, std=config.initial_deviation)
        if self.output is not None:
            start_as_linear(self.output, self.bias)

    @abstractmethod
    def encode(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """What is compared with the items, for every history. Begins with `embedded`."""

    def embedded(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]
    ) -> tuple[Float[Tensor, "B L d"], Int64[Tensor, "B"]]:
        """The embedded places of every history, and how many of them count, at least one.

        An empty history counts as one place with the start vector. Places behind the last one are zero,
        whatever they are padded with.
        """
        shown = length.clamp_min(1)
        counts = torch.arange(history.shape[1], device=history.device) < shown[:, None]
        rows = F.embedding(history, self.embedding)
        return rows.masked_fill(~counts[:, :, None], 0.0), shown

    def items(self) -> Float[Tensor, "n d"]:
        """The embeddings that the encoder reads."""
        return self.embedding[: self.n_items]

    def compared(self) -> Float[Tensor, "n d"]:
        """The embeddings that the output compares with: the same ones where the table is one."""
        return self.items() if self.output is None else self.output

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """One term, named after the loss that `baseline.loss` chooses."""
        return self.terms(self.encode(history, length), target)

    def terms(self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"]) -> dict[str, Float[Tensor, ""]]:
        """The same for histories that are encoded already."""
        if self.shared.loss == "bce1":
            return {"binary_cross_entropy": self.one_negative(h, target).mean()}
        return {"cross_entropy": self.cross_entropy(h, target)}

    def cross_entropy(self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"]) -> Float[Tensor, ""]:
        """The mean of -log softmax(scores)[target] over the whole catalogue."""
        items = self.compared()
        h = h.to(items.dtype)
        agreement = self.of_items(h, target).mean()
        if self.bias is not None:  # as one more number of every item, which the partition knows of
            h = torch.cat([h, h.new_ones(len(h), 1)], dim=1)
            items = torch.cat([items, self.bias[:, None]], dim=1)
        return mean_log_partition(h, items) - agreement

    def one_negative(self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"]) -> Float[Tensor, "B"]:
        """Binary cross-entropy of the target and of one other item, drawn evenly; their mean."""
        chosen = F.softplus(-self.of_items(h, target))
        return (chosen + F.softplus(self.of_items(h, self.other_items(target)))) / 2

    def other_items(self, target: Int64[Tensor, "B"]) -> Int64[Tensor, "B"]:
        """For every target one item that is another, drawn evenly."""
        drawn = torch.randint(max(1, self.n_items - 1), target.shape, device=target.device)
        return (drawn + (drawn >= target)).clamp_max(self.n_items - 1)

    def of_items(self, h: Float[Tensor, "B d"], items: Int64[Tensor, "B"]) -> Float[Tensor, "B"]:
        """The score of one item in each row."""
        score = (h * F.embedding(items, self.compared())).sum(-1)
        return score if self.bias is None else score + self.bias[items]

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """Every item's inner product with the encoded history, and its bias."""
        return self.of_all(self.encode(history, length))

    def of_all(self, h: Float[Tensor, "B d"]) -> Float[Tensor, "B n"]:
        """The scores of all items, with their gradients."""
        if self.bias is None:
            return h @ self.compared().T
        return torch.addmm(self.bias, h, self.compared().T)


def start_as_linear(table: nn.Parameter, bias: nn.Parameter | None) -> None:
    """As `torch.nn.Linear` starts, evenly within 1 / sqrt(width): the output layers that were published."""
    for parameter in (table, bias):
        if parameter is not None:
            bound = table.shape[1] ** -0.5
            nn.init.uniform_(parameter, -bound, bound)


def last_state(states: Float[Tensor, "B L d"], shown: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
    """The state at the last place that counts."""
    return states.gather(1, (shown - 1)[:, None, None].expand(-1, 1, states.shape[2]))[:, 0]
