"""The guided reverse chain as a loop that a program can hold, however many steps it has (Eq. 22-23)."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn
from torch._higher_order_ops.scan import scan_op
from torch.nn import functional as F

from engine.diffusion.samplers import advances
from engine.models.areal.denoiser import LinearDenoiser, MlpDenoiser
from engine.models.areal.model import Areal
from engine.models.protocol import TrainedModel


class Denoising(nn.Module):
    """The steps of a model's sampler, with everything that does not depend on the state worked out before.

    Attributes:
        times: t of each step.
        looks_back: a step looks at the prediction of the one before (dpm++).
        draws: x_T and the noise of each step that adds some.
    """

    from_t: Tensor
    of_step: Tensor
    draw: Tensor

    def __init__(self, model: Areal) -> None:
        super().__init__()
        denoiser = model.denoiser
        assert isinstance(denoiser, (LinearDenoiser, MlpDenoiser))
        steps = advances(model.process, model.config.sampling)
        self.strength = model.config.guidance.strength
        self.times = [step.t for step in steps]
        self.looks_back = any(step.of_before for step in steps)
        noisy = [step.deviation > 0 for step in steps]
        self.draws = 1 + sum(noisy)
        self.none = model.none
        self.of_x, self.of_h = denoiser.of_x, denoiser.of_h
        self.out = denoiser.out if isinstance(denoiser, MlpDenoiser) else None
        with torch.no_grad():
            from_t: Tensor = denoiser.of_t(denoiser.time.at(self.times))
        weights = [[step.of_x_0, step.of_x, step.of_before, step.deviation] for step in steps]
        self.register_buffer("from_t", from_t)
        self.register_buffer("of_step", torch.tensor(weights))
        # A step without noise takes the first draw times zero.
        draw = [1 + sum(noisy[:at]) if is_noisy else 0 for at, is_noisy in enumerate(noisy)]
        self.register_buffer("draw", torch.tensor(draw))

    def from_history(self, h: Tensor) -> list[Tensor]:
        """What every step adds for h [B, d]: of the guided network, and beyond the unguided one."""
        if self.out is None:
            return [self.of_h((1 + self.strength) * h - self.strength * self.none)[:, None]]
        if not self.strength:
            return [self.of_h(h)[:, None]]
        from_none = self.of_h(self.none)
        return [from_none[None, None], self.of_h(h)[:, None] - from_none]

    def parameters_of_step(self) -> list[Tensor]:
        """What `predicted` computes with."""
        return [self.of_x.weight, *([] if self.out is None else [self.out.weight, self.out.bias])]

    def predicted(
        self, x: Tensor, from_t: Tensor, from_history: Sequence[Tensor], weights: Sequence[Tensor]
    ) -> Tensor:
        """x_0 from the state x [B, S, d], as the denoisers' own `guided` has it."""
        hidden = F.linear(x, weights[0]) + from_t + from_history[0]
        if self.out is None:
            return hidden
        if len(from_history) == 1:
            return F.linear(F.gelu(hidden), weights[1], weights[2])
        guided = torch.lerp(F.gelu(hidden), F.gelu(hidden + from_history[1]), 1 + self.strength)
        return F.linear(guided, weights[1], weights[2])

    def advanced(
        self, x: Tensor, prediction: Tensor, before: Tensor | None, of_step: Tensor, noise: Tensor | None
    ) -> Tensor:
        """The next state."""
        to = of_step[1] * x + of_step[0] * prediction
        if before is not None:
            to = to + of_step[2] * before
        if noise is not None:
            to = to + of_step[3] * noise
        return to

    def forward(self, h: Tensor, noise: Tensor) -> Tensor:
        """x_0 [B, S, d] after h [B, d] from the draws of noise [draws, S, d]."""
        x = noise[0].expand(h.shape[0], -1, -1).clone()
        states = [x, torch.zeros_like(x)] if self.looks_back else [x]
        slices = [self.from_t, self.of_step]
        if self.draws > 1:
            slices.append(noise.index_select(0, self.draw))
        from_history = self.from_history(h)

        def turn(*given: Tensor) -> list[Tensor]:
            states_, rest = given[: len(states)], given[len(states) :]
            (from_t, of_step, *z), others = rest[: len(slices)], rest[len(slices) :]
            from_h, weights = others[: len(from_history)], others[len(from_history) :]
            prediction = self.predicted(states_[0], from_t, from_h, weights)
            before = states_[1] if self.looks_back else None
            to = self.advanced(states_[0], prediction, before, of_step, z[0] if z else None)
            return [to, prediction] if self.looks_back else [to]

        others = (*from_history, *self.parameters_of_step())
        end: Tensor = scan_op(turn, states, slices, others)[0]
        return end


class DenoisingStep(nn.Module):
    """One step of the chain alone: the next state, and the prediction of x_0 it rests on."""

    def __init__(self, denoising: Denoising) -> None:
        super().__init__()
        self.denoising = denoising

    def forward(self, x: Tensor, h: Tensor, step: Tensor, *more: Tensor) -> tuple[Tensor, Tensor]:
        """Args: more: the prediction before where the sampler looks back; noise where it adds some."""
        chain, at = self.denoising, step.reshape(1)
        from_t, of_step = (kept.index_select(0, at)[0] for kept in (chain.from_t, chain.of_step))
        prediction = chain.predicted(x, from_t, chain.from_history(h), chain.parameters_of_step())
        before = more[0] if chain.looks_back else None
        noise = more[-1] if chain.draws > 1 else None
        return chain.advanced(x, prediction, before, of_step, noise), prediction


def times_of(model: TrainedModel) -> dict[str, str]:
    """What to know of a model's chain, for people; nothing of a model without one."""
    if not isinstance(model, Areal):
        return {}
    sampling, places = model.config.sampling, advances(model.process, model.config.sampling)
    return {
        "sampler": sampling.sampler,
        "diffusion_steps": str(model.process.steps),
        "samples": str(sampling.samples),
        "guidance_strength": f"{model.config.guidance.strength:g}",
        "times": " ".join(str(step.t) for step in places),
    }
