"""The rows of Table 2: means, intervals, tests, costs, and in columns apart what the paper says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from areal_gui.components import Button, Notes
from areal_gui.context import AppContext
from areal_gui.formats import points
from areal_gui.pages.studies.beside_table import BesideTable
from areal_gui.pages.studies.fitting_table import FittingTable
from areal_gui.pages.studies.frozen_table import FrozenTable
from areal_gui.pages.studies.groups_table import GroupsTable
from areal_gui.pages.studies.pictures import numbered
from areal_gui.pages.studies.reading import OpenedStudy, read_beside, read_table2
from areal_gui.pages.studies.rows_card import RowsCard
from areal_gui.pages.studies.table2_columns import (
    CHOSEN,
    COMPARED,
    COSTS,
    METRICS,
    SMALL_FIRST,
    sorted_by,
    table2_columns,
)
from areal_gui.pages.studies.table2_model import ShownLine, Table2Model, sorted_lines
from areal_gui.pages.studies.table2_saving import ask_for_table, save_tables
from areal_gui.pages.studies.texts import figure_text
from engine.events import CancelToken
from engine.models.subjects import subject_title
from engine.studies.results import ResultRow, StudyResult
from engine.studies.table2.words import chosen_text

if TYPE_CHECKING:
    from engine.studies.table2.beside import Beside
    from engine.studies.table2.table import Line, Table2


class Table2Card(RowsCard):
    """The rows are there at once; tests, which take seconds, follow when more of them has finished."""

    first_number = 3

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._study: OpenedStudy | None = None
        self._tested_runs: tuple[object, ...] = ()
        self._lines: Mapping[str, Line] = {}
        self._token = CancelToken()
        self._sorted: tuple[int, bool] | None = None
        self.set_title(self.tr("Table 2"))
        self.copy_button = Button("", self.copy, kind="quiet", icon_name="copy")
        self.copy_button.setToolTip(self.tr("Copy the table (Ctrl+C)"))
        self.copy_button.setAccessibleName(self.tr("Copy the table"))
        self.header.addWidget(self.copy_button)
        self.save_button = Button(self.tr("Save…"), self.ask, icon_name="export")
        self.save_button.setAccessibleName(self.tr("Save the table"))
        self.header.addWidget(self.save_button)
        self.notes, self.groups, self.beside = Notes("point"), GroupsTable(), BesideTable()
        self.beside.save_wanted.connect(lambda: self.ask(self.beside.studies))
        self.body.addWidget(self.notes)
        self.body.addWidget(self.groups)
        self.body.addWidget(self.beside)
        copy = QAction(self.tr("Copy the table"), self)
        copy.setShortcut(QKeySequence.StandardKey.Copy)
        copy.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        copy.triggered.connect(self.copy)
        self.addAction(copy)
        header = self.table.horizontalHeader()
        header.setSectionsClickable(True)
        header.sectionClicked.connect(self.sort)

    def heads(self) -> list[str]:
        return [head for head, _ in table2_columns()]

    def make_model(self, heads: list[str]) -> Table2Model:
        numbers = range(self.first_number, len(heads))
        return Table2Model(heads, [tip for _, tip in table2_columns()], numbers, self)

    def make_table(self) -> FittingTable:
        return FrozenTable(self.tr("Table 2"))

    def fill(self, result: StudyResult, lines: Sequence[tuple[str, ...]]) -> Sequence[ResultRow | None]:
        rows = [*result.rows, *[None] * (len(lines) - len(result.rows))]
        names = [*result.references.get("test", {}), *result.references.get("val", {})]
        labels = [*(row.label for row in result.rows), *dict.fromkeys(names)]
        shown = [
            ShownLine(
                texts,
                sorted_by(place, row, texts, result, labels[place], self._lines.get(labels[place])),
                self._partial(row),
                row is None,
                place,
                row,
            )
            for place, (texts, row) in enumerate(zip(lines, rows, strict=True))
        ]
        if self._sorted is not None:
            column, descending = self._sorted
            shown = sorted_lines(shown, column, descending=descending)
        assert isinstance(self.model, Table2Model)
        self.table.setColumnHidden(CHOSEN, not any(row.to_try for row in result.rows))
        self.model.show_lines(shown, COMPARED)
        return [line.data for line in shown]

    def sort(self, column: int) -> None:
        """By a column: the highest first, then the lowest, then in the order of the study again."""
        falls = column >= self.first_number and column not in SMALL_FIRST
        before, first = self._sorted, (column, falls)
        if before is None or before[0] != column:
            self._sorted = first
        else:
            self._sorted = (column, not falls) if before == first else None
        header = self.table.horizontalHeader()
        header.setSortIndicatorShown(self._sorted is not None)
        if self._sorted is not None:
            order = Qt.SortOrder.DescendingOrder if self._sorted[1] else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, order)
        if self._study is not None:
            super().show_study(self._study, paused=self.paused)

    def copy(self) -> None:
        """Put the table on the clipboard, as a spreadsheet takes it."""
        assert isinstance(self.model, Table2Model)
        QGuiApplication.clipboard().setText(self.model.as_text())
        self._context.notify.info(self.tr("The table is on the clipboard."))

    def _partial(self, row: ResultRow | None) -> str:
        if row is None or not 0 < row.trained < row.of:
            return ""
        return self.tr("Partial: {0} of {1} seeds so far, not yet in the tests.").format(row.trained, row.of)

    def show_study(self, study: OpenedStudy, *, paused: bool) -> None:
        runs = (study.id, *(row.runs for row in study.result.rows))
        is_new = self._study is None or self._study.id != study.id
        self._study = study
        if is_new:
            self._lines, self._tested_runs = {}, ()
            self.notes.show_texts(())
            self.groups.clear()
            self.beside.hide()
        super().show_study(study, paused=paused)
        self.save_button.setEnabled(any(row.runs for row in study.result.rows))
        if runs != self._tested_runs:
            self._tested_runs = runs
            self._test(study)
            self._read_beside(study)

    def reference_line(self, result: StudyResult, subject: str) -> tuple[str, ...]:
        values = result.references.get("test", {}).get(subject, {})
        on_val = points(result.references.get("val", {}).get(subject, {}).get("ndcg@20"))
        figures = [text for name in METRICS for text in (points(values.get(name)), self._p(subject, name))]
        pace = values.get("ms_per_row")
        costs = ("", "", "" if pace is None else f"{pace:.3f}")
        return (subject_title(subject), self.tr("reference"), "", on_val, *figures, *costs, "", "")

    def state_of(self, row: ResultRow, is_best: bool) -> str:
        state = super().state_of(row, is_best)
        if row.tried < row.to_try:
            return self.tr("{0}, {1} of {2} tried").format(state.partition(",")[0], row.tried, row.to_try)
        return state

    def figures_of(self, row: ResultRow) -> tuple[str, ...]:
        tests = [
            text
            for name in METRICS
            for text in (figure_text(row.figure("test", name), name), self._p(row.label, name))
        ]
        costs = [figure_text(row.figure("test", name), name) for name in COSTS]
        on_val = row.figure("val", "ndcg@20")
        val = "–" if on_val is None else points(on_val.mean)
        return (chosen_text(row.changes) if row.to_try else "", val, *tests, *costs, *self._quoted(row.label))

    def name_of(self, place: int, row: ResultRow) -> str:
        return numbered(place, row.label)

    def ask(self, studies: Sequence[int] = ()) -> None:
        """Ask for a file and write the table into it, or those of several studies."""
        if self._study is not None:
            path = ask_for_table(self, self._context, self._study.result.study.name)
            if path is not None:
                self.save(path, studies)

    def save(self, path: Path, studies: Sequence[int] = ()) -> None:
        """Write the table into a file, and say so."""
        assert self._study is not None
        save_tables(self._context, studies or (self._study.id,), path)

    def _test(self, study: OpenedStudy) -> None:
        self._token.cancel()  # of before: its rows are not these
        token = self._token = CancelToken()
        workspace = self._context.workspace

        def show(found: Table2) -> None:
            if self._study is not None and self._study.id == study.id:
                self._take(found)

        self._context.tasks.query(
            lambda: read_table2(workspace, study.id, token),
            show,
            self._not_tested,
            key="studies.table2",
        )

    def _not_tested(self, error: Exception) -> None:
        """The rows are there without; why nothing is said of their differences stands below them."""
        self.notes.show_texts([self.tr("The differences were not tested: {0}").format(error)])

    def _read_beside(self, study: OpenedStudy) -> None:
        workspace = self._context.workspace

        def show(found: Beside) -> None:
            if self._study is not None and self._study.id == study.id:
                self.beside.show_beside(found)

        self._context.tasks.query(
            lambda: read_beside(workspace, study.id), show, lambda _error: None, key="studies.beside"
        )

    def _take(self, found: Table2) -> None:
        from engine.studies.table2.notes import INTERVALS, topics

        self._lines = {line.label: line for line in found.lines}
        told = topics(found)
        told.pop(INTERVALS, None)  # the picture tells of them
        self.notes.show_texts(tuple(told.values()))
        self.groups.show_table(found)
        if self._study is not None:
            super().show_study(self._study, paused=self.paused)

    def _p(self, label: str, metric: str) -> str:
        line = self._lines.get(label)
        if line is None:
            return ""
        against = line.against.get(metric)
        return self.tr("best") if line.is_best else "" if against is None else against.text

    def _quoted(self, label: str) -> tuple[str, str]:
        """HR and NDCG as the paper prints them, on its two data sets."""
        line = self._lines.get(label)
        if line is None or line.quoted is None:
            return "", ""
        hr, ndcg, other_hr, other_ndcg = (f"{value:.2f}" for value in line.quoted.values)
        return f"{hr} / {ndcg}", f"{other_hr} / {other_ndcg}"
