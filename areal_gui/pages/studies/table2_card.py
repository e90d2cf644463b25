"""The rows of Table 2: means, intervals, tests, costs, and in columns apart what the paper says."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QFileDialog, QWidget

from areal_gui.components import Button, Muted
from areal_gui.context import AppContext
from areal_gui.formats import points
from areal_gui.pages.studies.groups_table import GroupsTable
from areal_gui.pages.studies.pictures import numbered
from areal_gui.pages.studies.reading import OpenedStudy, read_table2, save_table
from areal_gui.pages.studies.rows_card import RowsCard
from areal_gui.pages.studies.texts import figure_text
from engine.events import CancelToken
from engine.file_names import file_name
from engine.models.subjects import subject_title
from engine.studies.results import ResultRow, StudyResult

if TYPE_CHECKING:
    from engine.studies.table2.table import Line, Table2

METRICS = ("hr@20", "ndcg@20")
COSTS = ("training_seconds", "parameters")
FOLDER_SETTING = "figures.folder"


class Table2Card(RowsCard):
    """The rows are there at once; tests, which take seconds, follow when more of them has finished."""

    give_way = (8, 7, 2, 10, 9, 4, 6, 1)
    first_number = 3

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._study: OpenedStudy | None = None
        self._tested_runs: tuple[object, ...] = ()
        self._lines: Mapping[str, Line] = {}
        self._token = CancelToken()
        self.set_title(self.tr("Table 2"))
        self.save_button = Button(self.tr("Save the table…"), self.ask, icon_name="export")
        self.header.addWidget(self.save_button)
        self.notes, self.groups = Muted(wrap=True), GroupsTable()
        self.body.addWidget(self.notes)
        self.body.addWidget(self.groups)

    def heads(self) -> list[str]:
        return [
            self.tr("Model"),
            self.tr("State"),
            self.tr("Chosen on validation"),
            self.tr("HR@20, %"),
            self.tr("p, HR@20"),
            self.tr("NDCG@20, %"),
            self.tr("p, NDCG@20"),
            self.tr("Training"),
            self.tr("Parameters"),
            self.tr("Quoted: YooChoose"),
            self.tr("Quoted: “KuaiRec”"),
        ]

    def show_study(self, study: OpenedStudy, *, paused: bool) -> None:
        runs = (study.id, *(row.runs for row in study.result.rows))
        is_new = self._study is None or self._study.id != study.id
        self._study = study
        if is_new:
            self._lines, self._tested_runs = {}, ()
            self.notes.clear()
            self.groups.clear()
        super().show_study(study, paused=paused)
        self.save_button.setEnabled(any(row.runs for row in study.result.rows))
        if runs != self._tested_runs:
            self._tested_runs = runs
            self._test(study)

    def reference_line(self, result: StudyResult, subject: str) -> tuple[str, ...]:
        values = result.references.get("test", {}).get(subject, {})
        figures = [text for name in METRICS for text in (points(values.get(name)), self._p(subject, name))]
        return (subject_title(subject), self.tr("reference"), "", *figures, "", "", "", "")

    def state_of(self, row: ResultRow, is_best: bool) -> str:
        state = super().state_of(row, is_best)
        if row.tried < row.to_try:
            return self.tr("{0}, {1} of {2} tried").format(state.partition(",")[0], row.tried, row.to_try)
        return state

    def figures_of(self, row: ResultRow) -> tuple[str, ...]:
        chosen = ", ".join(f"{path.rpartition('.')[2]} = {value}" for path, value in row.changes.items())
        tests = [
            text
            for name in METRICS
            for text in (figure_text(row.figure("test", name), name), self._p(row.label, name))
        ]
        costs = [figure_text(row.figure("test", name), name) for name in COSTS]
        return (chosen if row.to_try else "", *tests, *costs, *self._quoted(row.label))

    def name_of(self, place: int, row: ResultRow) -> str:
        return numbered(place, row.label)

    def ask(self) -> None:
        """Ask for a file and write the table into it."""
        study = self._study
        if study is None:
            return
        kinds = (self.tr("Web page (*.html)"), self.tr("LaTeX (*.tex)"), self.tr("Spreadsheet (*.csv)"))
        folder = Path(str(self._context.settings.extra.get(FOLDER_SETTING) or Path.home()))
        place = folder / file_name(study.result.study.name, "table", ".html")
        chosen, kind = QFileDialog.getSaveFileName(
            self, self.tr("Save the table"), str(place), ";;".join(kinds)
        )
        if chosen:
            path = Path(chosen)
            self.save(path if path.suffix else path.with_suffix(kind.rpartition("*")[2].rstrip(")")))

    def save(self, path: Path) -> None:
        """Write the table into a file, and say so."""
        assert self._study is not None
        context, number = self._context, self._study.id

        def saved(_nothing: None) -> None:
            context.settings.extra[FOLDER_SETTING] = str(path.parent)
            context.settings.save()
            context.notify.success(self.tr("Saved {0}").format(path))

        context.tasks.query(
            lambda: save_table(context.workspace, number, path, CancelToken()),
            saved,
            lambda error: context.notify.error(error, self.tr("The table was not saved")),
        )

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
            lambda _error: None,  # the rows are there without
            key="studies.table2",
        )

    def _take(self, found: Table2) -> None:
        from engine.studies.table2.notes import notes

        self._lines = {line.label: line for line in found.lines}
        quoted = self.tr(
            "Quoted: HR@20 / NDCG@20 as the paper prints them, on its data; what to know of them is below."
        )
        self.notes.setText(" ".join([*notes(found), quoted]))
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
