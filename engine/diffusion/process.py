"""The forward chain q and its posterior (Eq. 1-6)."""

from __future__ import annotations

import torch
from jaxtyping import Float, Float64, Int64
from torch import Tensor, nn

from engine.diffusion.config import DiffusionConfig
from engine.diffusion.schedules import betas


class DiffusionProcess(nn.Module):
    """alpha_bar_0 = 1, alpha_bar_1, ..., alpha_bar_T, on the device of the model.

    The reverse chain reads `levels`, plain floats: indexing a tensor on the device at every step would
    wait for it.
    """

    alpha_bar: Float[Tensor, "T+1"]

    def __init__(self, schedule: DiffusionConfig | Float64[Tensor, "T"]) -> None:
        """Args: schedule: its configuration, or beta_1 ... beta_T themselves."""
        super().__init__()
        beta = betas(schedule) if isinstance(schedule, DiffusionConfig) else schedule
        self.steps = len(beta)
        alpha_bar = _alpha_bar(beta)
        self.levels: list[float] = alpha_bar.tolist()
        self.register_buffer("alpha_bar", alpha_bar.float(), persistent=False)

    def q_sample(
        self, x_0: Float[Tensor, "B d"], t: Int64[Tensor, "B"], z: Float[Tensor, "B d"]
    ) -> Float[Tensor, "B d"]:
        """x_t = sqrt(alpha_bar_t) x_0 + sqrt(1 - alpha_bar_t) z (Eq. 2)."""
        level = self.alpha_bar[t][:, None]
        return level.sqrt() * x_0 + (1 - level).sqrt() * z

    def q_sample_pair(
        self, x_0: Float[Tensor, "B d"], t: Int64[Tensor, "B"], z: Float[Tensor, "B d"]
    ) -> tuple[Float[Tensor, "B d"], Float[Tensor, "B d"]]:
        """x_t and x_{t-1} of one x_0 with one z, for 1 <= t <= T; at t = 1 the second is x_0 itself.

        For a temporal-consistency term |f(x_t, h, t) - f(x_{t-1}, h, t-1)|^2. The noise is shared, as in
        consistency training (Song et al. 2023, arXiv 2303.01469, Algorithm 3): both then lie on the path that
        the noiseless sampler walks between z and x_0. Two states of one forward trajectory would differ by
        fresh noise as well, which no predictor can agree on, and cost a second draw.
        """
        return self.q_sample(x_0, t, z), self.q_sample(x_0, t - 1, z)

    def posterior(self, t: int, s: int) -> tuple[float, float, float]:
        """Coefficients of q(x_s | x_t, x_0) for s < t: of x_0, of x_t, and the standard deviation.

        Eq. 4-6 where s = t - 1; for a larger stride the same with alpha_t = alpha_bar_t / alpha_bar_s.
        """
        a_t, a_s = self.levels[t], self.levels[s]
        alpha = a_t / a_s
        of_x_0 = a_s**0.5 * (1 - alpha) / (1 - a_t)
        of_x_t = alpha**0.5 * (1 - a_s) / (1 - a_t)
        deviation = ((1 - a_s) / (1 - a_t) * (1 - alpha)) ** 0.5
        return of_x_0, of_x_t, deviation


def _alpha_bar(betas: Float64[Tensor, "T"]) -> Float64[Tensor, "T+1"]:
    """alpha_bar_t = prod alpha_i, alpha_i = 1 - beta_i (Eq. 3), with alpha_bar_0 = 1 in front."""
    return torch.cat([torch.ones(1, dtype=torch.float64), torch.cumprod(1 - betas, 0)])
