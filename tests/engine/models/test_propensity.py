"""Inverse propensity weights: normalised, clipped, without gradient."""

from __future__ import annotations

import pytest
import torch

from engine.models.baselines.propensity import effective_share, inverse_weights


def test_the_rarer_target_counts_more_and_the_mean_is_one() -> None:
    weight = inverse_weights(torch.tensor([0.5, 0.1, 0.1]).log(), power=1.0, most=100.0)
    assert float(weight.mean()) == pytest.approx(1.0)
    assert float(weight[1] / weight[0]) == pytest.approx(5.0)


def test_a_power_of_zero_weighs_all_alike() -> None:
    assert torch.equal(inverse_weights(torch.tensor([-1.0, -9.0]), 0.0, 10.0), torch.ones(2))


def test_no_example_counts_more_than_the_clip_allows() -> None:
    weight = inverse_weights(torch.tensor([0.0, -50.0, -500.0]), power=1.0, most=10.0)
    assert (weight / weight[0]).tolist() == pytest.approx([1.0, 10.0, 10.0])


def test_no_gradient_goes_through() -> None:
    assert not inverse_weights(torch.randn(3, requires_grad=True), 1.0, 10.0).requires_grad


def test_the_effective_share_is_one_for_equal_weights_and_one_in_n_for_a_single_one() -> None:
    assert float(effective_share(torch.ones(8))) == pytest.approx(1.0)
    assert float(effective_share(torch.eye(8)[0])) == pytest.approx(1 / 8)
