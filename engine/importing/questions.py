"""What only the user can know about a log: asked before the import, answered in the recipe."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

from engine.importing import arrow
from engine.importing.roles import Role, Sample
from engine.importing.times import TimeReader, day_month_order, has_local_times

_YEAR = re.compile(r"\d{4}")

QuestionKind = Literal["day_first", "time_zone", "serial_days", "mostly_unreadable"]


TAKEN_AS_UTC = "The times name no zone: they are taken as UTC."
TAKEN_AS_DAYS = "are taken as days of a spreadsheet"
NO_ORDER = "No column holds times or positions: the order of the lines is taken as the order in time."


@dataclass(frozen=True)
class Question:
    """Something that would be a guess.

    Attributes:
        kind: "day_first": whether 04/07/2014 is the fourth of July; "time_zone": of times that name none;
            "serial_days": whether 45123 is a day as spreadsheets count them, or seconds since 1970;
            "mostly_unreadable": more than half of the first rows cannot be read in this form.
        column: where it arose; empty where no single column is meant.
        example: what is written there.
    """

    kind: QuestionKind
    column: str
    example: str


def questions_about(
    roles: Sequence[Role],
    samples: Sequence[Sample],
    suggested: Mapping[str, Any],
    n_unreadable: int,
) -> list[Question]:
    """What must be asked about a log, also of times that nobody proposes: the user may choose them.

    Args:
        roles: of its columns, as proposed.
        samples: of its columns, from as far apart as possible.
        suggested: answers that are known already, by the recipe's fields.
        n_unreadable: lines beside the sample that could not be read.
    """
    if n_unreadable > len(samples[0].values):
        return [Question("mostly_unreadable", "", "")]
    asked = []
    for role, sample in zip(roles, samples, strict=True):
        if not sample.filled or not (role == "time" or sample.are_dates or sample.serial_days):
            continue
        example = sample.filled[0]
        if "serial_days" not in suggested and sample.serial_days == "ambiguous":
            asked.append(Question("serial_days", sample.name, example))
        if "day_first" not in suggested and day_month_order(sample.filled) == "ambiguous":
            asked.append(Question("day_first", sample.name, example))
        # Times that begin with the year are as programs write them: they are taken as UTC, and that is said.
        if "time_zone" not in suggested and not _begins_with_year(sample) and has_local_times(sample.filled):
            asked.append(Question("time_zone", sample.name, example))
    return asked


def told_by_times(
    roles: Sequence[Role], samples: Sequence[Sample], *, in_workbook: bool = False
) -> dict[str, bool]:
    """The recipe's `day_first` or `serial_days`, where the times themselves tell it.

    In a workbook, whole numbers under the name of a time are days too: it keeps all its dates so.
    """
    for sample in _times(roles, samples):
        order = day_month_order(sample.filled)
        if order in ("day_first", "month_first"):
            return {"day_first": order == "day_first"}
        if sample.serial_days == "days" or (sample.serial_days and in_workbook and sample.is_named_time):
            return {"serial_days": True}
    return {}


def serial_days_note(roles: Sequence[Role], samples: Sequence[Sample]) -> str:
    """What is said of times that are taken as days of a spreadsheet, with one of them as it is read."""
    sample = _times(roles, samples)[0]
    milliseconds, _ = TimeReader(sample.filled, days=True).read(arrow.texts(sample.filled[:1]))
    shown = datetime.fromtimestamp(int(milliseconds[0]) / 1000, UTC).strftime("%Y-%m-%d %H:%M:%S")
    return (
        f"The numbers of “{sample.name}” {TAKEN_AS_DAYS}: "
        f"{sample.filled[0]} is {shown.removesuffix(' 00:00:00')}."
    )


def name_no_zone(roles: Sequence[Role], samples: Sequence[Sample]) -> bool:
    """Whether there are times of day, written from the year on, without a zone."""
    return any(
        _begins_with_year(sample) and has_local_times(sample.filled) for sample in _times(roles, samples)
    )


def _begins_with_year(sample: Sample) -> bool:
    return sample.serial_days is None and _YEAR.match(sample.filled[0]) is not None


def _times(roles: Sequence[Role], samples: Sequence[Sample]) -> list[Sample]:
    return [sample for role, sample in zip(roles, samples, strict=True) if role == "time" and sample.filled]
