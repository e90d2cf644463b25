"""Texts as numbers, whole arrays at once."""

from __future__ import annotations

from functools import cache

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow

# Ordinary decimals only: no "nan", "inf", "1_000" or "0x1f", all of which some parser would take.
_NUMBER = r"^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$"
_DECIMAL_COMMA = r"^[+-]?\d*,\d+$"
_GROUPS = (  # only where it cannot be mistaken which of the two is the decimal sign
    (r"^[+-]?\d{1,3}(\.\d{3})+,\d+$", "."),
    (r"^[+-]?\d{1,3}(,\d{3})+\.\d+$", ","),
    (r"^[+-]?\d{1,3}(,\d{3}){2,}$", ","),
)


def as_numbers(texts: pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers, and which of the texts are finite ones; the others are NaN."""
    try:
        numbers = arrow.as_numpy(pc.cast(texts, pa.float64()), np.float64)
    except pa.ArrowInvalid:
        numbers = _where_sound(texts)
    return numbers, np.isfinite(numbers)


def _where_sound(texts: pa.Array) -> NDArray[np.float64]:
    """Numbers, or NaN; a comma is a decimal one, as programs write it that separate fields otherwise."""
    texts = pc.utf8_trim_whitespace(texts)
    for pattern, separator in _GROUPS:
        grouped = pc.match_substring_regex(texts, pattern)
        texts = pc.if_else(grouped, pc.replace_substring(texts, separator, ""), texts)
    with_comma = pc.match_substring_regex(texts, _DECIMAL_COMMA)
    texts = pc.if_else(with_comma, pc.replace_substring(texts, ",", "."), texts)
    texts = pc.if_else(pc.starts_with(texts, "+"), pc.utf8_slice_codeunits(texts, 1), texts)
    sound = pc.match_substring_regex(texts, _NUMBER)
    numbers: NDArray[np.float64] = arrow.as_numpy(
        pc.cast(pc.if_else(sound, texts, constant("nan")), pa.float64()), np.float64
    )
    return numbers


def truths(array: pa.Array) -> NDArray[np.bool_]:
    """An array of truth values."""
    return arrow.as_numpy(pc.cast(array, pa.uint8()), np.uint8).astype(bool)


@cache
def constant(text: str) -> pa.Scalar:
    """A text to compute with; Arrow itself would load pandas to make one."""
    return arrow.texts([text])[0]
