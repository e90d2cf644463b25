"""Numbers and times as people read them."""

from __future__ import annotations

from datetime import UTC, datetime

KILO = 1000
UNITS = ("bytes", "kB", "MB", "GB", "TB")
DAY_MS = 86_400_000


def count(number: int) -> str:
    """1234567 -> 1,234,567."""
    return f"{number:,}"


def percent(share: float) -> str:
    """0.1234 -> 12.34 %."""
    return f"{100 * share:.2f} %"


def size(n_bytes: int) -> str:
    """2483723 -> 2.5 MB."""
    amount = float(n_bytes)
    for unit in UNITS[:-1]:
        if amount < KILO:
            return f"{amount:.0f} {unit}" if unit == UNITS[0] else f"{amount:.1f} {unit}"
        amount /= KILO
    return f"{amount:.1f} {UNITS[-1]}"


def day(milliseconds: int) -> str:
    """A day in UTC: 29 Mar 1996; also before 1970."""
    moment = _moment(milliseconds)
    return f"{moment.day} {moment:%b %Y}" if moment else "?"


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
    moment = _moment(milliseconds)
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "?"


def span(first: int, last: int) -> str:
    """How long from one time to another, in the two largest units that matter."""
    days = (last - first) / DAY_MS
    if days >= 730:
        return f"{days / 365.25:.1f} years"
    if days >= 60:
        return f"{days / 30.44:.1f} months"
    if days >= 2:
        return f"{days:.0f} days"
    return f"{24 * days:.1f} hours" if days >= 1 / 12 else f"{24 * 60 * days:.0f} minutes"


def _moment(milliseconds: int) -> datetime | None:
    try:
        return datetime.fromtimestamp(milliseconds / 1000, UTC)
    except (OverflowError, OSError, ValueError):
        return None
