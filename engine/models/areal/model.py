"""AREAL: the next item recovered from noise, guided by the MCRL encoding of the history (section 4)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int64, Real
from torch import Tensor, nn
from torch.nn import functional as F

from engine.diffusion.config import DiffusionConfig, GuidanceConfig, SamplingConfig
from engine.diffusion.guidance import GuidedChain
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import Step
from engine.models.areal.attention_encoder import AttentionEncoder
from engine.models.areal.config import ArealConfig
from engine.models.areal.denoiser import make_denoiser
from engine.models.areal.mcrl import MCRL, Attention
from engine.models.areal.negatives import make_negatives
from engine.models.areal.sphere import unit_rows
from engine.models.protocol import TrainedModel
from engine.models.softmax import mean_log_partition, mean_posterior


@dataclass(frozen=True)
class ArealSettings:
    """The parts of a run's configuration that make the network.

    Attributes:
        history_length: items that a history shows at most.
    """

    model: ArealConfig
    diffusion: DiffusionConfig
    guidance: GuidanceConfig
    sampling: SamplingConfig
    discrete_weight: float
    history_length: int = 10


class Areal(TrainedModel):
    """The model of the paper; with the encoder `attention`, DreamRec.

    Its items are 0 ... n_items - 1; n_items pads a history.
    """

    def __init__(
        self,
        n_items: int,
        config: ArealSettings,
        start: Float[Tensor, "n d"] | None = None,
        popularity: Real[Tensor, "n"] | None = None,
    ) -> None:
        """Args:
        start: item embeddings to begin with; N(0, 1) rows without.
        popularity: occurrences of each item in training, by which a sampled softmax draws its negatives;
            evenly without.
        """
        super().__init__()
        size = config.model.embedding_size
        self.config = config
        self.n_items = n_items
        with torch.device("cpu"):  # of numbers, also where the parameters are only counted
            self.process = DiffusionProcess(config.diffusion)
            self.reverse = GuidedChain(self.process, config.guidance.strength, config.sampling)
        self.encoder = (
            MCRL(config.model)
            if config.model.encoder == "mcrl"
            else AttentionEncoder(config.model, config.history_length)
        )
        self.denoiser = make_denoiser(config.diffusion.denoiser, size, config.diffusion.steps)
        self.negatives = make_negatives(
            config.model, torch.zeros(n_items) if popularity is None else popularity
        )
        if config.model.initial_deviation is not None:
            _start_normal(self, config.model.initial_deviation)
        self.none = nn.Parameter(torch.randn(size))
        self.embedding = nn.Parameter(torch.randn(n_items, size) if start is None else start.clone())

    @property
    def softmax(self) -> str:
        """What the discrete term compares the target with, for people."""
        return "full" if self.negatives is None else f"sampled with {self.negatives}"

    @property
    def remark(self) -> str:
        """What `auto` has chosen."""
        return f"softmax of the discrete term: {self.softmax}"

    def items(self) -> Float[Tensor, "n d"]:
        """x_0 of every item: unit rows where embeddings lie on a sphere."""
        return unit_rows(self.embedding) if self.config.model.sphere else self.embedding

    def embedded(self, items: Int64[Tensor, "*shape"]) -> Float[Tensor, "*shape d"]:
        """x_0 of some items; padding gets that of the last item."""
        rows = F.embedding(items.clamp_max(self.n_items - 1), self.embedding)
        return unit_rows(rows) if self.config.model.sphere else rows

    def guidance(self, embedded: Float[Tensor, "B L d"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        """h of every embedded history (Eq. 21); the unconditional embedding for an empty one."""
        return torch.where(length[:, None] > 0, self.encoder(embedded, length), self.none)

    def attention(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Attention:
        """What the encoder weighs at every position of these histories."""
        return self.encoder.attention(self.embedded(history), length)

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The weighted terms of Eq. 24, whose sum is minimised; those without weight are left out.

        `squared_error`: |f(x_t, h, t) - x_0|^2 with uniform t, relative to E|x_0|^2, for L_T and L_t.
        `discrete`: -log p(x_0 | x_1) as softmax cross-entropy of the prediction against all items.
        `consistency`: |f(x_t, h, t) - f(x_t-1, h, t-1)|^2, likewise relative (Mao et al. 2025, arXiv
        2510.17245); not in Eq. 24.
        """
        embedded = self.embedded(torch.cat([history, target[:, None]], dim=1))
        x_0, h = embedded[:, -1], self.guidance(embedded[:, :-1], length)
        dropped = torch.rand(len(target), device=x_0.device) < self.config.guidance.drop_probability
        h = torch.where(dropped[:, None], self.none, h)
        t = torch.randint(1, self.process.steps + 1, (len(target),), device=x_0.device)
        noise = torch.randn_like(x_0)
        prediction = self.denoiser(self.process.q_sample(x_0, t, noise), h, t)
        terms = {"squared_error": self._distance(prediction, x_0)}
        if self.config.discrete_weight:
            terms["discrete"] = self.config.discrete_weight * self._discrete(prediction, x_0, target)
        if weight := self.config.model.consistency_weight:
            _, earlier = self.process.q_sample_pair(x_0, t, noise)
            terms["consistency"] = weight * self._distance(prediction, self.denoiser(earlier, h, t - 1))
        return terms

    def _distance(self, a: Float[Tensor, "B d"], b: Float[Tensor, "B d"]) -> Float[Tensor, ""]:
        """Mean squared distance, relative to E|x_0|^2."""
        energy = 1.0 if self.config.model.sphere else float(a.shape[-1])
        return (a - b).square().sum(-1).mean() / energy

    def _discrete(
        self, prediction: Float[Tensor, "B d"], x_0: Float[Tensor, "B d"], target: Int64[Tensor, "B"]
    ) -> Float[Tensor, ""]:
        """Mean of -log p(target | x_0 = prediction), its target smoothed as configured."""
        x = prediction / self.config.model.temperature
        of_target = (x * x_0).sum(-1)
        if self.negatives is None:
            items, share = self.items(), None
            partition = mean_log_partition(x, items)
        else:
            drawn = self.negatives.draw()
            items, share = self.embedded(drawn), self.negatives.share(drawn)
            partition = self.negatives.mean_log_partition(x, items, drawn, target, of_target)
        agreement = of_target.mean()
        if self.config.model.label_smoothing:
            average = items.mean(0) if share is None else share @ items
            agreement = torch.lerp(agreement, x.mean(0) @ average, self.config.model.label_smoothing)
        return partition - agreement

    @torch.no_grad()
    def scores(
        self,
        history: Int64[Tensor, "B L"],
        length: Int64[Tensor, "B"],
        *,
        reverse: GuidedChain | None = None,
        seed: int = 0,
    ) -> Float[Tensor, "B n"]:
        """The item posterior p(item | history), averaged over several x_T.

        All rows share the same draws of noise, so that a row's scores depend neither on the batch it
        comes in nor on the state of any random generator. Equal rows are scored once: a fifth of the
        histories of a shop are empty.

        Args:
            reverse, seed: as for `ends`.
        """
        rows, of_row = torch.unique(torch.cat([history, length[:, None]], dim=1), dim=0, return_inverse=True)
        if len(rows) == len(history):
            return self.decoder()(self.ends(history, length, reverse=reverse, seed=seed))
        x_0 = self.ends(rows[:, :-1], rows[:, -1], reverse=reverse, seed=seed)
        return self.decoder()(x_0)[of_row]

    def decoder(self) -> Callable[[Float[Tensor, "B S d"]], Float[Tensor, "B n"]]:
        """What makes the item posterior, averaged over the draws, of `ends`; for the weights as they are."""
        items = self.items().detach() / self.config.model.temperature
        return torch.no_grad()(lambda x_0: mean_posterior(x_0, items))

    def probabilities(self, scores: Float[Tensor, "B n"]) -> Float[Tensor, "B n"]:
        """They are already."""
        return scores

    @torch.no_grad()
    def ends(
        self,
        history: Int64[Tensor, "B L"],
        length: Int64[Tensor, "B"],
        *,
        reverse: GuidedChain | None = None,
        seed: int = 0,
    ) -> Float[Tensor, "B S d"]:
        """x_0 from every draw of x_T, where the chain ends.

        Args:
            reverse: another chain than the configured one, over the same diffusion.
            seed: of the noise, the same for every row.
        """
        h = self.guidance(self.embedded(history), length)
        return (reverse or self.reverse).end(self.denoiser, h, self.none, seed=seed)

    def chain(
        self,
        history: Int64[Tensor, "B L"],
        length: Int64[Tensor, "B"],
        *,
        reverse: GuidedChain | None = None,
        samples: int | None = None,
        seed: int = 0,
    ) -> Iterator[Step]:
        """The guided reverse chain, states [B, S, d], from x_T to x_0 (Eq. 22-23).

        Args:
            reverse: as for `ends`.
            samples: draws of x_T; the configured number if None.
            seed: of the noise, the same for every row.
        """
        h = self.guidance(self.embedded(history), length)
        return (reverse or self.reverse).states(self.denoiser, h, self.none, samples=samples, seed=seed)

    def unguided(self, x: Float[Tensor, "B S d"], t: int) -> Float[Tensor, "B S d"]:
        """x_0 as predicted from x_t without a history: f(x_t, none, t)."""
        none = self.none.expand(len(x), -1)
        return self.denoiser.guided(none, self.none, 0.0, [t])(x, t)

    def posterior(self, x: Float[Tensor, "... d"]) -> Float[Tensor, "... n"]:
        """p(item | x_0 = x), the decoder of the discrete term."""
        return (x / self.config.model.temperature @ self.items().T).softmax(-1)


def _start_normal(module: nn.Module, deviation: float) -> None:
    """N(0, s) for every weight, zero for every bias (section 5.1.3); layer norms keep their ones."""
    for part in module.modules():
        if isinstance(part, nn.LayerNorm):
            continue
        for name, parameter in part.named_parameters(recurse=False):
            nn.init.zeros_(parameter) if "bias" in name else nn.init.normal_(parameter, std=deviation)
