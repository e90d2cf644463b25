"""The table of a study in words: a line for each variant or trial, then the reference rows. No widgets."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication

from areal_gui.formats import points
from areal_gui.pages.studies.texts import figure_text, first_sentence, state_text
from engine.models.subjects import subject_title
from engine.studies.results import ResultRow, StudyResult

COLUMNS = (("val", "ndcg@20"), ("test", "ndcg@20"), ("test", "hr@20"), ("test", "training_seconds"))

Texts = tuple[str, ...]


class RowTexts:
    """The columns: the name, the state, then numbers."""

    first_number = 2
    """The first of the columns of numbers."""

    def heads(self) -> Sequence[str]:
        """What stands above the columns."""
        return [
            _tr("Variant"),
            _tr("State"),
            _tr("Validation NDCG@20, %"),
            _tr("Test NDCG@20, %"),
            _tr("Test HR@20, %"),
            _tr("Training"),
        ]

    def lines(self, result: StudyResult, *, paused: bool) -> list[Texts]:
        """Every row, then every reference row; `paused`: what is being trained rests."""
        rows = [
            (
                self.name(place, row),
                self.state(row, is_best=place == result.best, paused=paused),
                *self.figures(row),
            )
            for place, row in enumerate(result.rows)
        ]
        return rows + [self.reference(result, subject) for subject in subjects_of(result)]

    def name(self, _place: int, row: ResultRow) -> str:
        """What a row is called."""
        return row.label

    def state(self, row: ResultRow, *, is_best: bool, paused: bool) -> str:
        """How far a row is."""
        state = state_text("paused" if paused and row.state == "running" else row.state)
        if row.of > 1 and row.trained < row.of:
            state = _tr("{0}, {1} of {2}").format(state, row.trained, row.of)
        elif row.state == "running":
            done = _tr("1 epoch") if row.epoch == 1 else _tr("{0} epochs").format(row.epoch)
            state = f"{state}, {done}"
        if is_best:
            state = _tr("{0} · best").format(state)
        if row.state == "failed" and row.reason:
            state = _tr("{0}: {1}").format(state, first_sentence(row.reason))
        return state

    def figures(self, row: ResultRow) -> Texts:
        """The numbers of a row."""
        figures = [row.figure(split, name) for split, name in COLUMNS]
        figures[-1] = figures[-1] or row.figure("val", "training_seconds")
        pairs = zip(figures, COLUMNS, strict=True)
        return tuple(figure_text(figure, name) for figure, (_split, name) in pairs)

    def reference(self, result: StudyResult, subject: str) -> Texts:
        """A reference row."""
        values = [
            points(result.references.get(split, {}).get(subject, {}).get(name)) for split, name in COLUMNS[:3]
        ]
        return (subject_title(subject), _tr("reference"), *values, "")


def subjects_of(result: StudyResult) -> list[str]:
    """The reference rows, those of the test first."""
    by_split = sorted(result.references, key=lambda split: split != "test")
    return list(dict.fromkeys(name for split in by_split for name in result.references[split]))


def _tr(text: str) -> str:
    return QCoreApplication.translate("studies", text)
