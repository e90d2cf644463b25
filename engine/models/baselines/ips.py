"""IPS: examples whose target was rarely exposed count more (after Wang et al., WWW 2022)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F

from engine.models.baselines.confounder import Confounder
from engine.models.baselines.ips_config import IpsConfig
from engine.models.baselines.next_item import NextItemModel
from engine.models.baselines.propensity import effective_share, inverse_weights
from engine.models.protocol import TrainedModel


class Ips(TrainedModel):
    """A recommender, and an exposure model that weighs its examples and recommends nothing itself.

    Both learn at once, each from its own loss: the weights pass no gradient on.
    """

    told = frozenset({"effective_share"})

    def __init__(self, recommender: NextItemModel, exposure: NextItemModel, config: IpsConfig) -> None:
        """Args: exposure: a model of what comes next, whose softmax is the propensity."""
        super().__init__()
        self.n_items = recommender.n_items
        self.recommender, self.exposure, self.config = recommender, exposure, config
        size = recommender.shared.embedding_size
        confounded = config.confounder == "gaussian"
        self.confounder = Confounder(size, config.divergence_weight) if confounded else None

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The weighted loss of the recommender, and the likelihood of the exposure.

        `effective_share` is what the weights leave of the batch; it is told, and not minimised. With a
        confounder there is its `divergence`, too.
        """
        h, state = self.recommender.encode(history, length), self.exposure.encode(history, length)
        if self.confounder is None:
            rarity = self._exposed(state, target)
            learned = {"exposure": rarity.mean()}
        else:
            z = self.confounder.known(state)
            h = h + self.confounder.recommending(z)
            with torch.no_grad():
                rarity = self._exposed(state + self.confounder.exposing(z), target)
            learned = self._confounded(self.confounder, state, target)
        weight = inverse_weights(-rarity, self.config.power, self.config.largest_weight)
        if self.recommender.shared.loss == "bce1":
            name, each = "binary_cross_entropy", self._one_negative(h, target, weight)
        else:
            each = weight * F.cross_entropy(self.recommender.of_all(h), target, reduction="none")
            name = "cross_entropy"
        return {name: each.mean()} | learned | {"effective_share": effective_share(weight)}

    def _confounded(
        self, confounder: Confounder, state: Float[Tensor, "B d"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The two parts of the bound that the exposure model learns from."""
        posterior = confounder.posterior(state, F.embedding(target, self.exposure.items()))
        exposed = self._exposed(state + confounder.exposing(posterior.draw()), target)
        divergence = posterior.divergence(confounder.prior(state))
        return {"exposure": exposed.mean(), "divergence": confounder.weighted(divergence)}

    def _exposed(self, state: Float[Tensor, "B d"], target: Int64[Tensor, "B"]) -> Float[Tensor, "B"]:
        """-log of the propensity of every target."""
        return F.cross_entropy(self.exposure.of_all(state), target, reduction="none")

    def _one_negative(
        self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"], weight: Float[Tensor, "B"]
    ) -> Float[Tensor, "B"]:
        """The negatives are drawn evenly: all have the same propensity, and weigh one."""
        score, others = self.recommender.of_items, self.recommender.other_items(target)
        return (weight * F.softplus(-score(h, target)) + F.softplus(score(h, others))) / 2

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """Those of the recommender, without any weights."""
        h = self.recommender.encode(history, length)
        if self.confounder is not None:
            h = h + self.confounder.recommending(self.confounder.known(self.exposure.encode(history, length)))
        return self.recommender.of_all(h)

    def items(self) -> Float[Tensor, "n d"]:
        return self.recommender.items()
