"""The views of CL4SRec: short histories really change, and the two views differ."""

from __future__ import annotations

import pytest
import torch

from engine.models.baselines.augmentation import Shares, crop, mask, reorder, two_views

N = 50
WIDTH = 10
MASK = N + 1


def histories(length: int, rows: int = 200) -> tuple[torch.Tensor, torch.Tensor]:
    """Rows of different items: 0 1 2 ... in each."""
    torch.manual_seed(length)
    whole = torch.full((rows, WIDTH), N)
    whole[:, :length] = torch.arange(length)
    return whole, torch.full((rows,), length)


@pytest.mark.parametrize("length", range(2, WIDTH + 1))
def test_a_crop_is_a_shorter_run_of_the_history(length: int) -> None:
    history, lengths = histories(length)
    cut, kept = crop(history, lengths, N, 0.6)
    assert kept.unique().tolist() == [max(1, int(0.6 * length))]
    number = int(kept[0])
    steps = cut[:, :number] - cut[:, :1]
    assert torch.equal(steps, torch.arange(number).expand_as(steps))
    assert (cut[:, number:] == N).all()
    assert cut[:, 0].unique().tolist() == list(range(length - number + 1))


@pytest.mark.parametrize("length", range(2, WIDTH + 1))
def test_a_mask_hides_some_items_and_not_all(length: int) -> None:
    history, lengths = histories(length)
    hidden = mask(history, lengths, MASK, 0.3)
    assert ((hidden == MASK).sum(1) == max(1, int(0.3 * length))).all()
    assert torch.equal(hidden[hidden != MASK], history[hidden != MASK])
    assert (hidden == MASK).any(0).nonzero()[:, 0].tolist() == list(range(length))


@pytest.mark.parametrize("length", range(2, WIDTH + 1))
def test_reordering_keeps_the_items_and_never_their_order(length: int) -> None:
    history, lengths = histories(length)
    shuffled = reorder(history, lengths, 0.6)
    assert torch.equal(shuffled.sort(1).values, history)
    moved = shuffled != history
    assert moved.any(1).all()
    last = WIDTH - 1 - moved.flip(1).int().argmax(1)
    assert (last - moved.int().argmax(1) < max(2, int(0.6 * length))).all()
    assert moved.any(0).nonzero()[:, 0].tolist() == list(range(length))


def test_every_order_of_a_window_comes_up() -> None:
    history, lengths = histories(3, rows=400)
    orders = {tuple(row) for row in reorder(history, lengths, 1.0)[:, :3].tolist()}
    assert len(orders) == 5  # all six but the one that it was


@pytest.mark.parametrize("length", range(2, WIDTH + 1))
def test_the_views_differ_from_the_history_and_from_each_other(length: int) -> None:
    history, lengths = histories(length)
    (first, _), (second, _) = two_views(history, lengths, N, Shares())
    for one, other in ((first, history), (second, history), (first, second)):
        assert (one != other).any(1).all()


def test_the_operators_are_drawn_evenly() -> None:
    history, lengths = histories(6, rows=6000)
    (_, first), (second, shorter) = two_views(history, lengths, N, Shares())
    cropped, masked = shorter < 6, (second == MASK).any(1)
    for share in (cropped, masked, ~cropped & ~masked):
        assert share.float().mean() == pytest.approx(1 / 3, abs=0.03)
    assert not ((first < 6) & cropped).any()


@pytest.mark.parametrize("length", [0, 1])
def test_what_is_too_short_keeps_its_length(length: int) -> None:
    history, lengths = histories(length)
    for _, own in two_views(history, lengths, N, Shares()):
        assert torch.equal(own, lengths)


@pytest.mark.parametrize("shares", [Shares(0.0, 0.0, 0.0), Shares(1.0, 1.0, 1.0)])
def test_extreme_shares_still_leave_something(shares: Shares) -> None:
    history, lengths = histories(4)
    for view, own in two_views(history, lengths, N, shares):
        assert (own >= 1).all()
        assert ((view < N).sum(1) >= 1).all()


def test_rows_of_different_lengths_do_not_meet() -> None:
    torch.manual_seed(0)
    history = torch.full((300, WIDTH), N)
    lengths = torch.randint(0, WIDTH + 1, (300,))
    for row, length in enumerate(lengths.tolist()):
        history[row, :length] = torch.randint(0, N, (length,))
    for view, own in two_views(history, lengths, N, Shares()):
        for row in range(300):
            assert set(view[row, : own[row]].tolist()) <= {*history[row, : lengths[row]].tolist(), MASK}
            assert (view[row, own[row] :] == N).all()


def test_views_crop_mask_and_reorder_by_their_own_shares() -> None:
    """Of ten items nine are kept, two hidden, at most five in another order."""
    history, lengths = histories(10)
    for view, own in two_views(history, lengths, N, Shares(crop=0.9, mask=0.2, reorder=0.5)):
        cropped, hidden = own < 10, (view == MASK).sum(1)
        moved = (view != history) & ~cropped[:, None] & (hidden == 0)[:, None]
        assert own.unique().tolist() == [9, 10]
        assert hidden.unique().tolist() == [0, 2]
        assert moved.sum(1).max() == 5
