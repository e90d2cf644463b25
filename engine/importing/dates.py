"""Dates and times of day as people and programs write them, whole arrays at once."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.compute as pc  # type: ignore[import-untyped]
from numpy.typing import NDArray

from engine.importing import arrow
from engine.importing.numbers import constant, truths

_TIME = (
    r"(?:[Tt:_]|,? +(?:at +)?)(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})"
    r"(?:[.,](?P<fraction>\d{1,12}))?)?)?(?: ?(?P<half>[AaPp])\.?[Mm]\.?)?"
)
_ZONE = r"(?: ?(?P<zone>[Zz]|(?:UTC|GMT)?[+-]\d{2}(?::?\d{2})?|[A-Z]{2,4}))?(?: ?[(\[][^)\]]*[)\]])?"
_REST = f"(?:{_TIME})?{_ZONE}$"
_WEEKDAY = r"(?:[A-Za-z]{3,9}[.,]? +)"
_MONTH = r"(?P<name>[A-Za-z]{3,9})"
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"

NUMERIC = r"^(?P<left>\d{1,2})(?P<mark>[-/.]) ?(?P<right>\d{1,2})[-/.] ?(?P<year>\d{4}|\d{2})" + _REST
"""Day and month in an order that the text does not tell."""

COMPACT = re.compile(
    r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?)?"
)
"""Dates, with or without times, that are written as one number."""

FORMS: tuple[str, ...] = (
    r"^(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})" + _REST,
    r"^(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[Tt _-]?(?P<hour>\d{2}):?(?P<minute>\d{2})"
    r"(?::?(?P<second>\d{2})(?:[.,]?(?P<fraction>\d{1,9}))?)?)?" + _ZONE + "$",
    NUMERIC,
    rf"^{_WEEKDAY}?{_MONTH}\.? +{_DAY},? +(?P<year>\d{{4}})" + _REST,  # Apr 7, 2014
    rf"^{_WEEKDAY}?{_DAY}\.?[ /-]{_MONTH}\.?,?[ /-](?P<year>\d{{4}}|\d{{2}})" + _REST,  # 7 Apr 2014
    rf"^{_WEEKDAY}{_MONTH} +{_DAY} ?{_TIME}{_ZONE} +(?P<year>\d{{4}})$",  # Mon Apr  7 10:51:09 2014
    rf"^(?P<year>\d{{4}})[ /-]{_MONTH}[ /-]{_DAY}" + _REST,  # 2014-Apr-07
)

_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
_FULL = {
    *("january", "february", "march", "april", "june", "july", "august", "september", "october"),
    *("november", "december", "sept"),
}
_HOUR = 3_600_000
_ZONES = {
    **dict.fromkeys(("Z", "UTC", "GMT", "UT"), 0),
    "EST": -5 * _HOUR,
    "EDT": -4 * _HOUR,
    "CST": -6 * _HOUR,
    "CDT": -5 * _HOUR,
    "MST": -7 * _HOUR,
    "MDT": -6 * _HOUR,
    "PST": -8 * _HOUR,
    "PDT": -7 * _HOUR,
    "CET": _HOUR,
    "CEST": 2 * _HOUR,
}
_OFFSET = re.compile(r"(?:UTC|GMT)?([+-])(\d{2}):?(\d{2})?")

_NO_ZONE, _UNKNOWN_ZONE = 1 << 40, 1 << 41


@dataclass(frozen=True)
class Dates:
    """Texts of one form.

    Attributes:
        milliseconds: in UTC where there is a zone, else as a local clock shows them.
        ok: which of the texts are dates.
        local: which of the dates have no zone.
        timed: which of the dates have a time of day.
    """

    milliseconds: NDArray[np.int64]
    ok: NDArray[np.bool_]
    local: NDArray[np.bool_]
    timed: NDArray[np.bool_]


def parse(texts: pa.Array, form: str, *, day_first: bool) -> Dates:
    """Read texts in one of the `FORMS`."""
    found = pc.extract_regex(texts, form)
    ok = truths(pc.is_valid(found))
    names = [field.name for field in found.type]
    fields = {
        name: pc.coalesce(column, constant("")) for name, column in zip(names, found.flatten(), strict=True)
    }
    days, real = _days(fields, len(texts), day_first=day_first)
    clock, sound = _time_of_day(fields, len(texts))
    offsets = _offsets(fields)
    local = offsets == _NO_ZONE
    milliseconds = days * (24 * _HOUR) + clock - np.where(local, 0, offsets)
    ok &= real & sound & (offsets != _UNKNOWN_ZONE)
    timed = ~arrow.are_empty(fields["hour"])
    return Dates(np.where(ok, milliseconds, 0), ok, local & ok, timed & ok)


def _days(
    fields: Mapping[str, pa.Array], size: int, *, day_first: bool
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Days since 1970, and which of them the calendar has."""
    year = _numbers(fields, "year", size)
    short = arrow.as_numpy(pc.binary_length(fields["year"]), np.int32) == 2
    year = np.where(short, year + np.where(year < 70, 2000, 1900), year)
    if "left" in fields:
        month, day = (_numbers(fields, name, size) for name in ("right", "left")[:: 1 if day_first else -1])
    else:
        month = _named_months(fields["name"]) if "name" in fields else _numbers(fields, "month", size)
        day = _numbers(fields, "day", size)
    ok = (month >= 1) & (month <= 12) & (day >= 1) & (year >= 1)
    months = np.where(ok, (year - 1970) * 12 + month - 1, 0).astype("datetime64[M]")
    first = months.astype("datetime64[D]").astype(np.int64)
    length = (months + 1).astype("datetime64[D]").astype(np.int64) - first
    return first + day - 1, ok & (day <= length)


