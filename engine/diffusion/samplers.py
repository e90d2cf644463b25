"""Reverse chains x_T ... x_0. One signature: the denoiser returns x_0, all else is the sampler's affair."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import Tensor

from engine.diffusion.config import SamplerName
from engine.diffusion.process import DiffusionProcess

Denoise = Callable[[Tensor, "int"], Tensor]
"""(x_t, t) -> prediction of x_0, both [..., d]."""

Noise = Callable[[], Tensor]
"""Draws standard normal noise that broadcasts against the state."""


@dataclass(frozen=True)
class Step:
    """One state of the reverse chain.

    Attributes:
        t: its place in the chain, T ... 0.
        x: x_t.
        prediction: x_0 as predicted from x_t; at t = 0 the state itself.
    """

    t: int
    x: Float[Tensor, "... d"]
    prediction: Float[Tensor, "... d"]


def timesteps(diffusion_steps: int, sampling_steps: int) -> list[int]:
    """Places T = t_1 > t_2 > ... > t_S >= 1 at which the denoiser is asked, evenly spread.

    At most T of them. The chain goes on to 0 after the last one.
    """
    count = min(sampling_steps, diffusion_steps)
    return [int(t) for t in np.linspace(diffusion_steps, 0, count + 1).round()[:-1]]


def reverse_chain(
    sampler: SamplerName,
    denoise: Denoise,
    process: DiffusionProcess,
    x: Float[Tensor, "... d"],
    steps: int,
    noise: Noise,
) -> Iterator[Step]:
    """Walk from x_T to x_0 in `steps` steps and yield every state on the way, x_0 included.

    Args:
        x: x_T, standard normal.
        noise: where the ancestral sampler gets the noise of each step but the last.
    """
    advance = _SAMPLERS[sampler]
    places = timesteps(process.steps, steps)
    for t, s in zip(places, [*places[1:], 0], strict=True):
        x_0 = denoise(x, t)
        yield Step(t, x, x_0)
        x = x_0 if s == 0 else advance(process, x, x_0, t, s, noise)
    yield Step(0, x, x)


def _ddpm(process: DiffusionProcess, x: Tensor, x_0: Tensor, t: int, s: int, noise: Noise) -> Tensor:
    """Ancestral sampling from q(x_s | x_t, x_0) (Eq. 4-6)."""
    of_x_0, of_x_t, deviation = process.posterior(t, s)
    x_s: Tensor = of_x_0 * x_0 + of_x_t * x + deviation * noise()
    return x_s


def _ddim(process: DiffusionProcess, x: Tensor, x_0: Tensor, t: int, s: int, _noise: Noise) -> Tensor:
    """Keep the noise that x_t implies beside x_0 (Song et al. 2021, arXiv 2010.02502, Eq. 12, eta = 0)."""
    a_t, a_s = process.levels[t], process.levels[s]
    scale: float = ((1 - a_s) / (1 - a_t)) ** 0.5
    x_s: Tensor = (a_s**0.5 - scale * a_t**0.5) * x_0 + scale * x
    return x_s


_SAMPLERS = {"ddpm": _ddpm, "ddim": _ddim}
