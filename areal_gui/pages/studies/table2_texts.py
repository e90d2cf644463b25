"""Table 2 in words, and in which order its lines stand. Knows no widgets."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import points
from areal_gui.pages.studies.pictures import numbered
from areal_gui.pages.studies.row_texts import RowTexts, Texts, subjects_of
from areal_gui.pages.studies.table2_columns import COSTS, METRICS, SMALL_FIRST, sorted_by, table2_columns
from areal_gui.pages.studies.texts import figure_text, first_sentence
from engine.models.subjects import subject_title
from engine.studies.results import ResultRow, StudyResult
from engine.studies.table2.words import chosen_text

if TYPE_CHECKING:
    from engine.studies.table2.table import Line


@dataclass(frozen=True)
class ShownLine:
    """A line of the table.

    Attributes:
        values: by which each column is sorted; nan and texts that are empty come last.
        partial: what is to be said where its figures are of some of its seeds; empty else.
        reason: why it failed, or empty.
        row: what it is of; None for a reference row.
    """

    texts: Sequence[str]
    values: Sequence[float | str]
    partial: str = ""
    reason: str = ""
    is_reference: bool = False
    place: int = 0
    row: ResultRow | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Sorting:
    """By which column the lines stand, and which way."""

    column: int
    descending: bool


class Table2Texts(RowTexts):
    """The rows are known at once; what `tested` has of them by label, p and the quotation, comes later."""

    first_number = 3

    def __init__(self) -> None:
        self.tested: Mapping[str, Line] = {}
        self.sorting: Sorting | None = None

    def heads(self) -> Sequence[str]:
        return [head for head, _ in table2_columns()]

    def sort(self, column: int) -> None:
        """By a column: the highest first, then the lowest, then in the order of the study again."""
        falls = column >= self.first_number and column not in SMALL_FIRST
        first, before = Sorting(column, falls), self.sorting
        if before is None or before.column != column:
            self.sorting = first
        else:
            self.sorting = Sorting(column, not falls) if before == first else None

    def shown(self, result: StudyResult, lines: Sequence[Texts]) -> list[ShownLine]:
        """The lines as they stand."""
        subjects = subjects_of(result)
        rows = [*result.rows, *[None] * len(subjects)]
        labels = [*(row.label for row in result.rows), *subjects]
        shown = [
            ShownLine(
                texts,
                sorted_by(place, row, texts, result, label, self.tested.get(label)),
                _partial(row),
                "" if row is None else row.reason,
                row is None,
                place,
                row,
            )
            for place, (texts, row, label) in enumerate(zip(lines, rows, labels, strict=True))
        ]
        return shown if self.sorting is None else sorted_lines(shown, self.sorting)

    def name(self, place: int, row: ResultRow) -> str:
        return numbered(place, row.label)

    def state(self, row: ResultRow, *, is_best: bool, paused: bool) -> str:
        state = super().state(row, is_best=is_best, paused=paused)
        if row.state == "failed" and row.to_try and not row.changes:
            return _tr("tuning failed: {0}").format(first_sentence(row.reason))
        if row.tried < row.to_try:
            return _tr("{0}, {1} of {2} tried").format(state.partition(",")[0], row.tried, row.to_try)
        return state

    def figures(self, row: ResultRow) -> Texts:
        tests = [
            text
            for name in METRICS
            for text in (figure_text(row.figure("test", name), name), self._p(row.label, name))
        ]
        costs = [figure_text(row.figure("test", name), name) for name in COSTS]
        on_val = row.figure("val", "ndcg@20")
        val = "–" if on_val is None else points(on_val.mean)
        return (chosen_text(row.changes) if row.to_try else "", val, *tests, *costs, *self._quoted(row.label))

    def reference(self, result: StudyResult, subject: str) -> Texts:
        values = result.references.get("test", {}).get(subject, {})
        on_val = points(result.references.get("val", {}).get(subject, {}).get("ndcg@20"))
        figures = [text for name in METRICS for text in (points(values.get(name)), self._p(subject, name))]
        pace = values.get("ms_per_row")
        costs = ("", "", "" if pace is None else f"{pace:.3f}")
        return (subject_title(subject), _tr("reference"), "", on_val, *figures, *costs, "", "")

    def _p(self, label: str, metric: str) -> str:
        line = self.tested.get(label)
        if line is None:
            return ""
        against = line.against.get(metric)
        return _tr("best") if line.is_best else "" if against is None else against.text

    def _quoted(self, label: str) -> tuple[str, str]:
        """HR and NDCG as the paper prints them, on its two data sets."""
        line = self.tested.get(label)
        if line is None or line.quoted is None:
            return "", ""
        hr, ndcg, other_hr, other_ndcg = (f"{value:.2f}" for value in line.quoted.values)
        return f"{hr} / {ndcg}", f"{other_hr} / {other_ndcg}"


def sorted_lines(lines: Sequence[ShownLine], sorting: Sorting) -> list[ShownLine]:
    """The lines by one column; those without a value last, equal ones in the order of the study."""

    def is_empty(line: ShownLine) -> bool:
        value = line.values[sorting.column]
        return value == "" or (isinstance(value, float) and math.isnan(value))

    there = [line for line in lines if not is_empty(line)]
    there.sort(key=lambda line: line.place)
    there.sort(key=lambda line: line.values[sorting.column], reverse=sorting.descending)
    return [*there, *(line for line in lines if is_empty(line))]


def _partial(row: ResultRow | None) -> str:
    if row is None or not 0 < row.trained < row.of:
        return ""
    return _tr("Partial: {0} of {1} seeds so far, not yet in the tests.").format(row.trained, row.of)


def _tr(text: str) -> str:
    return QCoreApplication.translate("studies", text)
