"""Reverse chains x_T ... x_0, one signature for every sampler.

The denoiser returns x_0, and each step of each sampler is affine in what it has: x_t, the prediction of x_0,
the prediction of the step before, and fresh noise. So a sampler is a function that gives four numbers for a
step from t to s, and one loop and one closed form (`engine.diffusion.closed_form`) do for them all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from torch import Tensor

from engine.diffusion.config import SamplingConfig
from engine.diffusion.process import DiffusionProcess

Denoise = Callable[[Tensor, "int"], Tensor]
"""(x_t, t) -> prediction of x_0, both [..., d]."""

Noise = Callable[[], Tensor]
"""Draws standard normal noise that broadcasts against the state."""


@dataclass(frozen=True)
class Advance:
    """x_s = of_x_0 x_0(x_t) + of_x x_t + of_before x_0(the state before x_t) + deviation z."""

    t: int
    s: int
    of_x_0: float
    of_x: float
    of_before: float = 0.0
    deviation: float = 0.0


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


def advances(process: DiffusionProcess, sampling: SamplingConfig) -> list[Advance]:
    """The steps of the configured sampler, from the true end T of the schedule to alpha_bar_0 = 1."""
    sampler = _SAMPLERS[sampling.sampler]
    places = timesteps(process.steps, 1 if sampler is _one_step else sampling.steps)
    before = [None, *places]
    return [
        sampler(process, t, s, r, sampling.eta)
        for r, t, s in zip(before, places, [*places[1:], 0], strict=False)
    ]


def reverse_chain(
    denoise: Denoise, steps: Sequence[Advance], x: Float[Tensor, "... d"], noise: Noise
) -> Iterator[Step]:
    """Walk from x_T to x_0 and yield every state on the way, x_0 included.

    Args:
        steps: what `advances` gives.
        x: x_T, standard normal.
        noise: asked once for each step with a deviation, in order.
    """
    for step in _walk(denoise, steps, x.clone(), noise):
        yield Step(step.t, step.x.clone(), step.prediction)


def reverse_end(
    denoise: Denoise, steps: Sequence[Advance], x: Float[Tensor, "... d"], noise: Noise
) -> Float[Tensor, "... d"]:
    """x_0 alone, as `reverse_chain` gives it, written over x: no state costs fresh memory."""
    for _ in _walk(denoise, steps, x, noise):
        pass
    return x


def _walk(denoise: Denoise, steps: Sequence[Advance], x: Tensor, noise: Noise) -> Iterator[Step]:
    """The states, each written over the one before."""
    before = x  # the first step has no prediction before it, and no use for one
    for step in steps:
        x_0 = denoise(x, step.t)
        yield Step(step.t, x, x_0)
        x.mul_(step.of_x).add_(x_0, alpha=step.of_x_0)
        if step.of_before:
            x.add_(before, alpha=step.of_before)
        if step.deviation:
            x.add_(noise(), alpha=step.deviation)
        before = x_0
    yield Step(0, x, x)


def _ddpm(process: DiffusionProcess, t: int, s: int, _before: int | None, _eta: float) -> Advance:
    """Ancestral sampling from q(x_s | x_t, x_0) (Eq. 4-6)."""
    of_x_0, of_x, deviation = process.posterior(t, s)
    return Advance(t, s, of_x_0, of_x, deviation=deviation)


def _ddim(process: DiffusionProcess, t: int, s: int, _before: int | None, eta: float) -> Advance:
    """Keep the noise that x_t implies beside x_0, but for a share (Song et al. 2021, arXiv 2010.02502).

    Eq. 12: x_s = sqrt(a_s) x_0 + sqrt(1 - a_s - sigma^2) eps + sigma z, where the prediction of x_0 gives
    eps = (x_t - sqrt(a_t) x_0) / sqrt(1 - a_t), and sigma is eta times the deviation of Eq. 6 here (Eq. 16).
    """
    a_t, a_s = process.levels[t], process.levels[s]
    # 1 - a_s - sigma^2 = (1 - a_s)(1 - eta^2 (1 - a_t/a_s) / (1 - a_t)), which rounding cannot make negative.
    kept = 1 - eta**2 * (1 - a_t / a_s) / (1 - a_t)
    of_x: float = ((1 - a_s) / (1 - a_t) * kept) ** 0.5
    deviation = eta * process.posterior(t, s)[2]
    return Advance(t, s, a_s**0.5 - of_x * a_t**0.5, of_x, deviation=deviation)


def _dpm(process: DiffusionProcess, t: int, s: int, before: int | None, _eta: float) -> Advance:
    """DPM-Solver++(2M), data prediction (Lu et al. 2022, arXiv 2211.01095, Algorithm 2).

    A DDIM step with x_0 extrapolated along lambda = log(sqrt(a) / sqrt(1 - a)) from the last two predictions.
    The first step has one only; the last one lands where lambda is infinite, and takes its own.
    """
    first_order = _ddim(process, t, s, before, 0.0)
    if before is None or s == 0:
        return first_order
    ahead = _log_signal_to_noise(process, s) - _log_signal_to_noise(process, t)
    behind = _log_signal_to_noise(process, t) - _log_signal_to_noise(process, before)
    further = first_order.of_x_0 * ahead / (2 * behind)
    return Advance(t, s, first_order.of_x_0 + further, first_order.of_x, of_before=-further)


def _log_signal_to_noise(process: DiffusionProcess, t: int) -> float:
    a_t = process.levels[t]
    return 0.5 * float(np.log(a_t / (1 - a_t)))


def _one_step(_process: DiffusionProcess, t: int, s: int, _before: int | None, _eta: float) -> Advance:
    """The prediction itself."""
    return Advance(t, s, of_x_0=1.0, of_x=0.0)


_SAMPLERS = {"ddpm": _ddpm, "ddim": _ddim, "dpm++": _dpm, "one-step": _one_step}
