"""Times counted from 1970, in any unit and however the numbers are written, as exact milliseconds."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal, InvalidOperation

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.numbers import as_numbers, constant

LATEST = 253_402_300_800_000
"""Milliseconds: the year 10000."""

_SECOND, _MILLISECOND = 10**9, 10**6

# Below this magnitude, a unit is so many nanoseconds: seconds up to the year 5138, and so on.
_UNITS = ((1e11, _SECOND), (1e14, _MILLISECOND), (1e17, 10**3), (np.inf, 1))

Times = tuple[NDArray[np.int64], NDArray[np.bool_]]


def unit_of(first: Sequence[str]) -> int | None:
    """How many nanoseconds the times count by; None where most of them are no numbers."""
    numbers, ok = as_numbers(arrow.texts(first))
    if not ok.any() or 2 * ok.sum() < len(first):
        return None
    typical = float(np.median(np.abs(numbers[ok])))
    return next(nanoseconds for limit, nanoseconds in _UNITS if typical < limit)


def read_epochs(texts: pa.Array, unit: int) -> Times:
    """Milliseconds, never rounded to a later one, and which of the texts could be read.

    Args:
        texts: numbers, also with fractions or exponents.
        unit: nanoseconds that each counts for.
    """
    try:
        return _of_integers(arrow.as_numpy(pc.cast(texts, pa.int64()), np.int64), unit)
    except pa.ArrowInvalid:
        return _of_decimals(pc.utf8_trim_whitespace(texts), unit)


def _of_integers(numbers: NDArray[np.int64], unit: int) -> Times:
    if unit < _MILLISECOND:
        milliseconds = numbers // (_MILLISECOND // unit)
        ok = np.abs(milliseconds) < LATEST
    else:
        factor = unit // _MILLISECOND
        ok = np.abs(numbers) < LATEST // factor
        milliseconds = np.where(ok, numbers, 0) * factor
    return np.where(ok, milliseconds, 0), ok


def _of_decimals(texts: pa.Array, unit: int) -> Times:
    """Plain decimals all at once; digits finer than a millisecond are cut off, not rounded."""
    texts = pc.replace_substring(texts, ",", ".")
    plain = pc.match_substring_regex(
        texts, r"^\d{1,13}(\.\d*)?$" if unit == _SECOND else r"^\d{1,18}(\.\d*)?$"
    )
    decimals = pc.if_else(plain, texts, constant("0"))
    if unit == _SECOND:
        short = pc.replace_substring_regex(decimals, r"(\.\d{3})\d+$", r"\1")
        # 128-bit numbers of milliseconds; so few digits fit in the lower half.
        wide = pc.cast(short, pa.decimal128(38, 3))
        halves = np.frombuffer(wide.buffers()[1], np.int64)[2 * wide.offset : 2 * (wide.offset + len(wide))]
        milliseconds, ok = _of_integers(halves[::2], _MILLISECOND)
    else:
        whole = pc.replace_substring_regex(decimals, r"\..*$", "")
        milliseconds, ok = _of_integers(arrow.as_numpy(pc.cast(whole, pa.int64()), np.int64), unit)
    for at in pc.indices_nonzero(pc.invert(plain)).to_pylist():
        exact = _exact(texts[at].as_py(), unit)
        milliseconds[at], ok[at] = exact or 0, exact is not None
    return milliseconds, ok


def _exact(text: str, unit: int) -> int | None:
    """Any number: negative, with an exponent, of very many digits."""
    try:
        number = Decimal(text) if "_" not in text else Decimal("NaN")
    except InvalidOperation:
        return None
    if not number.is_finite() or number.adjusted() > 20:  # nor are giants written out
        return None
    milliseconds = int((number * unit / _MILLISECOND).to_integral_value(ROUND_FLOOR))
    return milliseconds if abs(milliseconds) < LATEST else None
