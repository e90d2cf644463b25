"""The whole reverse chain of a linear denoiser as one affine map, whatever the sampler and its steps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float64
from torch import Tensor

from engine.diffusion.samplers import Advance


@dataclass(frozen=True)
class AffineChain:
    """x_0 = M x_T + K g + k + e, for the denoiser f(x, t) = A x + g + c_t.

    Attributes:
        of_x: M.
        of_guidance: K.
        shift: k.
        noise: e, what the noise of the steps adds up to: for each of S samples a draw of N(0, Sigma),
            Sigma = sum_j P_j P_j' deviation_j^2. One zero row if no step adds noise.
    """

    of_x: Float64[Tensor, "d d"]
    of_guidance: Float64[Tensor, "d d"]
    shift: Float64[Tensor, "d"]
    noise: Float64[Tensor, "S d"]

    def end(self, x_T: Float64[Tensor, "S d"], g: Float64[Tensor, "B d"]) -> Float64[Tensor, "B S d"]:  # noqa: N803
        """x_0 of every g from every x_T."""
        return (g @ self.of_guidance.T)[:, None] + self.unguided_end(x_T)

    def unguided_end(self, x_T: Float64[Tensor, "S d"]) -> Float64[Tensor, "S d"]:  # noqa: N803 - the paper's symbol
        """x_0 where g = 0: all of `end` that the rows have in common."""
        return x_T @ self.of_x.T + self.shift + self.noise


def collapse(
    steps: Sequence[Advance],
    of_x: Float64[Tensor, "d d"],
    of_t: Sequence[Float64[Tensor, "d"]],
    noise: Sequence[Float64[Tensor, "S d"]],
) -> AffineChain:
    """Follow x_0 = P x_t + Q x_0(before x_t) + ... back from x_0, where P = I and Q = 0, to x_T.

    Backwards, one pair of matrices does for samplers that look at the prediction before, and the weight of
    each step's noise in x_0 is at hand: the result is the loop's for the same noise, not only in law.

    Args:
        of_x: A, the denoiser's weight of x.
        of_t: c_t at the place of each step.
        noise: a draw for each step with a deviation, in the order of the chain.
    """
    drawn = list(noise)
    p, q = torch.eye(len(of_x), dtype=torch.float64), torch.zeros_like(of_x)
    k_g, shift, e = torch.zeros_like(of_x), torch.zeros_like(of_t[0]), torch.zeros_like(of_t[0])[None]
    for step, c_t in zip(reversed(steps), reversed(of_t), strict=True):
        if step.deviation:
            e = e + step.deviation * drawn.pop() @ p.T
        of_prediction = step.of_x_0 * p + q  # of x_0(x_t) = A x_t + g + c_t
        k_g += of_prediction
        shift += of_prediction @ c_t
        p, q = of_prediction @ of_x + step.of_x * p, step.of_before * p
    return AffineChain(p, k_g, shift, e)
