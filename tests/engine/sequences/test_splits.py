"""Which interactions are targets of which part."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import BadSetting
from engine.sequences.config import DataConfig
from engine.sequences.splits import TEST, TRAIN, UNUSED, VAL, make_split
from tests.support.snapshots import snapshot

TEN = snapshot([[0, 1, 2]] * 10)


def test_by_sequence_gives_whole_sequences_8_1_1_in_time_order() -> None:
    part = make_split(TEN, DataConfig(split="by_sequence")).part
    assert part.reshape(10, 3).tolist() == [[TRAIN] * 3] * 8 + [[VAL] * 3] + [[TEST] * 3]


def test_by_sequence_counts_sequences_as_the_published_benchmark_does() -> None:
    log = snapshot([[0]] * 11_714)
    counts = np.bincount(make_split(log, DataConfig(split="by_sequence")).part)
    assert counts.tolist() == [9_371, 1_171, 1_172]


def test_by_time_puts_every_training_target_before_every_later_one() -> None:
    times = [10 * n + offset for n in range(10) for offset in (0, 31, 62)]
    log = snapshot([[0, 1, 2]] * 10, times=times)
    part = make_split(log, DataConfig(split="by_time")).part
    at = np.array(times)
    assert at[part == TRAIN].max() < at[part == VAL].min() <= at[part == VAL].max() < at[part == TEST].min()


def test_by_time_needs_times() -> None:
    with pytest.raises(BadSetting, match="needs times"):
        make_split(TEN, DataConfig(split="by_time"))


def test_leave_one_out_trains_on_short_sequences_only() -> None:
    log = snapshot([[0, 1, 2, 3], [0, 1], [3, 2, 1]])
    part = make_split(log, DataConfig(split="leave_one_out")).part
    assert part.tolist() == [TRAIN, TRAIN, VAL, TEST, TRAIN, TRAIN, TRAIN, VAL, TEST]


def test_the_split_column_is_taken_as_it_is() -> None:
    log = snapshot([[0, 1, 2], [1, 2]], split=[0, 1, 2, 0, -1])
    assert make_split(log, DataConfig(split="column")).part.tolist() == [0, 1, 2, 0, -1]


def test_the_split_column_must_exist() -> None:
    with pytest.raises(BadSetting, match="split column"):
        make_split(TEN, DataConfig(split="column"))


def test_first_items_can_be_left_out_as_targets() -> None:
    part = make_split(TEN, DataConfig(first_item_is_target=False)).part.reshape(10, 3)
    assert (part[:, 0] == UNUSED).all()
    assert (part[:, 1:] != UNUSED).all()


def test_an_empty_part_is_refused_with_the_reason() -> None:
    with pytest.raises(BadSetting, match="leaves no validation examples"):
        make_split(snapshot([[0, 1], [1, 2]]), DataConfig(split="leave_one_out"))


def test_the_hash_tells_splits_and_logs_apart() -> None:
    hashes = {
        make_split(TEN, DataConfig(split="by_sequence")).hash,
        make_split(TEN, DataConfig(split="leave_one_out")).hash,
        make_split(TEN, DataConfig(first_item_is_target=False)).hash,
    }
    assert len(hashes) == 3
    assert make_split(TEN, DataConfig()).hash in hashes
