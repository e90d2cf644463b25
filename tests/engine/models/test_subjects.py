from __future__ import annotations

import pytest

from engine.models.registry import REFERENCES
from engine.models.subjects import (
    MODEL,
    REFERENCE_TITLES,
    REFITTED,
    reference_in_sentence,
    subject_title,
)


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
