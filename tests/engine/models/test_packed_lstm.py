"""The LSTM without padding against torch's own."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.utils.rnn import PackedSequence

from engine.models.areal.packed_lstm import packed_lstm

SIZES, WIDTH = [4, 3, 1], 5


def inputs(dtype: torch.dtype) -> tuple[nn.LSTM, torch.Tensor]:
    lstm = nn.LSTM(WIDTH, WIDTH, batch_first=True).to(dtype)
    return lstm, torch.randn(sum(SIZES), WIDTH, dtype=dtype, requires_grad=True)


def test_output_and_gradients_are_those_of_torch() -> None:
    lstm, packed = inputs(torch.float64)
    weight = torch.randn_like(packed)
    ours = packed_lstm(lstm, packed, SIZES)
    theirs = lstm(PackedSequence(packed, torch.tensor(SIZES)))[0].data
    assert torch.allclose(ours, theirs)
    wanted = [packed, *lstm.parameters()]
    for own, reference in zip(
        *(torch.autograd.grad(out, wanted, weight) for out in (ours, theirs)), strict=True
    ):
        assert torch.allclose(own, reference)


def test_the_gradient_is_that_of_the_value() -> None:
    lstm, packed = inputs(torch.float64)
    assert torch.autograd.gradcheck(lambda rows: packed_lstm(lstm, rows, SIZES), packed)


def test_going_back_twice_gives_the_same() -> None:
    lstm, packed = inputs(torch.float32)
    total = packed_lstm(lstm, packed, SIZES).sum()
    first, again = (torch.autograd.grad(total, packed, retain_graph=True)[0] for _ in range(2))
    assert torch.equal(first, again)


def test_under_autocast_it_keeps_its_precision() -> None:
    lstm, packed = inputs(torch.float32)
    expected = packed_lstm(lstm, packed, SIZES)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(packed_lstm(lstm, packed, SIZES), expected)
        packed_lstm(lstm, packed.bfloat16(), SIZES).sum().backward()
    assert lstm.weight_hh_l0.grad is not None
    assert lstm.weight_hh_l0.grad.dtype == torch.float32


def test_without_gradient_the_output_is_the_same() -> None:
    lstm, packed = inputs(torch.float32)
    expected = packed_lstm(lstm, packed, SIZES)
    with torch.inference_mode():
        assert torch.allclose(packed_lstm(lstm, packed, SIZES), expected, atol=1e-6)
        with torch.autocast("cpu", torch.bfloat16):
            assert torch.allclose(packed_lstm(lstm, packed, SIZES), expected, atol=1e-6)
