"""Unit rows against torch's own."""

from __future__ import annotations

import torch
from torch.nn import functional as F

from engine.models.areal.sphere import unit_rows


def test_rows_and_gradient_are_those_of_torch() -> None:
    rows, weight = torch.randn(2, 3, 5, requires_grad=True), torch.randn(2, 3, 5)
    ours, theirs = unit_rows(rows), F.normalize(rows, dim=-1)
    assert torch.allclose(ours, theirs)
    assert torch.allclose(*(torch.autograd.grad(unit, rows, weight)[0] for unit in (ours, theirs)), atol=1e-6)


def test_the_gradient_is_that_of_the_value() -> None:
    assert torch.autograd.gradcheck(unit_rows, torch.randn(4, 3, dtype=torch.float64, requires_grad=True))


def test_a_row_of_zeros_stays_finite() -> None:
    rows = torch.zeros(1, 4, requires_grad=True)
    unit_rows(rows).sum().backward()
    assert rows.grad is not None
    assert rows.grad.isfinite().all()
