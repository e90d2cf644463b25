"""Times in the forms logs use, as UTC milliseconds; whole arrays at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.clock import Clock
from engine.importing.dates import COMPACT, FORMS, NUMERIC, parse
from engine.importing.epochs import LATEST, Times, read_epochs, unit_of
from engine.importing.numbers import as_numbers, truths
from engine.importing.serial_days import have_time_of_day, may_be_serial_days, read_serial_days, serial_days

UNDERSTOOD = (
    "Times may be seconds, milliseconds, microseconds or nanoseconds since 1970, or dates like "
    "2014-04-07, 2014-04-07T10:51:09.277Z, 7.4.2014, 04/07/2014 10:51 PM, Apr 7 2014 or 20140407, "
    "or days of a spreadsheet like 45123.75."
)

DayMonthOrder = Literal["day_first", "month_first", "ambiguous"]

_ISO = r"^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2}(?:\.\d{1,6})?"
_OFFSET = r"(?:Z|[+-]\d{2}:?\d{2})$"
_FINER = r"(\.\d{6})\d+(\D.*)?$"
_LOOKED_AT = 100
_BLANKS = "[\u00a0\u202f]"  # that some programs write before AM and PM


class TimeReader:
    """Reads one file's times. Whether they are dates or numbers, and of which unit, the first ones decide.

    Fractions finer than a millisecond are cut off, never rounded to a later time. Times without a zone are
    those of a `Clock`; dates alone are the midnight of UTC, whatever the zone, if all are dates alone.
    """

    def __init__(
        self,
        first: Sequence[str],
        *,
        zone: str | None = None,
        day_first: bool | None = None,
        days: bool | None = None,
    ) -> None:
        """A reader of times like the first ones.

        Args:
            first: some of the times, none of them empty.
            zone: of times that name none, as in "Europe/Berlin"; None: UTC.
            day_first: whether 04/07/2014 is the fourth of July; None: as the first ones tell, and where
                they do not, yes.
            days: whether numbers that can be days of a spreadsheet are; None: as the first ones tell, and
                where they do not, no.

        Raises:
            BadInput: no zone has this name.
        """
        self._unit = _unit(first)
        self._day_first = day_first if day_first is not None else day_month_order(first) != "month_first"
        self._forms = list(FORMS)
        self._serial = self._unit is not None and _are_serial(first, days)
        local = have_time_of_day(first) if self._serial else has_local_times(first)
        self.clock = Clock(zone if local else None)

    @property
    def are_dates(self) -> bool:
        """Whether the times are written as dates, not as numbers."""
        return self._unit is None

    def read(self, texts: pa.Array) -> Times:
        """Milliseconds, and which of them could be read."""
        if self._serial:
            return read_serial_days(texts, self.clock)
        if self._unit is not None:
            return read_epochs(texts, self._unit)
        for zoned in (True, False):  # whole arrays of one sort are the fastest by far
            try:
                return self._iso(texts, zoned), np.ones(len(texts), bool)
            except pa.ArrowInvalid:
                continue
        return self._mixed(_trimmed(texts))

    def _iso(self, texts: pa.Array, zoned: bool) -> NDArray[np.int64]:
        kind = pa.timestamp("us", "UTC") if zoned else pa.timestamp("us")
        times: NDArray[np.int64] = arrow.as_numpy(pc.cast(texts, kind), np.int64) // 1000
        return times if zoned else self.clock.to_utc(times)

    def _mixed(self, texts: pa.Array) -> Times:
        """Texts of several sorts, or with some among them that are no times."""
        milliseconds, ok = np.zeros(len(texts), np.int64), np.zeros(len(texts), bool)
        finer = pc.replace_substring_regex(texts, _FINER, r"\1\2")
        for pattern, zoned in ((_ISO + _OFFSET, True), (_ISO + "$", False)):
            at = np.flatnonzero(truths(pc.match_substring_regex(finer, pattern)))
            try:
                milliseconds[at] = self._iso(finer.take(arrow.places(at)), zoned)
                ok[at] = True
            except pa.ArrowInvalid:  # 30 February: told apart from the others form by form
                continue
        self._form_by_form(texts, milliseconds, ok)
        return milliseconds, ok

    def _form_by_form(self, texts: pa.Array, milliseconds: NDArray[np.int64], ok: NDArray[np.bool_]) -> None:
        """Read the texts that are not `ok` yet; the form that read most is the first one next time."""
        read: dict[str, int] = {}
        left = np.flatnonzero(~ok & ~arrow.are_empty(texts))
        for form in self._forms:
            if not len(left):
                break
            dates = parse(texts.take(arrow.places(left)), form, day_first=self._day_first)
            times, good = dates.milliseconds, dates.ok & (np.abs(dates.milliseconds) < LATEST)
            times[dates.local] = self.clock.to_utc(times[dates.local])
            milliseconds[left], ok[left] = times, good
            read[form] = int(np.count_nonzero(good))
            left = left[~good]
        self._forms.sort(key=lambda form: -read.get(form, 0))


def read_times(texts: Sequence[str]) -> Times:
    """A few times at once, as `TimeReader` reads them."""
    return TimeReader(texts).read(arrow.texts(texts))


def day_month_order(samples: Sequence[str]) -> DayMonthOrder | None:
    """Whether dates like 04/07/2014 have the day first; None if the texts are no such dates.

    A number above 12 tells; so do dots, which stand only where days come first. What most of the dates
    tell counts; where none does, the order is ambiguous and must be asked for.
    """
    found = pc.extract_regex(_trimmed(arrow.texts(samples)), NUMERIC)
    dates = [date for date in found.to_pylist() if date is not None]
    if not dates or 2 * len(dates) < len(samples):
        return None
    days_first = sum(int(date["left"]) > 12 or date["mark"] == "." for date in dates)
    months_first = sum(int(date["right"]) > 12 and date["mark"] != "." for date in dates)
    if days_first == months_first:
        return "ambiguous"
    return "day_first" if days_first > months_first else "month_first"


def has_local_times(samples: Sequence[str]) -> bool:
    """Whether some of the texts are times of day without a zone, which must be asked for."""
    if _unit(samples) is not None:
        return serial_days(samples) == "days"
    texts = _trimmed(arrow.texts(samples))
    day_first = day_month_order(samples) != "month_first"
    left = np.ones(len(texts), bool)
    for form in FORMS:
        dates = parse(texts, form, day_first=day_first)
        if bool((dates.local & dates.timed & left).any()):
            return True
        left &= ~dates.ok
    return False


def _are_serial(first: Sequence[str], days: bool | None) -> bool:
    """Whether numbers are days of a spreadsheet: as was said, where it can be, else as they tell."""
    return serial_days(first) == "days" if days is None else days and may_be_serial_days(first)


def _unit(first: Sequence[str]) -> int | None:
    """How many nanoseconds times that are numbers count by; None for dates, also compact ones.

    Numbers among many texts that are no times at all, as in a damaged file, are times still.
    """
    compact = sum(bool(COMPACT.fullmatch(text.strip())) for text in first)
    if first and 10 * compact >= 9 * len(first):
        return None
    unit = unit_of(first)
    if unit is not None:
        return unit
    _, are_numbers = as_numbers(arrow.texts(first))
    if not are_numbers.any():
        return None
    others = [text for text, is_number in zip(first, are_numbers, strict=True) if not is_number]
    _, are_dates = read_times(others[:: max(1, len(others) // _LOOKED_AT)])
    numbers = [text for text, is_number in zip(first, are_numbers, strict=True) if is_number]
    return None if are_dates.any() else unit_of(numbers)


def _trimmed(texts: pa.Array) -> pa.Array:
    texts = pc.utf8_trim_whitespace(texts)
    return (
        texts
        if pc.all(pc.string_is_ascii(texts)).as_py()
        else pc.replace_substring_regex(texts, _BLANKS, " ")
    )
