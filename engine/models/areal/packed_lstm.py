"""An LSTM on the CPU that computes no padding, forward or backward.

torch's own takes packed rows too, but has no kernel for them there: its gradient goes over the whole array
once for every time. Against the padded kernel this one takes a third of the time where most histories are
short, and the same where all are full.
"""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn
from torch.amp import custom_bwd, custom_fwd
from torch.autograd.function import once_differentiable

from engine.models.products import added_linear, linear


def packed_lstm(lstm: nn.LSTM, packed: Float[Tensor, "N d"], sizes: list[int]) -> Float[Tensor, "N d"]:
    """The output of a one-layer LSTM at every packed position, from a state of zeros.

    Args:
        packed: the inputs of `Packing`, time after time.
        sizes: rows that reach each time; they never grow.
    """
    of_input, of_state, *biases = lstm.parameters()
    bias = biases[0] + biases[1]
    if not torch.is_grad_enabled():
        with torch.autocast("cpu", enabled=False):
            return _without_gradient(packed.to(of_input.dtype), of_input, of_state, bias, sizes)
    out: Tensor = _PackedLstm.apply(packed, of_input, of_state, bias, sizes)  # type: ignore[no-untyped-call]
    return out


def _without_gradient(
    packed: Float[Tensor, "N d"],
    of_input: Float[Tensor, "4*d d"],
    of_state: Float[Tensor, "4*d d"],
    bias: Float[Tensor, "4*d"],
    sizes: list[int],
) -> Float[Tensor, "N d"]:
    """The same numbers with nothing kept for a gradient: one time after the other, all of it in the cache.

    The candidate's weights are doubled, so that one sigmoid does for all four gates: g = 2 sigmoid(2x) - 1.
    """
    of_input, of_state, bias = (_candidate_doubled(part) for part in (of_input, of_state, bias))
    out = torch.empty_like(packed)
    c, before = torch.zeros_like(packed[: sizes[0]]), None
    for x, h in zip(torch.split(packed, sizes), torch.split(out, sizes), strict=True):
        c, gate = c[: len(x)], linear(x, of_input, bias)
        if before is not None:
            gate = added_linear(gate, before[: len(x)], of_state)
        i, f, half_g, o = gate.sigmoid_().chunk(4, 1)
        c.mul_(f).addcmul_(i, half_g, value=2).sub_(i)
        torch.mul(c, 2, out=h).sigmoid_().mul_(o).mul_(2).sub_(o)
        before = h
    return out


def _candidate_doubled(part: Float[Tensor, "gates *rest"]) -> Float[Tensor, "gates *rest"]:
    i, f, g, o = part.chunk(4)
    return torch.cat([i, f, 2 * g, o])


class _PackedLstm(torch.autograd.Function):
    """Gates in torch's order: input i, forget f, candidate g, output o. c = f c' + i g; h = o tanh(c)."""

    @staticmethod
    @custom_fwd(device_type="cpu", cast_inputs=torch.float32)  # type: ignore[untyped-decorator]
    def forward(
        ctx: Any,
        packed: Float[Tensor, "N d"],
        of_input: Float[Tensor, "4*d d"],
        of_state: Float[Tensor, "4*d d"],
        bias: Float[Tensor, "4*d"],
        sizes: list[int],
    ) -> Float[Tensor, "N d"]:
        gates = torch.addmm(bias, packed, of_input.T)
        cells, squashed, out = (torch.empty_like(packed) for _ in range(3))
        before: tuple[Tensor, Tensor] | None = None
        for gate, c, tanh_c, h in zip(
            *(torch.split(rows, sizes) for rows in (gates, cells, squashed, out)), strict=True
        ):
            rows = len(gate)
            if before:
                gate.addmm_(before[1][:rows], of_state.T)
            i, f, g, o = gate.chunk(4, 1)
            i.sigmoid_(), f.sigmoid_(), _tanh(g), o.sigmoid_()
            torch.mul(i, g, out=c)
            if before:
                c.addcmul_(f, before[0][:rows])
            torch.mul(_tanh(tanh_c.copy_(c)), o, out=h)
            before = (c, h)
        ctx.sizes = sizes
        ctx.save_for_backward(packed, of_input, of_state, gates, _earlier(cells, sizes), squashed, out)
        return out

    @staticmethod
    @once_differentiable
    @custom_bwd(device_type="cpu")  # type: ignore[untyped-decorator]
    def backward(ctx: Any, gradient: Float[Tensor, "N d"]) -> tuple[Tensor | None, ...]:  # type: ignore[override]
        packed, of_input, of_state, gates, earlier_cells, squashed, out = ctx.saved_tensors
        to_gates, to_c = torch.empty_like(gates), torch.zeros_like(out)
        of_times = (gates, earlier_cells, squashed, to_gates, to_c, gradient.clone())
        times = list(zip(*(torch.split(rows, ctx.sizes) for rows in of_times), strict=True))
        for time, now in reversed(list(enumerate(times))):
            gate, earlier_c, tanh_c, to_gate, to_c_now, to_h = now
            i, f, g, o = gate.chunk(4, 1)
            to_i, to_f, to_g, to_o = to_gate.chunk(4, 1)
            to_c_now.add_(to_h * o * (1 - tanh_c * tanh_c))
            torch.mul(to_h, tanh_c, out=to_o).mul_(o - o * o)
            torch.mul(to_c_now, g, out=to_i).mul_(i - i * i)
            torch.mul(to_c_now, i, out=to_g).mul_(1 - g * g)
            torch.mul(to_c_now, earlier_c, out=to_f).mul_(f - f * f)
            if time:
                *_, to_earlier_c, to_earlier_h = times[time - 1]
                to_earlier_c[: len(gate)] = to_c_now * f
                to_earlier_h[: len(gate)].addmm_(to_gate, of_state)
        of_weights = (to_gates.T @ packed, to_gates.T @ _earlier(out, ctx.sizes), to_gates.sum(0))
        return to_gates @ of_input, *of_weights, None


def _earlier(packed: Float[Tensor, "N d"], sizes: list[int]) -> Float[Tensor, "N d"]:
    """What stands one time earlier in the same row; zeros at the first time."""
    times = torch.split(packed, sizes)
    return torch.cat([torch.zeros_like(times[0]), *(a[: len(b)] for a, b in pairwise(times))])


def _tanh(x: Float[Tensor, "B d"]) -> Float[Tensor, "B d"]:
    """In place, as 2 sigmoid(2x) - 1: torch's sigmoid is six times as fast as its tanh on the CPU."""
    return x.mul_(2).sigmoid_().mul_(2).sub_(1)
