from __future__ import annotations

import numpy as np
import pytest
import torch

from engine.models.registry import REFERENCES
from engine.models.subjects import (
    MODEL,
    REFERENCE_TITLES,
    REFITTED,
    reference_in_sentence,
    subject_title,
    why_alike,
)
from engine.sequences.examples import TrainingLog


def test_every_reference_row_that_scores_has_a_title() -> None:
    assert list(REFERENCE_TITLES) == list(REFERENCES)
    assert all(subject_title(name) not in (name, "") for name in REFERENCES)


def test_the_model_is_called_as_its_row_is() -> None:
    assert subject_title(MODEL, "GRU4Rec (CE)") == "GRU4Rec (CE)"
    assert subject_title(REFITTED, "GRU4Rec (CE)") == "GRU4Rec (CE), trained again"
    assert subject_title("of a later version") == "of a later version"


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("item-knn", "item-kNN"),
        ("popularity", "popularity"),
        ("markov", "Markov"),
        ("v-sknn", "V-SKNN"),
        ("repeat-last", "repeat last"),
    ],
)
def test_names_keep_their_capitals_within_a_sentence(name: str, told: str) -> None:
    assert reference_in_sentence(name) == told


def test_why_two_reference_rows_are_alike_is_said_where_both_stand_and_repeats_are_excluded() -> None:
    both = ["model", "popularity", "repeat-last", "item-knn"]
    assert "the item it would repeat is excluded" in why_alike("exclude", both)
    assert why_alike("keep", both) == ""
    assert why_alike("exclude", both[:2]) == ""


def test_repeat_last_has_the_scores_of_popularity_where_the_history_is_excluded() -> None:
    items = np.array([0, 0, 1, 1, 1, 2, 3], dtype=np.int32)
    log = TrainingLog(np.array([0, 3, 7]), items, np.ones(7, dtype=bool), 5)
    history, length = torch.tensor([[3, 1], [2, 2], [0, 0]]), torch.tensor([2, 1, 0])
    scores = [REFERENCES[name](log).scores(history, length) for name in ("popularity", "repeat-last")]
    ranks = []
    for one in scores:
        seen = one.clone()
        for row in range(2):
            seen[row, history[row, : length[row]]] = float("-inf")
        ranks.append(seen.argsort(descending=True, stable=True).tolist())

    assert ranks[0] == ranks[1]
