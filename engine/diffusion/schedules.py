"""The four noise schedules of section 5.4.1, and the one of DiffRec, as pure functions of T.

Each returns betas, float64 [T], where entry t - 1 is beta_t of Eq. 1.
"""

from __future__ import annotations

import math

import torch
from jaxtyping import Float64
from torch import Tensor

from engine.diffusion.config import DiffusionConfig

BETA_CEILING = 0.999
"""Keeps alpha_t above zero where a schedule reaches pure noise before T."""


def betas(config: DiffusionConfig) -> Float64[Tensor, "T"]:
    """beta_1 ... beta_T of the configured schedule (Eq. 1)."""
    match config.schedule:
        case "linear":
            return linear(config.steps, rescale=config.rescale_linear)
        case "exp":
            return exp(config.steps)
        case "cosine":
            return cosine(config.steps, config.cosine_offset)
        case "sqrt":
            return sqrt(config.steps)


def linear(steps: int, *, rescale: bool = False) -> Float64[Tensor, "T"]:
    """From 0.0001 to 0.02 in equal steps (section 5.4.1).

    Args:
        rescale: multiply by 1000 / T, which leaves about as much signal at the end of any chain as of one
            with 1000 steps. Without it sqrt(alpha_bar_T) is 0.6 at T = 100.
    """
    scale = 1000 / steps if rescale else 1.0
    return torch.linspace(scale * 1e-4, scale * 0.02, steps, dtype=torch.float64).clamp(max=BETA_CEILING)


def exp(steps: int, beta_min: float = 0.1, beta_max: float = 10.0) -> Float64[Tensor, "T"]:
    """1 - exp(-beta_min / T - (2t - 1)(beta_max - beta_min) / 2T^2).

    The variance-preserving SDE's beta(s) = beta_min + s (beta_max - beta_min), integrated over one step
    (Song et al. 2021, arXiv 2011.13456); the formula in section 5.4.1 is garbled.
    """
    t = torch.arange(1, steps + 1, dtype=torch.float64)
    return -torch.expm1(-beta_min / steps - (2 * t - 1) * (beta_max - beta_min) / (2 * steps**2))


def cosine(steps: int, offset: float = 0.001) -> Float64[Tensor, "T"]:
    """alpha_bar_t = g(t) / g(0), g(t) = cos((t/T + s) / (1 + s) pi/2)^2 with s = 0.001 (section 5.4.1)."""
    t = torch.arange(steps + 1, dtype=torch.float64)
    return _from_alpha_bar(torch.cos((t / steps + offset) / (1 + offset) * math.pi / 2) ** 2)


def sqrt(steps: int, offset: float = 1e-4) -> Float64[Tensor, "T"]:
    """alpha_bar_t = 1 - sqrt(t/T + 0.0001), the paper's default (section 5.4.1)."""
    t = torch.arange(steps + 1, dtype=torch.float64)
    return _from_alpha_bar(1 - torch.sqrt(t / steps + offset))


def linear_variance(
    steps: int, scale: float, low: float, high: float, first: float = 1e-5
) -> Float64[Tensor, "T"]:
    """1 - alpha_bar_t = scale (low ... high), in equal steps (Wang et al. 2023, DiffRec, Eq. 4).

    Args:
        first: beta_1, fixed: an overfitted first step is what the authors avoid with it.
    """
    t = torch.linspace(low, high, steps, dtype=torch.float64)
    beta = _from_alpha_bar(torch.cat([torch.ones(1, dtype=torch.float64), 1 - scale * t]))
    beta[0] = first
    return beta


def _from_alpha_bar(alpha_bar: Float64[Tensor, "states"]) -> Float64[Tensor, "states-1"]:
    return (1 - alpha_bar[1:] / alpha_bar[:-1]).clamp(max=BETA_CEILING)
