"""The figures of a run in a bundle: what the store keeps of it, as JSON."""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from typing import Annotated

from pydantic import Field, TypeAdapter, ValidationError

from engine.exporting.manifest import first_fault
from engine.store.runs import FINAL, Metric

MOST_FIGURES = 1_000_000

_Name = Annotated[str, Field(max_length=200)]
_Step = Annotated[int, Field(ge=FINAL, le=1_000_000)]
_ROWS = TypeAdapter(
    Annotated[list[tuple[_Name, _Name, _Name, _Name, _Step, float | None]], Field(max_length=MOST_FIGURES)]
)


class UnfitFigures(ValueError):
    """The file holds no figures; the text says why."""


def figures_file(metrics: Sequence[Metric]) -> bytes:
    """A list with a row for each figure: subject, split, slice, name, step (-1: of the run), value."""
    rows = [
        [
            each.subject,
            each.split,
            each.slice,
            each.name,
            each.step,
            None if math.isnan(each.value) else each.value,
        ]
        for each in metrics
    ]
    return ("[" + ",\n ".join(json.dumps(row, ensure_ascii=False) for row in rows) + "]\n").encode()


def read_figures(content: bytes) -> list[Metric]:
    """The figures of a file that anybody may have made.

    Raises:
        UnfitFigures: it is no such list.
    """
    try:
        rows = _ROWS.validate_json(content)
    except ValidationError as error:
        raise UnfitFigures(first_fault(error)) from None
    found = {row[:5]: Metric(*row[:5], math.nan if row[5] is None else row[5]) for row in rows}
    if len(found) != len(rows):
        raise UnfitFigures("A figure is there twice.")
    if not all(math.isfinite(each.value) or math.isnan(each.value) for each in found.values()):
        raise UnfitFigures("A figure is infinite.")
    return list(found.values())
