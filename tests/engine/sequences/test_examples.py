"""Prefix examples against a plain loop over the sequences."""

from __future__ import annotations

import numpy as np
import torch
from hypothesis import given
from hypothesis import strategies as st

from engine.sequences.config import DataConfig
from engine.sequences.examples import examples, training_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import PARTS, make_split
from tests.support.snapshots import log_of, snapshot

SEQUENCES = st.lists(st.lists(st.integers(0, 6), min_size=1, max_size=7), min_size=10, max_size=30)


def by_hand(
    log: Snapshot, part: list[int], code: int, length: int
) -> list[tuple[tuple[int, ...], tuple[int, ...], int]]:
    """(latest items, all earlier items, target) of every target of one part."""
    found = []
    for first, end in zip(log.offsets[:-1], log.offsets[1:], strict=True):
        for at in range(first, end):
            if part[at] == code:
                earlier = tuple(int(log.items[i]) for i in range(first, at))
                found.append((earlier[-length:], earlier, int(log.items[at])))
    return found


@given(SEQUENCES, st.integers(1, 5))
def test_examples_are_what_a_loop_finds(sequences: list[list[int]], length: int) -> None:
    log = snapshot([*sequences, [0, 1], [1, 0]], n_items=7)
    data = DataConfig(split="by_sequence", history_length=length)
    split = make_split(log, data)
    for code, name in enumerate(PARTS):
        found = examples(log, split, name, length)
        rows = torch.arange(len(found))
        batch = found.batch(rows)
        expected = by_hand(log, split.part.tolist(), code, length)
        padding = log.n_items
        assert [tuple(item for item in row if item != padding) for row in batch.history.tolist()] == [
            latest for latest, _, _ in expected
        ]
        assert batch.length.tolist() == [len(latest) for latest, _, _ in expected]
        assert batch.target.tolist() == [target for _, _, target in expected]
        assert found.repeats.tolist() == [target in earlier for _, earlier, target in expected]
        assert found.trained.tolist() == np.bincount(log.items[split.part == 0], minlength=7).tolist()
        row, item = found.seen(rows)
        pairs = list(zip(row.tolist(), item.tolist(), strict=True))
        assert pairs == [(n, seen) for n, (_, earlier, _) in enumerate(expected) for seen in earlier]


def test_a_history_is_right_padded_oldest_first() -> None:
    log = snapshot([[3, 4, 5]] * 10, n_items=6)
    found = examples(log, make_split(log, DataConfig()), "train", 4)
    batch = found.batch(torch.tensor([0, 1, 2]))
    assert batch.history.tolist() == [[6, 6, 6, 6], [3, 6, 6, 6], [3, 4, 6, 6]]


def test_a_training_history_never_holds_items_of_a_later_part() -> None:
    log = snapshot([[0, 1, 2, 3], [4, 5]], split=[0, 2, 0, 1, 0, 2])
    split = make_split(log, DataConfig(split="column"))
    train = examples(log, split, "train", 10)
    assert train.batch(torch.arange(len(train))).history[1].tolist()[:2] == [0, log.n_items]
    validation = examples(log, split, "val", 10)
    assert validation.batch(torch.tensor([0])).history[0].tolist()[:3] == [0, 2, log.n_items]


def test_an_item_that_is_no_target_is_history_of_its_own_part_only() -> None:
    log = snapshot([[0, 1]] * 8 + [[2, 3]] + [[4, 5]], n_items=6)
    split = make_split(log, DataConfig(first_item_is_target=False))
    training = training_log(log, split)
    assert sorted(set(training.items.tolist())) == [0, 1]
    validation = examples(log, split, "val", 10)
    assert validation.batch(torch.tensor([0])).history[0, 0] == 2


def test_the_training_log_holds_training_interactions_alone() -> None:
    log = snapshot([[0, 1]] * 8 + [[2, 3], [4, 5]])
    training = training_log(log, make_split(log, DataConfig()))
    assert training.items.tolist() == [0, 1] * 8
    assert training.offsets.tolist() == [0, 2, 4, 6, 8, 10, 12, 14, 16, 16, 16]
    assert training.is_target.all()


def test_repeats_are_counted_within_a_sequence() -> None:
    assert log_of([[0, 1, 0, 0], [1, 2, 3]]).repeat_share == 2 / 7
    assert log_of([[0, 1], [0, 1]]).repeat_share == 0


def test_moving_to_a_device_changes_nothing() -> None:
    log = snapshot([[3, 4, 5]] * 10)
    found = examples(log, make_split(log, DataConfig()), "train", 4)
    moved = found.to(torch.device("cpu"))
    assert np.array_equal(moved.batch(torch.arange(5)).history, found.batch(torch.arange(5)).history)
