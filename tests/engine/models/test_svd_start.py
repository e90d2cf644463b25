"""Embeddings from co-occurrence."""

from __future__ import annotations

import pytest
import torch

from engine.models.areal.svd_start import cooccurrences, positive_pmi, svd_start
from tests.support.snapshots import log_of

TWO_GROUPS = [[0, 1, 2], [1, 2, 0], [2, 0, 1], [3, 4, 5], [4, 5, 3], [5, 3, 4]] * 5


def test_items_of_the_same_sequences_start_close_and_others_apart() -> None:
    rows = svd_start(log_of(TWO_GROUPS), 2, seed=0)
    similarity = rows @ rows.T
    assert (similarity[:3, :3] > 0.5).all()
    assert (similarity[3:, 3:] > 0.5).all()
    assert (similarity[:3, 3:].abs() < 0.1).all()


def test_every_row_has_length_one_also_of_items_never_seen() -> None:
    rows = svd_start(log_of(TWO_GROUPS, n_items=9), 4, seed=0)
    assert rows.shape == (9, 4)
    assert torch.allclose(rows.norm(dim=1), torch.ones(9))


def test_the_same_seed_gives_the_same_start() -> None:
    log = log_of(TWO_GROUPS)
    assert torch.equal(svd_start(log, 4, seed=3), svd_start(log, 4, seed=3))


def test_a_log_without_neighbours_still_gives_a_start() -> None:
    assert svd_start(log_of([[0], [1], [2]]), 8, seed=0).norm(dim=1).tolist() == pytest.approx([1.0] * 3)


def test_counts_are_symmetric_and_stay_within_a_sequence() -> None:
    counts = cooccurrences(log_of([[0, 1, 0], [2, 3]])).toarray()
    assert counts.tolist() == [[0, 2, 0, 0], [2, 0, 0, 0], [0, 0, 0, 1], [0, 0, 1, 0]]


def test_only_positive_association_is_kept() -> None:
    pmi = positive_pmi(cooccurrences(log_of(TWO_GROUPS))).toarray()
    assert (pmi >= 0).all()
    assert pmi[0, 3] == 0 < pmi[0, 1]
