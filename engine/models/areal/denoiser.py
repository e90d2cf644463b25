"""The networks that predict x_0 from [x_t, h, t] (Eq. 22-23), in the two sizes of the configuration.

Both split their first layer into a part of x_t, a part of h and a part of t, so that in the reverse chain
only the first is computed again at each step. `forward` is the prediction for training; `guided` what
`engine.diffusion.guidance.Denoiser` asks for.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn import functional as F

from engine.diffusion.config import DenoiserName
from engine.diffusion.samplers import Denoise
from engine.models.products import Linear, linear


def make_denoiser(name: DenoiserName, size: int, steps: int) -> LinearDenoiser | MlpDenoiser:
    """The denoiser called `name` for width d = `size` and T = `steps`."""
    return LinearDenoiser(size, steps) if name == "linear" else MlpDenoiser(size, steps)


class TimeEmbedding(nn.Module):
    """Sinusoidal embedding of t, then Linear, GELU, Linear."""

    def __init__(self, size: int, steps: int) -> None:
        super().__init__()
        self.register_buffer("waves", sinusoids(size, steps), persistent=False)
        self.layers = nn.Sequential(Linear(size, 2 * size), nn.GELU(), Linear(2 * size, size))

    def forward(self, t: Int64[Tensor, "B"]) -> Float[Tensor, "B d"]:
        waves: Tensor = self.get_buffer("waves")[t]
        embedded: Tensor = self.layers(waves)
        return embedded

    def at(self, times: Sequence[int]) -> Float[Tensor, "k d"]:
        """The embeddings of these t."""
        return self(torch.tensor(times, device=self.get_buffer("waves").device))  # type: ignore[no-any-return]


def sinusoids(size: int, steps: int) -> Float[Tensor, "states d"]:
    """Sine and cosine of t at falling frequencies, for t = 0 ... T."""
    frequency = torch.exp(-math.log(10_000) * torch.arange(size // 2) / (size // 2))
    angle = torch.arange(steps + 1)[:, None] * frequency
    return F.pad(torch.cat([angle.sin(), angle.cos()], dim=1), (0, size % 2))


class LinearDenoiser(nn.Module):
    """f = Linear([x_t, h, e_t]), 3d -> d. An `AffineDenoiser`: its chain need not be walked."""

    def __init__(self, size: int, steps: int) -> None:
        super().__init__()
        self.time = TimeEmbedding(size, steps)
        self.of_x = Linear(size, size, bias=False)
        self.of_h = Linear(size, size, bias=False)
        self.of_t = Linear(size, size)

    def forward(
        self, x: Float[Tensor, "B d"], h: Float[Tensor, "B d"], t: Int64[Tensor, "B"]
    ) -> Float[Tensor, "B d"]:
        return self.of_x(x) + self.of_h(h) + self.of_t(self.time(t))  # type: ignore[no-any-return]

    def guided(
        self, h: Float[Tensor, "B d"], none: Float[Tensor, "d"], strength: float, times: Sequence[int]
    ) -> Denoise:
        """A linear network guided is the network of the guided history (1 + w) h - w none."""
        from_h = self.of_h((1 + strength) * h - strength * none)[:, None]
        from_t = self.of_t(self.time.at(times))
        biases = dict(zip(times, from_t, strict=True))
        return lambda x, t: linear(x, self.of_x.weight, biases[t]) + from_h

    def parts(
        self, times: Sequence[int]
    ) -> tuple[Float[Tensor, "d d"], Float[Tensor, "d d"], Float[Tensor, "k d"]]:
        """A, B and c_t of f = A x_t + B h + c_t."""
        return self.of_x.weight, self.of_h.weight, self.of_t(self.time.at(times))

    def weights(self) -> Float[Tensor, "count"]:
        """A copy of all parameters, one after the other."""
        return torch.cat([parameter.detach().flatten() for parameter in self.parameters()])


class MlpDenoiser(nn.Module):
    """f = Linear(GELU(Linear([x_t, h, e_t]))), 3d -> 2d -> d."""

    def __init__(self, size: int, steps: int) -> None:
        super().__init__()
        self.time = TimeEmbedding(size, steps)
        self.of_x = Linear(size, 2 * size, bias=False)
        self.of_h = Linear(size, 2 * size, bias=False)
        self.of_t = Linear(size, 2 * size)
        self.out = Linear(2 * size, size)

    def forward(
        self, x: Float[Tensor, "B d"], h: Float[Tensor, "B d"], t: Int64[Tensor, "B"]
    ) -> Float[Tensor, "B d"]:
        hidden = self.of_x(x) + self.of_h(h) + self.of_t(self.time(t))
        return self.out(F.gelu(hidden))  # type: ignore[no-any-return]

    def guided(
        self, h: Float[Tensor, "B d"], none: Float[Tensor, "d"], strength: float, times: Sequence[int]
    ) -> Denoise:
        """Both branches share W x_t and, the last layer being linear, its one product."""
        from_h, from_none = self.of_h(h)[:, None], self.of_h(none)
        from_t = self.of_t(self.time.at(times))

        def conditional(x: Tensor, t: int) -> Tensor:
            hidden = linear(x, self.of_x.weight, biases[t]) + from_h
            return self.out(F.gelu(hidden))  # type: ignore[no-any-return]

        def guided(x: Tensor, t: int) -> Tensor:
            hidden_none = linear(x, self.of_x.weight, biases[t])
            hidden = F.gelu(hidden_none + beyond_none)
            # lerp: (1 + w) of the one and -w of the other, in one pass.
            return self.out(torch.lerp(F.gelu(hidden_none), hidden, 1 + strength))  # type: ignore[no-any-return]

        if not strength:
            biases = dict(zip(times, from_t, strict=True))
            return conditional
        biases = dict(zip(times, from_t + from_none, strict=True))
        beyond_none = from_h - from_none
        return guided
