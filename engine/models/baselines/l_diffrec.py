"""L-DiffRec: the diffusion in the latent space of a variational autoencoder, items in one cluster."""

from __future__ import annotations

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.models.baselines.annealing import growing
from engine.models.baselines.diffrec import SessionRows
from engine.models.baselines.diffrec_config import DiffRecConfig
from engine.models.baselines.row_network import RowNetwork, start_normal

ENCODER_DROPOUT = 0.1


class LDiffRec(SessionRows):
    """Row -> latent -> denoised latent -> logits of the items (section 3.5 of the paper)."""

    learned: Int64[Tensor, ""]

    def __init__(self, n_items: int, config: DiffRecConfig) -> None:
        super().__init__(n_items, config)
        size = config.latent_size
        self.dropout = nn.Dropout(ENCODER_DROPOUT)
        self.encoder = nn.Linear(n_items, 2 * size)
        self.network = RowNetwork(size, config.hidden, config.steps, config.dropout)
        self.decoder = nn.Linear(size, n_items)
        for part in (self.encoder, self.decoder):
            start_normal(part)
        self.register_buffer("learned", torch.zeros((), dtype=torch.int64))

    def encoded(self, rows: Float[Tensor, "B n"]) -> tuple[Float[Tensor, "B z"], Float[Tensor, "B z"]]:
        """Mean and logarithm of the variance of every row's latent."""
        mean, log_variance = torch.tanh(self.encoder(self.dropout(rows))).chunk(2, dim=1)
        return mean, log_variance

    def loss(
        self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"], target: Int64[Tensor, "B"]
    ) -> dict[str, Float[Tensor, ""]]:
        """The weighted terms.

        `likelihood`: -log of the multinomial likelihood of the wanted items, from the denoised latent.
        `squared_error`: of the latent as predicted from the noisy one.
        `divergence`: of the encoder's distribution from N(0, 1).
        """
        read, wanted = self.learned_rows(history, length, target)
        mean, log_variance = self.encoded(read)
        latent = mean + torch.randn_like(mean) * (log_variance / 2).exp() if self.training else mean
        squared, denoised = self.diffusion.loss(self.network, latent)
        likelihood = -(F.log_softmax(self.decoder(denoised), dim=1) * wanted).sum(1).mean()
        divergence = -0.5 * (1 + log_variance - mean.square() - log_variance.exp()).sum(1).mean()
        weight = growing(self.config.divergence_weight, self.learned, counts=self.training)
        return {
            "likelihood": likelihood,
            "squared_error": self.config.diffusion_weight * squared,
            "divergence": weight * divergence,
        }

    @torch.no_grad()
    def scores(self, history: Int64[Tensor, "B L"], length: Int64[Tensor, "B"]) -> Float[Tensor, "B n"]:
        """The logits of the mean latent, denoised."""
        mean, _ = self.encoded(self.rows(history, length))
        return self.decoder(self.diffusion.denoised(self.network, mean))  # type: ignore[no-any-return]

    def items(self) -> Float[Tensor, "n z"]:
        """The rows of the decoder."""
        return self.decoder.weight
