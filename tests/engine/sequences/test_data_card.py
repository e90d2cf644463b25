"""The facts of a split log, where they are known."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.sequences.config import DataConfig
from engine.sequences.data_card import DataCard, data_card, divergence, gini
from engine.sequences.data_card_text import ROWS, notes, whole_log
from engine.sequences.snapshot import Snapshot
from engine.sequences.splits import make_split
from tests.support.snapshots import snapshot

COUNTS = st.lists(st.integers(0, 50), min_size=2, max_size=20).filter(any)


def card_of(log: Snapshot, length: int = 2, **data: object) -> DataCard:
    return data_card(log, make_split(log, DataConfig(**data)), length)  # type: ignore[arg-type]


def test_a_part_is_what_its_examples_are() -> None:
    found = card_of(snapshot([[0, 1, 2]] * 8 + [[0, 1]] + [[0, 0, 1, 0, 4]], n_items=5)).parts["test"]
    assert (found.examples, found.sequences, found.items) == (5, 1, 3)
    assert found.empty_history == pytest.approx(1 / 5)
    assert found.full_history == pytest.approx(3 / 5)
    assert found.mean_history == pytest.approx((0 + 1 + 2 + 2 + 2) / 5)
    assert found.repeats == pytest.approx(2 / 5)
    assert found.repeats_last == pytest.approx(1 / 5)
    assert found.unseen == pytest.approx(1 / 5)
    assert found.first_time is None


def test_times_tell_which_test_sequences_began_in_training() -> None:
    times = [0, 9, 1, 2, 3, 4, 5, 6, 7, 8]
    log = snapshot([[0, 1], [0, 1, 0, 1], [0, 1, 0, 1]], times=times)
    found = card_of(log, split="by_time")
    assert (found.parts["train"].first_time, found.parts["train"].last_time) == (0, 6)
    assert (found.parts["test"].first_time, found.parts["test"].last_time) == (8, 9)
    assert found.began_in_training == 1.0
    assert card_of(snapshot([[0, 1]] * 10)).began_in_training is None


def test_drift_compares_what_is_popular() -> None:
    stays = card_of(snapshot([[0, 1]] * 10, n_items=4))
    goes = card_of(snapshot([[0, 1]] * 9 + [[2, 3]], n_items=4))
    assert (stays.head_overlap, stays.divergence) == (1.0, 0.0)
    assert (goes.head_overlap, goes.divergence) == (0.0, 1.0)


def test_gini_of_known_counts() -> None:
    assert gini(np.array([5, 5, 5, 5])) == pytest.approx(0)
    assert gini(np.array([0, 0, 0, 8])) == pytest.approx(3 / 4)
    assert gini(np.zeros(3, dtype=np.int64)) == 0


@given(COUNTS)
def test_gini_is_half_the_relative_mean_difference(counts: list[int]) -> None:
    values = np.array(counts)
    differences = np.abs(values[:, None] - values[None]).mean()
    assert gini(values) == pytest.approx(differences / 2 / values.mean())


@given(st.data(), COUNTS)
def test_divergence_is_symmetric_and_between_0_and_1_bit(data: st.DataObject, counts: list[int]) -> None:
    size = len(counts)
    other = data.draw(st.lists(st.integers(0, 50), min_size=size, max_size=size).filter(any))
    a, b = np.array(counts), np.array(other)
    found = divergence(a, b)
    assert -1e-12 <= found <= 1 + 1e-12
    assert found == pytest.approx(divergence(b, a), abs=1e-12)
    assert divergence(a, 3 * a) == pytest.approx(0, abs=1e-12)


def test_divergence_by_hand() -> None:
    found = divergence(np.array([1, 1]), np.array([1, 0]))
    expected = 0.5 * (0.5 * math.log2(0.5 / 0.75) + 0.5 * math.log2(0.5 / 0.25) + math.log2(1 / 0.75))
    assert found == pytest.approx(expected)


def test_surprising_figures_are_said_in_words() -> None:
    said = " ".join(notes(card_of(snapshot([[0, 1]] * 9 + [[2, 2, 2, 2]], n_items=4))))
    assert "75% of the test targets repeat the item just before" in said
    assert "100% of the test targets are never one in training" in said
    assert "25% of the test examples have no history" in said
    assert "the log drifts" in said


def test_a_log_without_surprises_has_no_notes_but_that_it_is_small() -> None:
    log = snapshot([[item, (item + 1) % 50] for item in range(50)] * 10, n_items=50)
    found = notes(card_of(log, first_item_is_target=False))
    assert found == ["The test has only 50 sequences: intervals will be wide."]


def test_every_line_of_the_table_can_be_written() -> None:
    found = card_of(snapshot([[0, 1]] * 10, n_items=4))
    assert all(value for _, value in whole_log(found))
    assert all(text(part) for _, text in ROWS for part in found.parts.values())
