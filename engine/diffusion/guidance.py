"""The reverse chain of a model, guided by the histories (Eq. 22-23): every state of it, or its end alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import torch
from jaxtyping import Float
from torch import Tensor

from engine.diffusion.closed_form import collapse
from engine.diffusion.config import SamplingConfig
from engine.diffusion.process import DiffusionProcess
from engine.diffusion.samplers import Denoise, Step, advances, reverse_chain, reverse_end

STATES_AT_ONCE = 1024
"""Measured best on one core for d = 64, where a block stays in the cache. A GPU takes all rows at once."""


@runtime_checkable
class Denoiser(Protocol):
    """A network f(x_t, h, t) that predicts x_0."""

    def guided(
        self, h: Float[Tensor, "B d"], none: Float[Tensor, "d"], strength: float, times: Sequence[int]
    ) -> Denoise:
        """(1 + w) f(x_t, h, t) - w f(x_t, none, t) for states [B, S, d] and t in `times`, w = `strength`.

        Classifier-free guidance (Ho & Salimans 2022, arXiv 2207.12598, Eq. 6), of the prediction of x_0.
        """
        ...


@runtime_checkable
class AffineDenoiser(Denoiser, Protocol):
    """A denoiser f = A x_t + B h + c_t."""

    def parts(
        self, times: Sequence[int]
    ) -> tuple[Float[Tensor, "d d"], Float[Tensor, "d d"], Float[Tensor, "k d"]]:
        """A, B, and c_t of these times."""
        ...

    def weights(self) -> Float[Tensor, "count"]:
        """Everything that `parts` depends on, in one vector."""
        ...


@dataclass(frozen=True)
class _Collapsed:
    """The chain of an affine denoiser with these weights and this noise: x_0 = of_guidance h + unguided."""

    weights: Float[Tensor, "count"]
    seed: int
    of_guidance: Float[Tensor, "d d"]
    unguided: Float[Tensor, "S d"]

    def holds_for(self, weights: Tensor, seed: int) -> bool:
        same_kind = (weights.device, weights.dtype) == (self.weights.device, self.weights.dtype)
        return seed == self.seed and same_kind and torch.equal(weights, self.weights)


class GuidedChain:
    """The reverse chain as configured.

    All rows share the draws of noise, x_T among them, so that a row's states depend neither on the rows it
    comes with nor on the state of any random generator.
    """

    def __init__(self, process: DiffusionProcess, strength: float, sampling: SamplingConfig) -> None:
        self._steps = advances(process, sampling)
        self._times = [step.t for step in self._steps]
        self._strength = strength
        self._samples = sampling.samples
        self._collapsed: _Collapsed | None = None

    @torch.no_grad()
    def states(
        self,
        denoiser: Denoiser,
        h: Float[Tensor, "B d"],
        none: Float[Tensor, "d"],
        *,
        samples: int | None = None,
        seed: int = 0,
    ) -> Iterator[Step]:
        """All states [B, S, d], from x_T to x_0.

        Args:
            none: the unconditional embedding.
            samples: draws of x_T; the configured number if None.
            seed: of the noise.
        """
        x_T, *noise = self.noise(h, samples or self._samples, seed)  # noqa: N806 - the paper's symbol
        # The steps are taken after this function has returned, and with it the mode it was called in.
        denoise = torch.no_grad()(denoiser.guided(h, none, self._strength, self._times))
        return reverse_chain(denoise, self._steps, x_T.repeat(len(h), 1, 1), iter(noise).__next__)

    @torch.no_grad()
    def end(
        self, denoiser: Denoiser, h: Float[Tensor, "B d"], none: Float[Tensor, "d"], *, seed: int = 0
    ) -> Float[Tensor, "B S d"]:
        """x_0 as the last of `states` has it; the chain of an affine denoiser is not walked."""
        if isinstance(denoiser, AffineDenoiser):
            closed = self._collapse(denoiser, h, seed)
            guided = (1 + self._strength) * h - self._strength * none
            return (guided @ closed.of_guidance.T)[:, None] + closed.unguided
        x_T, *noise = self.noise(h, self._samples, seed)  # noqa: N806
        rows = len(h) if h.is_cuda else max(1, STATES_AT_ONCE // self._samples)
        return torch.cat(
            [
                reverse_end(
                    denoiser.guided(part, none, self._strength, self._times),
                    self._steps,
                    x_T.repeat(len(part), 1, 1),
                    iter(noise).__next__,
                )
                for part in torch.split(h, max(1, rows))
            ]
        )

    def noise(self, like: Tensor, samples: int, seed: int) -> list[Float[Tensor, "1 S d"]]:
        """x_T, then a draw for each step that adds noise; together on the device before the chain begins."""
        generator = torch.Generator().manual_seed(seed)
        count = 1 + sum(step.deviation > 0 for step in self._steps)
        shape = (1, samples, like.shape[-1])
        return list(torch.stack([torch.randn(shape, generator=generator) for _ in range(count)]).to(like))

    def _collapse(self, denoiser: AffineDenoiser, like: Tensor, seed: int) -> _Collapsed:
        """The closed form for the weights as they are: compared by value, which no training escapes."""
        weights, kept = denoiser.weights(), self._collapsed
        if kept is None or not kept.holds_for(weights, seed):
            of_x, of_h, of_t = (part.double().cpu() for part in denoiser.parts(self._times))
            x_T, *noise = (draw[0] for draw in self.noise(like.double().cpu(), self._samples, seed))  # noqa: N806
            chain = collapse(self._steps, of_x, of_t.unbind(), noise)
            of_guidance, unguided = chain.of_guidance @ of_h, chain.unguided_end(x_T)
            kept = _Collapsed(weights, seed, of_guidance.to(like), unguided.to(like))
            self._collapsed = kept
        return kept
