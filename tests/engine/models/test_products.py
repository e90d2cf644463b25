"""Products through oneDNN against torch's own."""

from __future__ import annotations

import pytest
import torch
from torch.nn import functional as F

from engine.models.products import MANY_ROWS, Linear, added_linear, linear


@pytest.mark.parametrize("rows", [1, MANY_ROWS, 200])
def test_without_gradient_the_numbers_are_those_of_torch(rows: int) -> None:
    x, weight, bias = torch.randn(rows, 24), torch.randn(40, 24), torch.randn(40)
    with torch.inference_mode():
        assert torch.allclose(linear(x, weight, bias), F.linear(x, weight, bias), atol=1e-5)
        assert torch.allclose(linear(x, weight), F.linear(x, weight), atol=1e-5)
        total = torch.randn(rows, 40)
        expected = total + x @ weight.T
        assert torch.allclose(added_linear(total, x, weight), expected, atol=1e-5)


def test_with_gradient_it_learns() -> None:
    layer = Linear(8, 3)
    layer(torch.randn(100, 8)).sum().backward()
    assert layer.weight.grad is not None


def test_other_precisions_are_kept() -> None:
    x, weight = torch.randn(64, 8, dtype=torch.float64), torch.randn(5, 8, dtype=torch.float64)
    with torch.inference_mode():
        assert torch.equal(linear(x, weight), F.linear(x, weight))


def test_what_exports_a_model_sees_the_product_of_torch() -> None:
    layer = Linear(8, 3).eval()
    with torch.no_grad():
        exported = torch.export.export(layer, (torch.randn(64, 8),))
    assert "mkldnn" not in str(exported.graph)
