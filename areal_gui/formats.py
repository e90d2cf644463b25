"""Numbers and times as people read them: the same on every page.

Times are those of the log, in UTC, but for `here`.
"""

from __future__ import annotations

import math
from datetime import UTC, datetime

KILO = 1000
UNITS = ("bytes", "kB", "MB", "GB", "TB")
DAY_MS = 86_400_000


def count(number: float) -> str:
    """1234567 -> 1,234,567."""
    return f"{round(number):,}"


def percent(share: float) -> str:
    """0.1234 -> 12.34%."""
    return f"{100 * share:.2f}%"


def points(share: float | None) -> str:
    """0.1234 -> 12.34, for columns that say percent in their title; a dash where there is none."""
    return "–" if share is None or math.isnan(share) else f"{100 * share:.2f}"


def loss_text(value: float | None) -> str:
    """A loss with as many decimals as tell it apart from its neighbours."""
    if value is None or math.isnan(value):
        return "–"
    return f"{value:.4f}" if abs(value) < 100 else f"{value:.1f}"


def duration(seconds: float) -> str:
    """Seconds as `8 s`, `2 min 05 s` or `1 h 02 min`."""
    whole = max(0, round(seconds))
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    return f"{whole // 3600} h {whole % 3600 // 60:02d} min"


def size(n_bytes: int) -> str:
    """2483723 -> 2.5 MB."""
    amount = float(n_bytes)
    for unit in UNITS[:-1]:
        if amount < KILO:
            return f"{amount:.0f} {unit}" if unit == UNITS[0] else f"{amount:.1f} {unit}"
        amount /= KILO
    return f"{amount:.1f} {UNITS[-1]}"


def day(milliseconds: int | None) -> str:
    """A day in UTC: 29 Mar 1996; also before 1970. Nothing for a log without times."""
    if milliseconds is None:
        return ""
    at = _moment(milliseconds)
    return f"{at.day} {at:%b %Y}" if at else "?"


def days(first: int, last: int) -> str:
    """From one day to another, as short as it can be said."""
    start, end = _moment(first), _moment(last)
    if start is None or end is None:
        return "?"
    if start.date() == end.date():
        return day(first)
    if start.year == end.year:
        return f"{start.day} {start:%b} – {day(last)}"
    return f"{start:%b %Y} – {end:%b %Y}"


def minute(milliseconds: int) -> str:
    """A minute in UTC: 1996-03-29 18:36."""
    at = _moment(milliseconds)
    return f"{at:%Y-%m-%d %H:%M}" if at else "?"


def second(milliseconds: int) -> str:
    """A second in UTC: 1996-03-29 18:36:55."""
    at = _moment(milliseconds)
    return f"{at:%Y-%m-%d %H:%M:%S}" if at else "?"


def span(first: int, last: int) -> str:
    """How long from one time to another, in the two largest units that matter."""
    days = (last - first) / DAY_MS
    if days >= 730:
        return f"{days / 365.25:.1f} years"
    if days >= 60:
        return f"{days / 30.44:.1f} months"
    if days >= 2:
        return f"{days:.0f} days"
    if days >= 1 / 12:
        return f"{24 * days:.1f} hours"
    minutes = round(24 * 60 * days)
    return "1 minute" if minutes == 1 else f"{minutes} minutes"


def moment(milliseconds: int | None) -> str:
    """A minute in UTC in words: 29 Mar 1996, 18:36. Nothing for a log without times."""
    if milliseconds is None:
        return ""
    at = _moment(milliseconds)
    return f"{day(milliseconds)}, {at:%H:%M}" if at else "?"


def here(milliseconds: int) -> str:
    """When the program did something, in the time zone of this machine: 29 Mar 1996, 20:36."""
    at = datetime.fromtimestamp(milliseconds / 1000).astimezone()
    return f"{at.day} {at:%b %Y, %H:%M}"


def _moment(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
