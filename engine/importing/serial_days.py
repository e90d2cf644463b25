"""Times as spreadsheets keep them: days since the end of 1899, so that 45123.75 is 16 July 2023, 18:00."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]

from engine.importing import arrow
from engine.importing.clock import Clock
from engine.importing.epochs import Times
from engine.importing.numbers import as_numbers

_DAY = 86_400_000
_OF_1970 = 25_569
_LEAST, _BEYOND = 61, 2_958_466
"""1 March 1900 (before it spreadsheets disagree about the day) and the year 10000."""

_USUAL = (20_000, 80_000)
"""The years 1954 to 2119; as seconds since 1970 all of them are within its first day."""
_NEARLY_ALL = 0.9


def serial_days(samples: Sequence[str]) -> Literal["days", "ambiguous"] | None:
    """Whether the numbers are days of a spreadsheet; None if some could not be, or most texts are none.

    Fractions tell: nobody keeps times of 1970 to a part of a second. Whole numbers may be something else.
    """
    numbers, ok = as_numbers(arrow.texts(samples))
    fits = ok & (numbers >= _USUAL[0]) & (numbers < _USUAL[1])
    if not fits.any() or 2 * ok.sum() < len(samples) or fits.sum() < _NEARLY_ALL * ok.sum():
        return None
    return "days" if bool((numbers[fits] % 1 != 0).any()) else "ambiguous"


def may_be_serial_days(samples: Sequence[str]) -> bool:
    """Whether most of the texts are numbers that a spreadsheet can show as days at all."""
    numbers, ok = as_numbers(arrow.texts(samples))
    return bool(2 * ((numbers >= _LEAST) & (numbers < _BEYOND) & ok).sum() > len(samples))


def have_time_of_day(samples: Sequence[str]) -> bool:
    """Whether some of the numbers have a fraction."""
    numbers, ok = as_numbers(arrow.texts(samples))
    return bool((numbers[ok] % 1 != 0).any())


def read_serial_days(texts: pa.Array, clock: Clock) -> Times:
    """UTC milliseconds of what the clock showed, and which of the texts could be read.

    The nearest millisecond is taken: 10:45 is kept as 0.4479166..., a little before it.
    """
    numbers, ok = as_numbers(texts)
    ok &= (numbers >= _LEAST) & (numbers < _BEYOND)
    shown = np.rint((np.where(ok, numbers, _OF_1970) - _OF_1970) * _DAY).astype(np.int64)
    return np.where(ok, clock.to_utc(shown), 0), ok
