"""Rows of length one, with a gradient that reads its arrays once."""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

SHORTEST = 1e-12
"""A shorter row is divided by this instead of its length."""


def unit_rows(rows: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
    """Every row divided by its length.

    The value of `torch.nn.functional.normalize`; forward and backward of it together take five times as long
    for a catalogue.
    """
    result: Tensor = _UnitRows.apply(rows)  # type: ignore[no-untyped-call]
    return result


class _UnitRows(torch.autograd.Function):
    """u = r / |r|; the gradient g becomes (g - u (u . g)) / |r|."""

    @staticmethod
    def forward(ctx: Any, rows: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
        length = torch.linalg.vector_norm(rows, dim=-1, keepdim=True).clamp_min_(SHORTEST)
        unit: Tensor = rows / length
        ctx.save_for_backward(unit, length)
        return unit

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Float[Tensor, "... d"]) -> Float[Tensor, "... d"]:
        unit, length = ctx.saved_tensors
        along = torch.linalg.vecdot(gradient, unit).unsqueeze(-1)
        tangent: Tensor = torch.addcmul(gradient, unit, along, value=-1)
        return tangent.div_(length)
