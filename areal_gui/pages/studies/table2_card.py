"""The rows of Table 2: means, intervals, tests, costs, and in columns apart what the paper says."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from areal_gui.components import Button, Notes
from areal_gui.context import AppContext
from areal_gui.pages.studies.beside_table import BesideTable
from areal_gui.pages.studies.fitting_table import FittingTable
from areal_gui.pages.studies.frozen_table import FrozenTable
from areal_gui.pages.studies.groups_table import GroupsTable
from areal_gui.pages.studies.reading import OpenedStudy, read_beside, read_table2
from areal_gui.pages.studies.row_texts import Texts
from areal_gui.pages.studies.rows_card import RowsCard
from areal_gui.pages.studies.table2_columns import (
    CHOSEN,
    COMPARED,
    table2_columns,
)
from areal_gui.pages.studies.table2_model import Table2Model
from areal_gui.pages.studies.table2_saving import ask_for_table, save_tables
from areal_gui.pages.studies.table2_texts import Table2Texts
from engine.events import CancelToken
from engine.studies.results import ResultRow, StudyResult

if TYPE_CHECKING:
    from engine.studies.table2.beside import Beside
    from engine.studies.table2.table import Table2


class Table2Card(RowsCard):
    """The rows are there at once; tests, which take seconds, follow when more of them has finished."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._study: OpenedStudy | None = None
        self._tested_runs: tuple[object, ...] = ()
        self._token = CancelToken()
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

    def make_texts(self) -> Table2Texts:
        return Table2Texts()

    def make_model(self, heads: list[str]) -> Table2Model:
        numbers = range(self.texts.first_number, len(heads))
        return Table2Model(heads, [tip for _, tip in table2_columns()], numbers, self)

    def make_table(self) -> FittingTable:
        return FrozenTable(self.tr("Table 2"))

    def fill(self, result: StudyResult, lines: Sequence[Texts]) -> Sequence[ResultRow | None]:
        assert isinstance(self.model, Table2Model)
        shown = self._texts.shown(result, lines)
        self.table.setColumnHidden(CHOSEN, not any(row.to_try for row in result.rows))
        self.model.show_lines(shown, COMPARED)
        return [line.row for line in shown]

    def sort(self, column: int) -> None:
        """As `Table2Texts.sort` says."""
        self._texts.sort(column)
        sorting, header = self._texts.sorting, self.table.horizontalHeader()
        header.setSortIndicatorShown(sorting is not None)
        if sorting is not None:
            order = Qt.SortOrder.DescendingOrder if sorting.descending else Qt.SortOrder.AscendingOrder
            header.setSortIndicator(column, order)
        if self._study is not None:
            super().show_study(self._study, paused=self.paused)

    def copy(self) -> None:
        """Put the table on the clipboard, as a spreadsheet takes it."""
        assert isinstance(self.model, Table2Model)
        QGuiApplication.clipboard().setText(self.model.as_text())
        self._context.notify.info(self.tr("The table is on the clipboard."))

    def show_study(self, study: OpenedStudy, *, paused: bool) -> None:
        runs = (study.id, *((row.runs, row.failed, row.deleted) for row in study.result.rows))
        is_new = self._study is None or self._study.id != study.id
        self._study = study
        if is_new:
            self._texts.tested, self._tested_runs = {}, ()
            self.notes.show_texts(())
            self.groups.clear()
            self.beside.hide()
        super().show_study(study, paused=paused)
        self.save_button.setEnabled(any(row.runs for row in study.result.rows))
        if runs != self._tested_runs:
            self._tested_runs = runs
            self._test(study)
            self._read_beside(study)

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

        self._texts.tested = {line.label: line for line in found.lines}
        told = topics(found)
        told.pop(INTERVALS, None)  # the picture tells of them
        self.notes.show_texts(tuple(told.values()))
        self.groups.show_table(found)
        if self._study is not None:
            super().show_study(self._study, paused=self.paused)

    @property
    def _texts(self) -> Table2Texts:
        assert isinstance(self.texts, Table2Texts)
        return self.texts
