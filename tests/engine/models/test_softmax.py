"""The catalogue softmax against torch's own."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from engine.models import softmax
from engine.models.softmax import mean_log_partition, mean_posterior

ROWS, ITEMS, SIZE = 11, 23, 4


@pytest.fixture(autouse=True)
def several_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Blocks of three rows, the last one shorter."""
    monkeypatch.setitem(softmax.LOGITS_AT_ONCE, "cpu", 3 * ITEMS)
    monkeypatch.setattr(softmax, "FEWEST_ROWS", 1)


def inputs(dtype: torch.dtype = torch.float32) -> tuple[torch.Tensor, torch.Tensor]:
    x, items = torch.randn(ROWS, SIZE, dtype=dtype), torch.randn(ITEMS, SIZE, dtype=dtype)
    return x.requires_grad_(), items.requires_grad_()


def test_value_and_gradients_make_the_cross_entropy_of_torch() -> None:
    x, items = inputs()
    target = torch.randint(ITEMS, (ROWS,))
    ours = mean_log_partition(x, items) - (x * items[target]).sum(1).mean()
    theirs = F.cross_entropy(x @ items.T, target)
    assert torch.allclose(ours, theirs, atol=1e-6)
    for own, reference in zip(
        torch.autograd.grad(ours, (x, items)), torch.autograd.grad(theirs, (x, items)), strict=True
    ):
        assert torch.allclose(own, reference, atol=1e-6)


def test_the_gradients_are_those_of_the_value() -> None:
    assert torch.autograd.gradcheck(mean_log_partition, inputs(torch.float64))


def test_the_gradient_that_comes_in_is_passed_on() -> None:
    x, items = inputs()
    one = torch.autograd.grad(mean_log_partition(x, items), (x, items))
    three = torch.autograd.grad(3 * mean_log_partition(x, items), (x, items))
    assert all(torch.allclose(3 * a, b) for a, b in zip(one, three, strict=True))


def test_logits_far_apart_neither_overflow_nor_lose_the_value() -> None:
    x, items = inputs()
    value = mean_log_partition(1000 * x, items)
    assert torch.allclose(value, (1000 * x @ items.T).logsumexp(1).mean())
    value.backward()
    assert x.grad is not None
    assert x.grad.isfinite().all()


def test_it_keeps_its_precision_under_autocast() -> None:
    x, items = inputs()
    expected = mean_log_partition(x, items)
    with torch.autocast("cpu", torch.bfloat16):
        assert torch.equal(mean_log_partition(x, items), expected)
        half = mean_log_partition(x.bfloat16(), items)
    assert half.dtype == torch.float32
    half.backward()
    assert x.grad is not None
    assert x.grad.dtype == torch.float32


def test_the_posterior_is_the_mean_of_softmaxes() -> None:
    items, x = torch.randn(ITEMS, SIZE), torch.randn(ROWS, 2, SIZE)
    assert torch.allclose(mean_posterior(x, items), (x @ items.T).softmax(-1).mean(1), atol=1e-6)
