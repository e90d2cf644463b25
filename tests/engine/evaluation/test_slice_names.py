from __future__ import annotations

from engine.evaluation.slice_names import SLICES, slice_text, slice_title


def test_every_group_has_a_title_of_its_own() -> None:
    titles = [slice_title(name) for name in SLICES]
    assert len(set(titles)) == len(SLICES)
    assert not set(titles) & set(SLICES)


def test_the_meaning_is_told_where_the_title_says_not_enough() -> None:
    assert slice_text("rare-target") == "Rare target: among the others that training has seen"
    assert slice_text("history-1-2") == "1 or 2 earlier items"
    assert slice_text("of a later version") == "of a later version"
