"""Texts are numbered as they first appear, whole numbers or not."""

from __future__ import annotations

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.importing import arrow
from engine.importing.identifiers import Identifiers

short = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=4)
whole = st.integers(0, 40).map(str)
odd = st.sampled_from(
    [
        "007",
        "+1",
        "-3",
        "é",
        " 5",
        "1e3",
        "99999999999",
        "16777216",
        "0",
        "00",
        "x" * 16,
        "y" * 17,
        "é" * 8,
        "",
    ]
)


@settings(deadline=None)
@given(
    st.lists(st.lists(st.lists(st.one_of(whole, short, odd), max_size=8), min_size=1, max_size=3), max_size=5)
)
def test_numbers_are_those_of_a_dictionary(rounds: list[list[list[str]]]) -> None:
    identifiers, known = Identifiers(), dict[str, int]()
    for chunks in rounds:
        numbers = identifiers.numbers(pa.chunked_array([arrow.texts(chunk) for chunk in chunks]))
        expected = [known.setdefault(text, len(known)) for chunk in chunks for text in chunk]
        assert numbers.tolist() == expected
        assert list(identifiers.texts()) == list(known)


@settings(deadline=None)
@given(st.lists(st.lists(whole, min_size=1, max_size=20), min_size=1, max_size=5))
def test_whole_numbers_stay_the_texts_they_were(rounds: list[list[str]]) -> None:
    identifiers = Identifiers()
    for texts in rounds:
        numbers = identifiers.numbers(pa.chunked_array([arrow.texts(texts)]))
        names = identifiers.texts()
        assert [names[number] for number in numbers.tolist()] == texts


@settings(deadline=None)
@given(
    st.lists(st.lists(st.integers(0, 3000), min_size=1, max_size=400), min_size=1, max_size=6),
    st.sampled_from(["user-{:08x}", "{}x", "{:017d}"]),
)
def test_many_texts_are_numbered_alike(rounds: list[list[int]], form: str) -> None:
    identifiers, known = Identifiers(), dict[str, int]()
    for integers in rounds:
        texts = [form.format(integer) for integer in integers]
        numbers = identifiers.numbers(pa.chunked_array([arrow.texts(texts)]))
        assert numbers.tolist() == [known.setdefault(text, len(known)) for text in texts]
    assert list(identifiers.texts()) == list(known)
