"""Products of many rows with a matrix of weights, at the speed that the processor has.

torch multiplies float32 matrices on the CPU with MKL, which leaves half of the width of an AMD processor
unused. oneDNN, which torch brings too, does not: it takes half the time, for the same numbers. It computes no
gradient that way, so that training keeps the first.
"""

from __future__ import annotations

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.nn import functional as F

MANY_ROWS = 32
"""From here on oneDNN is faster: a call of it takes some microseconds to begin."""

_ONEDNN: bool = torch.backends.mkldnn.is_available()  # type: ignore[no-untyped-call]


def linear(
    x: Float[Tensor, "*B i"], weight: Float[Tensor, "o i"], bias: Float[Tensor, "o"] | None = None
) -> Float[Tensor, "*B o"]:
    """`torch.nn.functional.linear`."""
    if _plain(x, weight):
        result: Tensor = torch.ops.mkldnn._linear_pointwise(x, weight, bias, "none", [], "")
        return result
    return F.linear(x, weight, bias)


def added_linear(
    total: Float[Tensor, "B o"], x: Float[Tensor, "B i"], weight: Float[Tensor, "o i"]
) -> Float[Tensor, "B o"]:
    """`total` and a product in one, perhaps written over it."""
    if _plain(x, weight):
        result: Tensor = torch.ops.mkldnn._linear_pointwise.binary(x, total, weight, None, "add")
        return result
    return total.addmm_(x, weight.T)


class Linear(nn.Linear):
    """`torch.nn.Linear` through `linear`."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's name
        return linear(input, self.weight, self.bias)


def _plain(x: Tensor, weight: Tensor) -> bool:
    """Whether it is the case that oneDNN is for. What traces a model, to export it, sees torch's own."""
    return (
        not torch.compiler.is_exporting()
        and not torch.is_grad_enabled()
        and x.device.type == "cpu"
        and x.dtype == weight.dtype == torch.float32
        and x.numel() >= MANY_ROWS * x.shape[-1]
        and _ONEDNN
        and not torch.is_autocast_enabled("cpu")
        and not torch.jit.is_tracing()  # type: ignore[attr-defined,no-untyped-call]
    )
