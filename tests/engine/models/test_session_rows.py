"""Sessions as rows over the catalogue."""

from __future__ import annotations

import pytest
import torch

from engine.models.baselines.session_rows import LEAST_WEIGHT, followed_by, session_rows

N = 4


def row(*items: int, by_time: bool = False, width: int = 5) -> list[float]:
    padded = torch.tensor([[*items, *[N] * (width - len(items))]])
    found: list[float] = session_rows(padded, torch.tensor([len(items)]), N, by_time=by_time)[0].tolist()
    return found


def test_a_row_has_ones_where_items_are() -> None:
    assert row(2, 0) == [1, 0, 1, 0]


def test_an_empty_session_is_a_row_of_zeros() -> None:
    assert row() == row(by_time=True) == [0, 0, 0, 0]


def test_an_item_that_occurs_twice_counts_once() -> None:
    assert row(1, 1, 3) == [0, 1, 0, 1]


def test_by_time_the_latest_item_has_all_weight_and_the_oldest_least() -> None:
    assert row(3, 1, 0, by_time=True) == pytest.approx([1, (1 + LEAST_WEIGHT) / 2, 0, LEAST_WEIGHT])


def test_by_time_the_only_item_is_the_latest() -> None:
    assert row(2, by_time=True) == [0, 0, 1, 0]


def test_by_time_an_item_that_occurs_again_has_its_latest_weight() -> None:
    assert row(2, 0, 2, by_time=True) == pytest.approx([(1 + LEAST_WEIGHT) / 2, 0, 1, 0])


def test_rows_do_not_depend_on_what_stands_in_the_padding() -> None:
    items, length = torch.tensor([[2, 3, 3]]), torch.tensor([1])
    assert session_rows(items, length, N).tolist() == [row(2)]


def test_a_target_follows_the_history_wherever_that_ends() -> None:
    history = torch.tensor([[0, 1, 2], [3, N, N], [N, N, N]])
    longer, length = followed_by(history, torch.tensor([3, 1, 0]), torch.tensor([3, 2, 1]), N)
    assert longer.tolist() == [[0, 1, 2, 3], [3, 2, N, N], [1, N, N, N]]
    assert length.tolist() == [4, 2, 1]
