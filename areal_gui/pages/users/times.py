"""How times of a log are written for people: in the log's own clock (UTC), in the user's language."""

from __future__ import annotations

from PySide6.QtCore import QDateTime, QLocale, QTimeZone


def day_text(milliseconds: int | None) -> str:
    """ "12 Mar 2019", or nothing for a log without times."""
    return _text(milliseconds, "d MMM yyyy")


def moment_text(milliseconds: int | None) -> str:
    """ "12 Mar 2019, 14:03", or nothing for a log without times."""
    return _text(milliseconds, "d MMM yyyy, HH:mm")


def _text(milliseconds: int | None, pattern: str) -> str:
    if milliseconds is None:
        return ""
    moment = QDateTime.fromMSecsSinceEpoch(milliseconds, QTimeZone.utc())
    return QLocale().toString(moment, pattern)
