"""What is in each column of a sample: its type, how many different values, examples, the extremes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from engine.importing import arrow
from engine.importing.numbers import as_numbers
from engine.importing.roles import Sample
from engine.importing.times import read_times

ColumnType = Literal["integer", "number", "time", "text", "empty"]

_MOST_EXAMPLES = 5
_NEARLY_ALL = 0.9


@dataclass(frozen=True)
class ColumnProfile:
    """One column of a sample.

    Attributes:
        name: its header, or its number.
        type: what nearly all of its values are.
        distinct: how many different values the sample has.
        missing: how many values are empty.
        examples: different values, the first ones.
        least: the smallest value as it is written; of numbers and times by size, of texts by letters.
        greatest: the largest value.
        n_sampled: rows looked at.
        span: of a column of epochs or of days of a spreadsheet the first and the last time, in UTC
            milliseconds; None for others.
    """

    name: str
    type: ColumnType
    distinct: int
    missing: int
    examples: list[str]
    least: str
    greatest: str
    n_sampled: int
    span: tuple[int, int] | None = None


def profile_columns(samples: Sequence[Sample]) -> list[ColumnProfile]:
    """A profile of each column."""
    return [_profile(sample) for sample in samples]


def _profile(sample: Sample) -> ColumnProfile:
    kind = _type_of(sample)
    least, greatest, span = _extremes(sample, kind)
    return ColumnProfile(
        name=sample.name,
        type=kind,
        distinct=sample.distinct,
        missing=len(sample.values) - len(sample.filled),
        examples=list(dict.fromkeys(sample.filled))[:_MOST_EXAMPLES],
        least=least,
        greatest=greatest,
        n_sampled=len(sample.values),
        span=span if sample.are_epochs or _are_days(sample) else None,
    )


def _are_days(sample: Sample) -> bool:
    """Whether it is a column of a spreadsheet's days; prices may look the same, but have another name."""
    return sample.serial_days == "days" and sample.is_named_time


def _type_of(sample: Sample) -> ColumnType:
    if not sample.filled:
        return "empty"
    if sample.are_dates or sample.are_epochs or _are_days(sample):
        return "time"
    if sample.number_share < _NEARLY_ALL:
        return "text"
    return "integer" if bool((sample.numbers % 1 == 0).all()) else "number"


def _extremes(sample: Sample, kind: ColumnType) -> tuple[str, str, tuple[int, int] | None]:
    """The texts of the smallest and the largest value, and their sizes where they are numbers or times."""
    texts = sample.filled
    if kind == "empty":
        return "", "", None
    if kind == "text":
        return min(texts), max(texts), None
    sizes, ok = read_times(texts) if kind == "time" else as_numbers(arrow.texts(texts))
    sound = np.flatnonzero(ok)
    least, greatest = sound[sizes[sound].argmin()], sound[sizes[sound].argmax()]
    span = (int(sizes[least]), int(sizes[greatest])) if kind == "time" else None
    return texts[least], texts[greatest], span
