"""Texts as numbers, whole arrays at once where all of them are sound."""

from __future__ import annotations

import math
import re

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow

_DECIMAL_COMMA = re.compile(r"\s*[+-]?\d+,\d+\s*")


def as_numbers(texts: pa.Array) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Numbers, and which of the texts are finite ones; the others are NaN."""
    try:
        numbers = arrow.as_numpy(pc.cast(texts, pa.float64()), np.float64)
    except pa.ArrowInvalid:
        numbers = np.array([_number(text) for text in texts.to_pylist()], np.float64)
    return numbers, np.isfinite(numbers)


def _number(text: str) -> float:
    if _DECIMAL_COMMA.fullmatch(text):  # as the programs write it that separate fields by semicolons
        text = text.replace(",", ".")
    try:
        return float(text) if "_" not in text else math.nan
    except ValueError:
        return math.nan