def _time_of_day(fields: Mapping[str, pa.Array], size: int) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Milliseconds since midnight, and which of them a clock shows. Finer fractions are cut off."""
    hour, minute, second = (_numbers(fields, name, size) for name in ("hour", "minute", "second"))
    fraction = np.zeros(size, np.int64)
    if "fraction" in fields:
        digits = pc.utf8_rpad(pc.utf8_slice_codeunits(fields["fraction"], 0, 3), 3, "0")
        fraction = arrow.as_numpy(pc.cast(digits, pa.int64()), np.int64)
    ok = (hour < 24) & (minute < 60) & (second < 60)
    if "half" in fields:
        halved = ~arrow.are_empty(fields["half"])
        ok &= ~halved | ((hour >= 1) & (hour <= 12))
        afternoon = truths(pc.equal(pc.ascii_lower(fields["half"]), constant("p")))
        hour = np.where(halved, hour % 12 + 12 * afternoon, hour)
    return ((hour * 60 + minute) * 60 + second) * 1000 + fraction, ok


def _numbers(fields: Mapping[str, pa.Array], name: str, size: int) -> NDArray[np.int64]:
    """A field as numbers; 0 where it is empty or the form has none."""
    if name not in fields:
        return np.zeros(size, np.int64)
    digits = pc.if_else(pc.equal(fields[name], constant("")), constant("0"), fields[name])
    return arrow.as_numpy(pc.cast(digits, pa.int64()), np.int64)


def _of_distinct(texts: pa.Array, number: Callable[[str], int]) -> NDArray[np.int64]:
    """A number for each text, worked out once for each different one."""
    encoded = texts.dictionary_encode()
    distinct = np.array([number(text) for text in encoded.dictionary.to_pylist()], np.int64)
    return distinct[arrow.as_numpy(encoded.indices, np.int32)]


def _named_months(names: pa.Array) -> NDArray[np.int64]:
    def number(name: str) -> int:
        known = name in _MONTHS or name in _FULL
        return _MONTHS.index(name[:3]) + 1 if known else 0

    return _of_distinct(pc.utf8_lower(names), number)


def _offsets(fields: Mapping[str, pa.Array]) -> NDArray[np.int64]:
    """Milliseconds that the zones are ahead of UTC."""
    return _of_distinct(pc.utf8_upper(fields["zone"]), _offset)


def _offset(zone: str) -> int:
    if not zone:
        return _NO_ZONE
    if zone in _ZONES:
        return _ZONES[zone]
    match = _OFFSET.fullmatch(zone)
    if match is None or int(match[2]) > 23 or int(match[3] or 0) > 59:
        return _UNKNOWN_ZONE
    ahead = int(match[2]) * _HOUR + int(match[3] or 0) * 60_000
    return ahead if match[1] == "+" else -ahead
