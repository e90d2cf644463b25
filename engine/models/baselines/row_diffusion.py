"""DiffRec's diffusion of rows (Wang et al. 2023, sections 3.1 to 3.4): a little noise, in few steps.

t is drawn more often where the loss is large, and the reverse chain starts from the row itself: rows are
denoised, not made from noise.
"""

from __future__ import annotations

from collections.abc import Callable

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn

from engine.diffusion.process import DiffusionProcess
from engine.diffusion.schedules import linear_variance

Network = Callable[[Tensor, Tensor], Tensor]
"""x_t and t of every row -> x_0 as predicted."""

REMEMBERED = 10
"""Losses of each t that its probability is made from (section 3.3 of the paper's appendix)."""

EVENLY = 0.001
"""Share of the draws of t that pays no heed to the losses."""


class RowDiffusion(nn.Module):
    """q, the weighted loss of a step, and the denoising of given rows.

    The losses of the past batches are buffers, so that a training that goes on from a checkpoint draws as
    one that was never stopped.
    """

    squared: Float[Tensor, "T remembered"]
    seen: Int64[Tensor, "T"]
    weight: Float[Tensor, "T"]

    def __init__(
        self,
        steps: int,
        scale: float,
        low: float,
        high: float,
        *,
        reweigh: bool = True,
        importance: bool = True,
    ) -> None:
        """Args:
        steps, scale, low, high: of `linear_variance`.
        reweigh: weigh the loss at t by SNR(t - 1) - SNR(t), as the bound has it.
        importance: draw t by its losses; evenly without.
        """
        super().__init__()
        with torch.device("cpu"):  # of numbers, also where the parameters are only counted
            self.process = DiffusionProcess(linear_variance(steps, scale, low, high))
        self.importance = importance
        weight = self._bound_weights() if reweigh else torch.ones(steps)
        self.register_buffer("weight", weight, persistent=False)
        self.register_buffer("squared", torch.zeros(steps, REMEMBERED))
        self.register_buffer("seen", torch.zeros(steps, dtype=torch.int64))

    @property
    def steps(self) -> int:
        """T."""
        return self.process.steps

    def _bound_weights(self) -> Float[Tensor, "T"]:
        """SNR(t - 1) - SNR(t), and 1 at t = 1, where SNR(0) has no bound."""
        level = torch.tensor(self.process.levels[1:], dtype=torch.float64)
        ratio = level / (1 - level)
        return torch.cat([torch.ones(1, dtype=torch.float64), ratio[:-1] - ratio[1:]]).float()

    def probabilities(self) -> Float[Tensor, "T"]:
        """Of drawing each t: by the root mean square of its last losses, once all t have enough of them."""
        even = torch.full_like(self.weight, 1 / self.steps)
        if not self.importance:
            return even
        size = self.squared.mean(1).sqrt()
        by_loss = torch.lerp(size / size.sum().clamp_min(torch.finfo(size.dtype).tiny), even, EVENLY)
        return torch.where((self.seen >= REMEMBERED).all(), by_loss, even)

    def loss(
        self, network: Network, x_0: Float[Tensor, "B n"], wanted: Float[Tensor, "B n"] | None = None
    ) -> tuple[Float[Tensor, ""], Float[Tensor, "B n"]]:
        """The mean weighted squared error of x_0 as predicted from x_t, and the predictions.

        Args:
            wanted: what to predict, where that is not `x_0` itself.
        """
        probability = self.probabilities()
        drawn = torch.rand(len(x_0), device=x_0.device)
        t = torch.searchsorted(probability.cumsum(0), drawn, right=True).clamp_max(self.steps - 1) + 1
        prediction = network(self.process.q_sample(x_0, t, torch.randn_like(x_0)), t)
        error = (prediction - (x_0 if wanted is None else wanted)).square().mean(1)
        weighted = self.weight[t - 1] * error
        if self.training:
            self._remember(weighted.detach().float(), t)
        return (weighted / (self.steps * probability[t - 1])).mean(), prediction

    @torch.no_grad()
    def _remember(self, losses: Float[Tensor, "B"], t: Int64[Tensor, "B"]) -> None:
        """Put the mean squared loss of each t that was drawn behind those of the batches before."""
        total = torch.zeros_like(self.weight).index_add_(0, t - 1, losses.square())
        count = torch.zeros_like(self.weight).index_add_(0, t - 1, torch.ones_like(losses))
        later = torch.cat([self.squared[:, 1:], (total / count.clamp_min(1))[:, None]], dim=1)
        self.squared.copy_(torch.where(count[:, None] > 0, later, self.squared))
        self.seen.add_(count > 0).clamp_(max=REMEMBERED)

    def denoised(self, network: Network, x: Float[Tensor, "B n"]) -> Float[Tensor, "B n"]:
        """All T steps of the posterior's mean from rows as they are; no noise is drawn."""
        for t in range(self.steps, 0, -1):
            of_x_0, of_x, _ = self.process.posterior(t, t - 1)
            at = torch.full((x.shape[0],), t, device=x.device)
            x = of_x_0 * network(x, at) + of_x * x
        return x
