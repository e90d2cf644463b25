"""What only the user knows about a log: which questions are asked, in which words, and what was answered."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from engine.importing.questions import Question, QuestionKind

Translate = Callable[[str], str]
UTC = "UTC"
_FIRST_DAY, _EPOCH = datetime(1899, 12, 30), datetime(1970, 1, 1)
_TWO_NUMBERS = re.compile(r"^\D*(\d{1,2})\D+(\d{1,2})\b")


@dataclass
class Answers:
    """None is not answered.

    Attributes:
        day_first: whether 04/07/2014 is the fourth of July.
        time_zone: of times that name none, as in "Europe/Berlin".
        serial_days: whether 45123 is a day as spreadsheets count them.
        import_readable: the rows that can be read are wanted, although most cannot be.
    """

    day_first: bool | None = None
    time_zone: str | None = None
    serial_days: bool | None = None
    import_readable: bool = False

    def settles(self, question: Question) -> bool:
        """Whether a question is answered."""
        match question.kind:
            case "day_first":
                return self.day_first is not None
            case "serial_days":
                return self.serial_days is not None
            case "time_zone":
                return self.time_zone in time_zones()
            case _:
                return self.import_readable


def question_text(question: Question, tr: Translate) -> str:
    """A question as the user reads it."""
    texts: dict[QuestionKind, str] = {
        "day_first": tr("Which comes first in the dates of “{0}”, such as {1}: the day or the month?"),
        "time_zone": tr(
            "The times of “{0}”, such as {1}, name no time zone. In which zone were they written?"
        ),
        "serial_days": tr("Are the times of “{0}”, such as {1}, days as spreadsheets count them?"),
        "mostly_unreadable": tr("Most of the first rows cannot be read like this, {1} for one. Go on?"),
    }
    return texts[question.kind].format(question.column, question.example)


def day_choices(example: str, tr: Translate) -> tuple[str, str]:
    """What a date means with the day first, and with the month first."""
    numbers = _TWO_NUMBERS.match(example)
    if numbers is None:
        return tr("The day comes first"), tr("The month comes first")
    first, second = int(numbers[1]), int(numbers[2])
    if not (1 <= first <= 12 and 1 <= second <= 12):
        return tr("The day comes first"), tr("The month comes first")
    return (
        tr("Day first: {0} {1}").format(first, calendar.month_name[second]),
        tr("Month first: {0} {1}").format(second, calendar.month_name[first]),
    )


def number_choices(example: str, tr: Translate) -> tuple[str, str]:
    """What a number means as a day of a spreadsheet, and as seconds since 1970."""
    try:
        number = int(example)
        day, second = _FIRST_DAY + timedelta(days=number), _EPOCH + timedelta(seconds=number)
    except (ValueError, OverflowError):
        return tr("Days of a spreadsheet"), tr("Seconds since 1970")
    return (
        tr("Days of a spreadsheet: {0} {1} {2}").format(day.day, calendar.month_name[day.month], day.year),
        tr("Seconds since 1970: {0}").format(f"{second:%Y-%m-%d %H:%M:%S}"),
    )


@cache
def time_zones() -> tuple[str, ...]:
    """The names of all zones, UTC first."""
    from zoneinfo import available_timezones

    places = (zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return (UTC, *sorted(places))
