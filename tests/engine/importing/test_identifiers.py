"""Texts are numbered as they first appear, whole numbers or not."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from engine.importing import arrow
from engine.importing.identifiers import Identifiers

whole = st.integers(0, 40).map(str)
odd = st.sampled_from(["007", "+1", "-3", "é", " 5", "1e3", "99999999999", "16777216", "0", "00"])


@given(st.lists(st.lists(st.lists(st.one_of(whole, odd), max_size=8), min_size=1, max_size=3), max_size=5))
def test_numbers_are_those_of_a_dictionary(rounds: list[list[list[str]]]) -> None:
    identifiers, known = Identifiers(), dict[str, int]()
    for chunks in rounds:
        numbers = identifiers.numbers(pa.chunked_array([arrow.texts(chunk) for chunk in chunks]))
        expected = [known.setdefault(text, len(known)) for chunk in chunks for text in chunk]
        assert numbers.tolist() == expected
        assert list(identifiers.texts()) == list(known)


@given(st.lists(st.lists(whole, min_size=1, max_size=20), min_size=1, max_size=5))
def test_whole_numbers_stay_the_texts_they_were(rounds: list[list[str]]) -> None:
    identifiers = Identifiers()
    for texts in rounds:
        numbers = identifiers.numbers(pa.chunked_array([arrow.texts(texts)]))
        names = identifiers.texts()
        assert [names[number] for number in numbers.tolist()] == texts
