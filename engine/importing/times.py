"""Times in the forms logs use, as UTC milliseconds; whole arrays at once where they are uniform."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.numbers import as_numbers

UNDERSTOOD = (
    "Times may be seconds, milliseconds, microseconds or nanoseconds since 1970, or dates like "
    "2014-04-07, 2014-04-07 10:51:09 or 2014-04-07T10:51:09.277Z."
)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = 253_402_300_800_000  # the year 10000
_COMPACT_DATE = re.compile(r"(19|20)\d\d(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])")
# Below this magnitude, so many units make a millisecond: seconds up to the year 5138, and so on.
_UNITS = ((1e11, 1e-3), (1e14, 1.0), (1e17, 1e3), (np.inf, 1e6))


class TimeReader:
    """Reads one file's times. Whether they are dates or numbers, and of which unit, the first ones decide."""

    def __init__(self, first: Sequence[str]) -> None:
        numbers, ok = as_numbers(arrow.texts(first))
        self._per_millisecond: float | None = None
        if (
            ok.any()
            and ok.sum() * 2 >= len(first)
            and not all(_COMPACT_DATE.fullmatch(text) for text in first)
        ):
            typical = float(np.median(np.abs(numbers[ok])))
            self._per_millisecond = next(units for limit, units in _UNITS if typical < limit)

    @property
    def are_dates(self) -> bool:
        """Whether the times are written as dates, not as numbers."""
        return self._per_millisecond is None

    def read(self, texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Milliseconds, and which of them could be read."""
        if self._per_millisecond is None:
            return _dates(texts)
        numbers, ok = as_numbers(texts)
        with np.errstate(over="ignore", invalid="ignore"):
            milliseconds = numbers / self._per_millisecond
            # Seconds with decimals are rounded, or 0.277 s would become 276 ms; finer units are cut.
            milliseconds = np.rint(milliseconds) if self._per_millisecond < 1 else np.floor(milliseconds)
            ok &= np.abs(milliseconds) < _LATEST
        return np.where(ok, milliseconds, 0).astype(np.int64), ok


def read_times(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """A few times at once, as `TimeReader` reads them."""
    return TimeReader(texts).read(arrow.texts(texts))


def _dates(texts: pa.Array) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    # Arrow takes a whole array with zones, or a whole array without. A mixture is read one by one.
    for kind in (pa.timestamp("us", "UTC"), pa.timestamp("us")):
        try:
            microseconds = arrow.as_numpy(pc.cast(texts, kind), np.int64)
        except pa.ArrowInvalid:
            continue
        return microseconds // 1000, np.ones(len(texts), bool)
    moments = [_moment(text) for text in texts.to_pylist()]
    milliseconds = np.array([0 if moment is None else moment for moment in moments], np.int64)
    return milliseconds, np.array([moment is not None for moment in moments], bool)


def _moment(text: str) -> int | None:
    """One date as milliseconds; without a zone it is taken as UTC."""
    text = text.strip().removesuffix(" UTC").replace("/", "-")
    if len(text) < 8:  # "2014" or "201404" are no times, though Python would read some of them
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    since = moment - _EPOCH
    return (since.days * 86_400 + since.seconds) * 1000 + since.microseconds // 1000
