"""DiffRec's diffusion of rows: weights of the bound, importance sampling of t, and the way back."""

from __future__ import annotations

from itertools import pairwise

import pytest
import torch
from torch import Tensor

from engine.models.baselines.row_diffusion import EVENLY, REMEMBERED, RowDiffusion


def diffusion(steps: int = 5, **choices: bool) -> RowDiffusion:
    return RowDiffusion(steps, 0.1, 5e-4, 5e-3, **choices)


def blind(x: Tensor, t: Tensor) -> Tensor:
    """A network that is wrong by t at every item."""
    return t[:, None].expand_as(x).float()


def test_the_variance_grows_in_equal_steps_from_the_fixed_first() -> None:
    levels = diffusion().process.levels
    assert levels[0] == 1
    assert 1 - levels[1] == pytest.approx(1e-5)
    grown = [1 - levels[t] / levels[1] for t in range(1, 6)]
    assert [b - a for a, b in pairwise(grown[1:])] == pytest.approx([1.125e-4] * 3, rel=1e-3)


def test_the_weights_are_the_differences_of_the_signal_to_noise_ratio_and_one_at_the_first_step() -> None:
    found = diffusion()
    levels = found.process.levels
    ratio = [level / (1 - level) for level in levels[1:]]
    expected = [1.0, *(before - after for before, after in pairwise(ratio))]
    assert found.weight.tolist() == pytest.approx(expected, rel=1e-5)
    assert (found.weight > 0).all()


def test_without_the_weights_of_the_bound_all_steps_count_alike() -> None:
    found = diffusion(reweigh=False)
    assert found.weight.tolist() == [1.0] * 5
    loss, _ = found.loss(blind, torch.zeros(64, 3))
    assert loss.isfinite()


def test_steps_are_drawn_evenly_until_all_have_been_seen_often_enough() -> None:
    found = diffusion(reweigh=False)
    for _ in range(REMEMBERED - 1):
        found.loss(blind, torch.zeros(256, 3))
    assert found.probabilities().tolist() == pytest.approx([0.2] * 5)
    for _ in range(2):
        found.loss(blind, torch.zeros(256, 3))
    assert found.probabilities().tolist() != pytest.approx([0.2] * 5)


def test_then_a_step_is_drawn_by_the_root_mean_square_of_its_losses() -> None:
    found = diffusion(reweigh=False)
    for _ in range(REMEMBERED + 1):
        found.loss(blind, torch.zeros(256, 3))
    losses = torch.arange(1, 6).float().square()  # of a network that is wrong by t
    expected = (1 - EVENLY) * losses / losses.sum() + EVENLY / 5
    assert found.probabilities().tolist() == pytest.approx(expected.tolist(), rel=1e-4)


def test_the_importance_of_a_step_leaves_the_expected_loss_as_it_is() -> None:
    torch.manual_seed(0)
    found = diffusion(reweigh=False)
    for _ in range(REMEMBERED + 1):
        found.loss(blind, torch.zeros(256, 3))
    loss, _ = found.loss(blind, torch.zeros(4000, 3))
    assert float(loss) == pytest.approx(11.0, rel=0.02)  # the mean of 1, 4, 9, 16, 25


def test_only_the_last_losses_count() -> None:
    found = diffusion(steps=1, reweigh=False)
    for _ in range(REMEMBERED):
        found.loss(blind, torch.zeros(8, 3))
    for _ in range(REMEMBERED):
        found.loss(lambda x, t: 3 * blind(x, t), torch.zeros(8, 3))
    assert found.squared.tolist() == [pytest.approx([81.0] * REMEMBERED)]


def test_a_step_that_no_row_drew_keeps_its_losses() -> None:
    found = diffusion(steps=2)
    found._remember(torch.tensor([2.0, 4.0]), torch.tensor([1, 1]))
    assert found.squared[0, -1] == 10
    assert found.squared[1].tolist() == [0] * REMEMBERED
    assert found.seen.tolist() == [1, 0]


def test_evaluation_leaves_the_losses_alone() -> None:
    found = diffusion().eval()
    found.loss(blind, torch.zeros(8, 3))
    assert found.seen.tolist() == [0] * 5


