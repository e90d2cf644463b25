"""AdaRanker: a ranker that adapts to the candidates it is given (Fan et al. 2022, SIGIR)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext

import torch
from jaxtyping import Bool, Float, Int64, Real
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.adaptation import AdaptedScorer, DistributionEncoder
from engine.models.baselines.adaranker_config import RERANKED, AdaRankerConfig
from engine.models.baselines.config import BaselineConfig
from engine.models.baselines.gru4rec import state_after
from engine.models.baselines.next_item import NextItemModel


class AdaRanker(NextItemModel):
    """A GRU whose inputs, and a scorer whose weights, depend on the set of candidates.

    The same GRU without adaptation is the backbone, and learns with a loss of its own: the embeddings, which
    the paper trains beforehand, take shape with it.
    """

    cumulated: Tensor

    def __init__(
        self,
        n_items: int,
        shared: BaselineConfig,
        config: AdaRankerConfig,
        popularity: Real[Tensor, "n"] | None = None,
    ) -> None:
        """Args: popularity: occurrences of each item in training, by which half the negatives are drawn."""
        super().__init__(n_items, shared)
        size = shared.embedding_size
        self.config = config
        self.gru = nn.GRU(size, size, batch_first=True)
        self.distribution = DistributionEncoder(size, shared.dropout)
        self.scale = nn.Linear(size, 1)
        self.shift = nn.Linear(size, 1)
        nn.init.ones_(self.scale.bias)  # the adaptation begins as none
        self.scorer = AdaptedScorer(size, config.slots, shared.dropout)
        counts = torch.ones(n_items) if popularity is None else popularity
        share = counts.double().clamp_min(1e-3)
        self.register_buffer("cumulated", (share / share.sum()).cumsum(0), persistent=False)

    def encode(
        self,
        history: Int64[Tensor, "B L"],
        length: Int64[Tensor, "B"],
        z: Float[Tensor, "*B d"] | None = None,
    ) -> Float[Tensor, "B d"]:
        """The last state of the GRU; with z of inputs that are scaled and shifted as z asks for."""
        embedded, shown = self.embedded(history, length)
        if z is not None:
            embedded = self.scale(z)[..., None, :] * embedded + self.shift(z)[..., None, :]
        state: Tensor = self.dropout(state_after(self.gru, self.dropout(embedded), shown))
        return state

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """`candidates`: binary cross-entropy of target and negatives; beside it the backbone's loss."""
        h = self.encode(history, length)
        if self.config.drawn == "mixed":
            drawn, teaches = self.negatives(target), torch.ones_like(target, dtype=torch.bool)
        else:
            drawn, teaches = self.retrieved(h, target)
        with held(self.backbone_parameters()) if self.config.apart else nullcontext():
            logits = self.logits(history, length, torch.cat([target[:, None], drawn], dim=1))
        # A negative that is the target again says nothing; the logit itself, since a sigmoid would saturate.
        counts = F.pad(drawn != target[:, None], (1, 0), value=True) & teaches[:, None]
        wrong = F.softplus(torch.cat([-logits[:, :1], logits[:, 1:]], dim=1)) * counts
        return self.terms(h, target) | {"candidates": wrong.sum() / counts.sum().clamp_min(1)}

    def backbone_parameters(self) -> list[nn.Parameter]:
        """Of the GRU and its embeddings: what would rank without an adaptation."""
        return [self.embedding, *self.gru.parameters()]

    def logits(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], candidates: Int64[Tensor, "B C"]
    ) -> Float[Tensor, "B C"]:
        """Of each row's candidates, adapted to them."""
        embedded = F.embedding(candidates, self.items())
        z = self.distribution(embedded)
        logits: Tensor = self.scorer(self.encode(history, length, z), embedded, z)
        if not self.config.added:
            return logits
        with torch.no_grad():  # what is corrected stays as the backbone has learned it
            retrieved = self.backbone(history, length, candidates)
        return retrieved + logits

    def backbone(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], candidates: Int64[Tensor, "B C"]
    ) -> Float[Tensor, "B C"]:
        """The backbone's scores of each row's candidates."""
        compared = F.embedding(candidates, self.compared())
        scores = torch.bmm(compared, self.encode(history, length)[:, :, None])[..., 0]
        return scores if self.bias is None else scores + self.bias[candidates]

    def negatives(self, target: Int64[Tensor, "B"]) -> Int64[Tensor, "B k"]:
        """Items drawn evenly for half of the examples, by popularity for the others."""
        shape, device = (len(target), self.config.negatives), target.device
        place = torch.rand(shape, device=device, dtype=torch.float64)
        evenly = (place * self.n_items).long()
        by_popularity = torch.searchsorted(self.cumulated, place, right=True)
        even = torch.rand(len(target), device=device) < 0.5
        return torch.where(even[:, None], evenly, by_popularity).clamp_max(self.n_items - 1)

    @torch.no_grad()
    def retrieved(
        self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"]
    ) -> tuple[Int64[Tensor, "B k"], Bool[Tensor, "B"]]:
        """Items of the backbone's best, drawn evenly; and which examples teach how to order them.

        Not those whose target is not among the best: no order could help them, and to put the target before
        the others would teach the ranker to prefer what the backbone does not.
        """
        best = self.of_all(h).topk(min(RERANKED, self.n_items), dim=1, sorted=False).indices
        order = torch.rand(best.shape, device=best.device).argsort(dim=1)
        return best.gather(1, order[:, : self.config.negatives]), (best == target[:, None]).any(1)

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """Of the whole catalogue at once, or of the backbone, its best in another order."""
        if self.config.ranks == "full":
            z = self.distribution(self.items())
            logits = self.scorer.of_catalogue(self.encode(history, length, z), self.items(), z)
            return super().scores(history, length) + logits if self.config.added else logits
        scores = super().scores(history, length)
        best = scores.topk(min(RERANKED, self.n_items), dim=1).indices
        # The best get one another's scores: all others stay behind them, in their order.
        order = self.logits(history, length, best).argsort(dim=1, descending=True, stable=True)
        return scores.scatter(1, best.gather(1, order), scores.gather(1, best))


@contextmanager
def held(parameters: Sequence[nn.Parameter]) -> Iterator[None]:
    """What is computed inside does not move these parameters."""
    learn = [parameter.requires_grad for parameter in parameters]
    try:
        for parameter in parameters:
            parameter.requires_grad_(False)
        yield
    finally:
        for parameter, learns in zip(parameters, learn, strict=True):
            parameter.requires_grad_(learns)
