"""The reverse chain as published reference code walks it, to measure against. Nothing leaves the loop:

batches of 100 users; both guidance calls at every step, each with the whole first layer and the time
embedding of every row; coefficients gathered from tensors; fresh noise for every row and step (Eq. 4-6).
"""

from __future__ import annotations

import math

import torch
from torch import Tensor
from torch.nn import functional as F

from engine.diffusion.process import DiffusionProcess
from engine.models.areal.denoiser import LinearDenoiser, MlpDenoiser

BATCH = 100


class PlainDenoiser:
    """f(x_t, h, t) of the same weights, with one product for [x_t, h, e_t]."""

    def __init__(self, denoiser: LinearDenoiser | MlpDenoiser) -> None:
        parts = (denoiser.of_x.weight, denoiser.of_h.weight, denoiser.of_t.weight)
        self.weight, self.bias = torch.cat(parts, dim=1).detach(), denoiser.of_t.bias.detach()
        self.out = denoiser.out if isinstance(denoiser, MlpDenoiser) else None
        self.time = denoiser.time.layers

    def __call__(self, x: Tensor, h: Tensor, t: Tensor) -> Tensor:
        embedded = self.time(self._waves(t, x.shape[1]))
        hidden = F.linear(torch.cat([x, h, embedded], dim=1), self.weight, self.bias)
        return hidden if self.out is None else self.out(F.gelu(hidden))

    @staticmethod
    def _waves(t: Tensor, size: int) -> Tensor:
        frequency = torch.exp(-math.log(10_000) * torch.arange(size // 2) / (size // 2))
        angle = t[:, None] * frequency
        return torch.cat([angle.sin(), angle.cos()], dim=1)


class PlainChain:
    """Guided ancestral sampling over all T steps."""

    def __init__(
        self, process: DiffusionProcess, denoiser: LinearDenoiser | MlpDenoiser, none: Tensor, strength: float
    ) -> None:
        self.denoiser = PlainDenoiser(denoiser)
        self.none, self.strength, self.steps = none.detach(), strength, process.steps
        steps = [process.posterior(t, t - 1) for t in range(1, process.steps + 1)]
        self.of_x_0, self.of_x, self.deviation = torch.tensor(steps).T

    def end(self, h: Tensor) -> Tensor:
        """x_0 of every row, [B, d]."""
        return torch.cat([self._batch(rows) for rows in h.split(BATCH)])

    def _batch(self, h: Tensor) -> Tensor:
        x = torch.randn_like(h)
        none = self.none.expand(len(h), -1)
        for step in range(self.steps, 0, -1):
            t = torch.full((len(h),), step)
            conditional, unconditional = self.denoiser(x, h, t), self.denoiser(x, none, t)
            x_0 = (1 + self.strength) * conditional - self.strength * unconditional
            x = self._of(self.of_x_0, t) * x_0 + self._of(self.of_x, t) * x
            if step > 1:
                x = x + self._of(self.deviation, t) * torch.randn_like(x)
        return x

    @staticmethod
    def _of(coefficients: Tensor, t: Tensor) -> Tensor:
        return coefficients.gather(-1, t - 1).reshape(-1, 1)