def test_what_was_seen_goes_into_a_checkpoint() -> None:
    assert {"squared", "seen"} <= set(diffusion().state_dict())


def test_something_else_than_the_row_itself_may_be_wanted() -> None:
    found = diffusion(reweigh=False, importance=False)
    loss, prediction = found.loss(lambda x, t: torch.ones_like(x), torch.zeros(8, 3), torch.ones(8, 3))
    assert loss == 0
    assert prediction.tolist() == [[1.0] * 3] * 8


def test_a_row_is_denoised_to_what_the_network_says_of_the_last_state() -> None:
    seen: list[int] = []

    def network(x: Tensor, t: Tensor) -> Tensor:
        seen.append(int(t[0]))
        return torch.full_like(x, 7.0)

    assert diffusion().denoised(network, torch.zeros(2, 3)).tolist() == [pytest.approx([7.0] * 3)] * 2
    assert seen == [5, 4, 3, 2, 1]


def test_the_first_state_of_the_way_back_is_the_row_without_noise() -> None:
    states: list[Tensor] = []

    def network(x: Tensor, t: Tensor) -> Tensor:
        states.append(x)
        return x

    row = torch.tensor([[1.0, 0.0, 1.0]])
    end = diffusion().denoised(network, row)
    assert torch.equal(states[0], row)
    assert torch.allclose(end, row, atol=1e-3)


def test_each_step_back_is_the_mean_of_the_posterior_of_one_step() -> None:
    """From beta_t alone: Ho et al. 2020, Eq. 7, with a network that always says 3."""
    states: list[float] = []

    def network(x: Tensor, t: Tensor) -> Tensor:
        states.append(x.item())
        return torch.full_like(x, 3.0)

    found = RowDiffusion(4, 0.9, 0.1, 0.9)
    end = found.denoised(network, torch.full((1, 1), -1.0)).item()
    kept = [1.0, 1 - 1e-5]  # alpha_bar: beta_1 is fixed, the others follow from 0.1 ... 0.9 times 0.9
    level = [1 - 0.9 * (0.1 + 0.8 * step / 3) for step in range(4)]
    for before, after in pairwise(level):
        kept.append(kept[-1] * after / before)
    x, expected = -1.0, []
    for t in range(4, 0, -1):
        expected.append(x)
        alpha = kept[t] / kept[t - 1]
        x = kept[t - 1] ** 0.5 * (1 - alpha) * 3.0 + alpha**0.5 * (1 - kept[t - 1]) * x
        x /= 1 - kept[t]
    assert states == pytest.approx(expected, rel=1e-4)
    assert end == pytest.approx(3.0)


def test_a_row_is_read_with_noise_of_its_own_as_large_as_t_has_it() -> None:
    torch.manual_seed(0)
    found, read = RowDiffusion(3, 0.9, 0.3, 0.9, importance=False), []

    def network(x: Tensor, t: Tensor) -> Tensor:
        read.append((x, t))
        return x

    found.loss(network, torch.full((9000, 4), 2.0))
    [(x, t)] = read
    for step in (1, 2, 3):
        level = found.process.levels[step]
        rows = x[t == step]
        assert rows.mean().item() == pytest.approx(2 * level**0.5, abs=0.03)
        assert rows.var().item() == pytest.approx(1 - level, rel=0.05)
        assert (rows[0] != rows[1]).all()


def test_the_loss_of_a_step_has_its_own_weight_and_is_remembered_with_it() -> None:
    torch.manual_seed(0)
    drawn: list[Tensor] = []

    def network(x: Tensor, t: Tensor) -> Tensor:
        drawn.append(t)
        return blind(x, t)

    found = RowDiffusion(3, 0.9, 0.3, 0.9)
    loss, _ = found.loss(network, torch.zeros(50, 4))
    weighted = found.weight * torch.tensor([1.0, 4.0, 9.0])
    assert len(set(found.weight.tolist())) == 3
    assert loss.item() == pytest.approx(float(weighted[drawn[0] - 1].mean()), rel=1e-5)
    assert found.squared[:, -1].tolist() == pytest.approx(weighted.square().tolist(), rel=1e-5)
