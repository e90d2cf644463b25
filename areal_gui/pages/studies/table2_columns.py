"""The columns of Table 2 in the window: their heads, what each means, and by what it is sorted."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from engine.studies.results import ResultRow, StudyResult

if TYPE_CHECKING:
    from engine.studies.table2.table import Line

METRICS = ("hr@20", "ndcg@20")
COSTS = ("training_seconds", "parameters", "ms_per_row")
CHOSEN = 2
"""The column of what the tuning chose."""
COMPARED = (3, 4, 6)
"""Columns in which the highest is bold."""
SMALL_FIRST = (5, 7, 8, 9, 10)
"""Columns that a first click sorts from the smallest on: p and costs."""


def table2_columns() -> list[tuple[str, str]]:
    """Heads, and what they mean."""
    p = _tr(
        "Paired permutation test over test sequences against the row that is best on validation, "
        "adjusted for all rows (Holm). “ahead” where the row is above the best one."
    )
    mean = _tr("On test: the mean over the seeds, with its 95% interval. Bold: the highest model.")
    quoted = _tr("HR@20 / NDCG@20 as the paper prints them, on its own data: not measured here.")
    on_validation = _tr("On validation, by which the best row is chosen. Bold: the highest.")
    return [
        (_tr("Model"), _tr("Numbered as in the picture below.")),
        (_tr("State"), _tr("“best”: the highest on validation.")),
        (_tr("Chosen on validation"), _tr("What the tuning chose of the grid.")),
        (_tr("NDCG@20, val %"), on_validation),
        (_tr("HR@20, %"), mean),
        (_tr("p, HR@20"), p),
        (_tr("NDCG@20, %"), mean),
        (_tr("p, NDCG@20"), p),
        (_tr("Training"), _tr("Of one seed, on average.")),
        (_tr("Parameters"), _tr("Trained numbers of the model.")),
        (_tr("ms per row"), _tr("Milliseconds to rank the whole catalogue for one history.")),
        (_tr("Quoted: YooChoose"), quoted),
        (
            _tr("Quoted: “KuaiRec”"),
            quoted + " " + _tr("Its values are those published for Zhihu; see below."),
        ),
    ]


def sorted_by(
    place: int, row: ResultRow | None, texts: Sequence[str], result: StudyResult, name: str, line: Line | None
) -> list[float | str]:
    """By what each column of a line is sorted; without a row it is the reference row of this name."""

    def mean(split: str, metric: str) -> float:
        if row is None:
            return result.references.get(split, {}).get(name, {}).get(metric, math.nan)
        figure = row.figure(split, metric)
        return math.nan if figure is None else figure.mean

    values: list[float | str] = [float(place), texts[1], texts[2], mean("val", "ndcg@20")]
    for metric in METRICS:
        against = None if line is None else line.against.get(metric)
        values += [mean("test", metric), math.nan if against is None else against.p]
    values += [math.nan if row is None and cost != "ms_per_row" else mean("test", cost) for cost in COSTS]
    quoted = None if line is None else line.quoted
    return values + ([math.nan] * 2 if quoted is None else [quoted.values[0], quoted.values[2]])


def _tr(text: str) -> str:
    return QCoreApplication.translate("studies", text)
