"""Table 2 on several data sets side by side: the same rows, each data set in columns of its own."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import EngineError
from engine.store.studies import TABLE2, StudyRow, get_study, list_studies
from engine.studies.plan import Table2Plan, plan_of
from engine.studies.results import Figure, StudyResult, result
from engine.studies.table2.table import TESTED
from engine.workspace import Workspace


@dataclass(frozen=True)
class BesideLine:
    """A row.

    Attributes:
        figures: for each study, for each of `TESTED`; None where it has none.
        best: for each study whether it is the row that is best on validation.
        partial: for each study whether the figures are of some of its seeds only.
    """

    label: str
    is_reference: bool
    figures: tuple[tuple[Figure | None, ...], ...]
    best: tuple[bool, ...]
    partial: tuple[bool, ...]


@dataclass(frozen=True)
class Beside:
    """The studies in the order of their columns, and the rows: those of the first study first."""

    studies: tuple[StudyRow, ...]
    lines: tuple[BesideLine, ...]


def studies_beside(workspace: Workspace, study_id: int) -> list[StudyRow]:
    """The study, and of every other data set the newest one that shares a row with it."""
    first = get_study(workspace.store, study_id)
    wanted, found = _labels(first), {first.dataset_id: first}
    for study in list_studies(workspace.store):
        if study.kind == TABLE2 and study.dataset_id not in found and wanted & _labels(study):
            found[study.dataset_id] = study
    return list(found.values())


def beside(workspace: Workspace, study_id: int) -> Beside:
    """What `studies_beside` have shown so far; raises `NotFound` where there is no such study."""
    studies = studies_beside(workspace, study_id)
    results = [result(workspace, study.id) for study in studies]
    labels = dict.fromkeys(row.label for found in results for row in found.rows)
    names = dict.fromkeys(name for found in results for name in found.references.get("test", {}))
    lines = [_line(label, results) for label in labels] + [_reference(name, results) for name in names]
    return Beside(tuple(studies), tuple(lines))


def _line(label: str, results: list[StudyResult]) -> BesideLine:
    figures, best, partial = [], [], []
    for found in results:
        place = next((place for place, row in enumerate(found.rows) if row.label == label), None)
        row = None if place is None else found.rows[place]
        figures.append(tuple(None if row is None else row.figure("test", name) for name in TESTED))
        best.append(place is not None and place == found.best)
        partial.append(row is not None and 0 < row.trained < row.of)
    return BesideLine(label, False, tuple(figures), tuple(best), tuple(partial))


def _reference(name: str, results: list[StudyResult]) -> BesideLine:
    values = [found.references.get("test", {}).get(name, {}) for found in results]
    figures = tuple(tuple(Figure(of[metric]) if metric in of else None for metric in TESTED) for of in values)
    none = (False,) * len(results)
    return BesideLine(name, True, figures, none, none)


def _labels(study: StudyRow) -> set[str]:
    """The rows of a study; none of one of another version."""
    try:
        plan = plan_of(study)
    except EngineError:
        return set()
    return {entry.label for entry in plan.entries} if isinstance(plan, Table2Plan) else set()
