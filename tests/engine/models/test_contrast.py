"""The contrastive loss: whose views are told apart, and whose are not."""

from __future__ import annotations

import math

import pytest
import torch

from engine.models.baselines.contrast import begin_alike, contrast, equal

NOBODY = torch.zeros(4, 4, dtype=torch.bool)
ALL = torch.ones(2, dtype=torch.bool)


def views(rows: int = 2) -> tuple[torch.Tensor, torch.Tensor]:
    torch.manual_seed(0)
    return torch.randn(rows, 3), torch.randn(rows, 3)


def test_it_is_the_cross_entropy_over_the_other_views() -> None:
    first, second = views()
    whole = torch.cat([first, second]).double()
    expected = 0.0
    for i in range(4):
        others = [float(whole[i] @ whole[j]) / 0.5 for j in range(4) if j != i]
        right = float(whole[i] @ whole[(i + 2) % 4]) / 0.5
        expected -= right - math.log(sum(map(math.exp, others)))
    assert float(contrast(first, second, ALL, NOBODY, 0.5)) == pytest.approx(expected / 4, rel=1e-5)


def test_rows_that_are_not_counted_are_no_negatives_either() -> None:
    first, second = views(3)
    counted = torch.tensor([True, False, True])
    without = contrast(first[counted], second[counted], ALL, NOBODY, 1.0)
    assert float(contrast(first, second, counted, torch.zeros(6, 6).bool(), 1.0)) == pytest.approx(
        float(without)
    )


def test_views_that_are_alike_are_not_told_apart() -> None:
    first, second = views()
    assert float(contrast(first, second, ALL, ~NOBODY, 1.0)) == 0.0


def test_where_nothing_counts_the_loss_is_zero_with_a_gradient_of_zero() -> None:
    first, second = views()
    first.requires_grad_()
    loss = contrast(first, second, ~ALL, NOBODY, 1.0)
    loss.backward()
    assert loss.item() == 0.0
    assert first.grad is not None
    assert torch.equal(first.grad, torch.zeros_like(first))


def test_beginnings_of_one_session_are_alike() -> None:
    history = torch.tensor([[1, 2, 9], [1, 2, 3], [1, 3, 9], [1, 2, 9]])
    found = begin_alike(history, torch.tensor([2, 3, 2, 2]))
    assert found.tolist() == [
        [True, True, False, True],
        [True, True, False, True],
        [False, False, True, False],
        [True, True, False, True],
    ]


def test_only_the_same_rows_are_equal() -> None:
    history = torch.tensor([[1, 2, 9], [1, 2, 3], [1, 2, 9]])
    assert equal(history).tolist() == [[True, False, True], [False, True, False], [True, False, True]]
