"""IPS: examples whose target was rarely exposed count more (after Wang et al., WWW 2022)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor
from torch.nn import functional as F

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

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The weighted loss of the recommender, and the likelihood of the exposure.

        `effective_share` is what the weights leave of the batch; it is told, and not minimised.
        """
        h, propensity = self.recommender.encode(history, length), self.exposure.encode(history, length)
        exposed = F.cross_entropy(self.exposure.of_all(propensity), target, reduction="none")
        weight = inverse_weights(-exposed, self.config.power, self.config.largest_weight)
        if self.recommender.shared.loss == "bce1":
            name, each = "binary_cross_entropy", self._one_negative(h, target, weight)
        else:
            each = weight * F.cross_entropy(self.recommender.of_all(h), target, reduction="none")
            name = "cross_entropy"
        return {name: each.mean(), "exposure": exposed.mean(), "effective_share": effective_share(weight)}

    def _one_negative(
        self, h: Float[Tensor, "B d"], target: Int64[Tensor, "B"], weight: Float[Tensor, "B"]
    ) -> Float[Tensor, "B"]:
        """The negatives are drawn evenly: all have the same propensity, and weigh one."""
        score, others = self.recommender.of_items, self.recommender.other_items(target)
        return (weight * F.softplus(-score(h, target)) + F.softplus(score(h, others))) / 2

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """Those of the recommender, without any weights."""
        return self.recommender.scores(history, length)

    def items(self) -> Float[Tensor, "n d"]:
        return self.recommender.items()
