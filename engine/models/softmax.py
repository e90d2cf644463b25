"""Softmax over the whole catalogue, a block of rows at a time.

Autograd on `cross_entropy(x @ items.T, target)` keeps and rereads several arrays of one number per example
and item, which costs more than the products do. Here a block of logits lives only until its share of the
gradients is added up.
"""

from __future__ import annotations

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.autograd.function import once_differentiable

from engine.models.products import linear

LOGITS_AT_ONCE = {"cpu": 2**22, "cuda": 2**28}
"""Half of a processor's last-level cache; on a device enough to keep it busy."""

FEWEST_ROWS = 32
"""With fewer, adding a block's gradient to that of all items would cost more than computing it."""


def mean_log_partition(x: Float[Tensor, "B d"], items: Float[Tensor, "n d"]) -> Float[Tensor, ""]:
    """The mean over rows of log sum_j exp(x . item_j), differentiable in both.

    In the precision of `items`, under autocast too. Beside its arguments and their gradients it needs memory
    for `LOGITS_AT_ONCE` numbers.
    """
    result: Tensor = _MeanLogPartition.apply(x.to(items.dtype), items)  # type: ignore[no-untyped-call]
    return result


def mean_posterior(x: Float[Tensor, "B S d"], items: Float[Tensor, "n d"]) -> Float[Tensor, "B n"]:
    """The mean over S samples of softmax_j(x . item_j), without gradient."""
    rows, samples, size = x.shape
    at_once = max(1, _rows_at_once(items) // samples)
    result = x.new_empty(rows if rows > at_once else 0, len(items))
    for first in range(0, rows, at_once):
        part = x[first : first + at_once]
        block = linear(part.reshape(-1, size), items)
        _softmax(block)
        mean = block if samples == 1 else block.view(len(part), samples, -1).mean(1)
        if len(part) == rows:
            return mean
        result[first : first + at_once] = mean
    return result


class _MeanLogPartition(torch.autograd.Function):
    """Computes the gradients with the value: softmax @ items for x, softmax.T @ x for the items."""

    @staticmethod
    def forward(ctx: Any, x: Float[Tensor, "B d"], items: Float[Tensor, "n d"]) -> Float[Tensor, ""]:
        of_x, of_items = torch.empty_like(x), torch.zeros_like(items)
        value = x.new_empty(len(x))
        at_once = _rows_at_once(items)
        logits = x.new_empty(min(at_once, len(x)), len(items))
        for part, own, to in zip(*(torch.split(rows, at_once) for rows in (x, of_x, value)), strict=True):
            block = torch.mm(part, items.T, out=logits[: len(part)])
            highest = block.amax(1)
            _softmax(block)
            # The highest logit has probability exp(0) / sum, at least 1 / n: its logarithm is safe.
            to.copy_(highest - block.amax(1).log())
            torch.mm(block, items, out=own)
            of_items.addmm_(block.T, part, alpha=1 / len(x))
        ctx.save_for_backward(of_x.div_(len(x)), of_items)
        return value.mean()

    @staticmethod
    @once_differentiable
    def backward(ctx: Any, gradient: Float[Tensor, ""]) -> tuple[Tensor, Tensor]:
        of_x, of_items = ctx.saved_tensors
        return of_x * gradient, of_items * gradient


def _softmax(logits: Float[Tensor, "B n"]) -> None:
    """In place."""
    torch.softmax(logits, 1, out=logits)


def _rows_at_once(items: Float[Tensor, "n d"]) -> int:
    return max(FEWEST_ROWS, LOGITS_AT_ONCE[items.device.type] // len(items))
