"""Texts as numbers."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.importing import arrow
from engine.importing.numbers import as_numbers


@given(st.lists(st.floats(allow_nan=False, allow_infinity=False), min_size=1), st.booleans())
def test_numbers_are_read_back(numbers: list[float], with_gap: bool) -> None:
    texts = [repr(number) for number in numbers] + [""] * with_gap
    read, ok = as_numbers(arrow.texts(texts))
    assert read[: len(numbers)].tolist() == numbers
    assert ok.tolist() == [True] * len(numbers) + [False] * with_gap


@pytest.mark.parametrize(
    ("text", "number"),
    [
        *(("4,5", 4.5), ("-4,5", -4.5), ("+3", 3.0), (" 2 ", 2.0), (".5", 0.5), ("1E+5", 1e5)),
        *(("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1,234,567", 1234567.0)),
    ],
)
def test_forms_of_numbers(text: str, number: float) -> None:
    assert as_numbers(arrow.texts([text]))[0].tolist() == [number]


@pytest.mark.parametrize("text", ["", "-", "abc", "0x10", "1_000", "1,2,3", "nan", "inf", "1e999"])
def test_what_is_no_finite_number_is_said_to_be_none(text: str) -> None:
    read, ok = as_numbers(arrow.texts([text, "1"]))
    assert ok.tolist() == [False, True]
    assert not math.isfinite(read[0])
