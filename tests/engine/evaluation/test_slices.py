"""Groups of examples, on logs whose groups are known."""

from __future__ import annotations

import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.evaluation.slice_names import SLICES
from engine.evaluation.slices import popularity_thirds, slices
from engine.sequences.config import DataConfig
from engine.sequences.examples import Examples, examples
from engine.sequences.splits import make_split
from tests.support.snapshots import snapshot


def of(last: list[int], train: list[list[int]] | None = None) -> Examples:
    """The test examples of a log whose test sequence is `last`; of ten sequences the first eight train."""
    log = snapshot([*(train or [[0, 1]] * 8), [0, 1], last], n_items=20)
    return examples(log, make_split(log, DataConfig()), "test", 3)


def rows_of(found: Examples) -> dict[str, list[int]]:
    return {name: chosen.nonzero()[:, 0].tolist() for name, chosen in slices(found).items()}


def test_examples_are_grouped_by_what_came_before_them() -> None:
    found = rows_of(of([0, 1, 0, 2, 3, 4, 5, 6, 7, 8, 9, 9]))
    assert found["all"] == list(range(12))
    assert found["empty-history"] == [0]
    assert found["with-history"] == list(range(1, 12))
    assert found["history-1-2"] == [1, 2]
    assert found["history-3-9"] == list(range(3, 10))
    assert found["history-10+"] == [10, 11]
    assert found["repeat-target"] == [2, 11]
    assert found["new-target"] == [0, 1, *range(3, 11)]


def test_examples_are_grouped_by_what_training_knows_of_the_target() -> None:
    train = [[0, 0, 0, 0], [1, 2], [1, 2], [3, 4], [5], [6], [7], [7, 0]]
    found = rows_of(of([0, 1, 7, 3, 9], train))
    assert found["seen-target"] == [0, 1, 2, 3]
    assert found["unseen-target"] == [4]
    assert found["popular-target"] == [0]
    assert found["middling-target"] == [1, 2]
    assert found["rare-target"] == [3]


def test_groups_without_examples_are_left_out() -> None:
    found = rows_of(of([0, 1]))
    assert "unseen-target" not in found
    assert "history-10+" not in found


def test_every_group_is_described_and_comes_in_one_order() -> None:
    found = list(slices(of([0, 1, 0, 9])))
    assert found == [name for name in SLICES if name in found]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_thirds_keep_equal_counts_together_and_rank_by_count(counts: list[int]) -> None:
    thirds = popularity_thirds(torch.tensor(counts)).tolist()
    pairs = sorted(zip(counts, thirds, strict=True), reverse=True)
    assert [third for _, third in pairs] == sorted(thirds)
    assert all(len({third for other, third in pairs if other == count}) == 1 for count in counts)
    assert thirds[counts.index(max(counts))] == 0


def test_a_third_of_all_counts_is_in_every_third_where_items_are_alike() -> None:
    assert popularity_thirds(torch.tensor([4, 3, 2, 1, 1, 1])).tolist() == [0, 1, 1, 2, 2, 2]
