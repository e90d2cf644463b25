"""The table of a study, and what can be done with its rows."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtWidgets import QMenu, QWidget

from areal_gui.components import Button, Card, TextTableModel
from areal_gui.components.row_focus import CellOfRow
from areal_gui.pages.studies.fitting_table import FittingTable
from areal_gui.pages.studies.reading import OpenedStudy
from areal_gui.pages.studies.row_texts import RowTexts, Texts
from areal_gui.pages.train.estimate_cell import EstimateCell
from engine.studies.results import ResultRow, StudyResult

MOST_COMPARED = 20


class _EstimateOfRow(CellOfRow, EstimateCell):
    """A figure with its interval, without a focus ring of its own."""


class RowsCard(Card):
    """Rows lead to their runs, and to the form with their settings.

    Attributes:
        paused: what is being trained rests.
    """

    run_wanted = Signal(int)
    settings_wanted = Signal(int)
    comparison_wanted = Signal(list)

    give_way: Sequence[int] = (5, 4, 1, 2)
    """Columns that are hidden while there is no room, the first first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent=parent)
        self._rows: Sequence[ResultRow] = ()
        self._shown: Sequence[ResultRow | None] = ()
        self._study_id: int | None = None
        self.paused = False
        self.texts = self.make_texts()
        self.set_title(self.tr("Rows"))
        heads = list(self.texts.heads())
        self.model = self.make_model(heads)
        self.table = self.make_table()
        self.table.setModel(self.model)
        estimates = _EstimateOfRow(self.table)
        for column in range(self.texts.first_number, len(heads)):
            self.table.setItemDelegateForColumn(column, estimates)
        self.open_button = Button(self.tr("Open the run"), icon_name="runs")
        self.use_button = Button(self.tr("Use these settings"), self._use, icon_name="train")
        self.compare_button = Button(self.tr("Compare"), self._compare, icon_name="chart")
        self._menu = QMenu(self)
        self.open_button.clicked.connect(lambda _checked=False: self._open())
        self.header.addWidget(self.compare_button)
        self.header.addWidget(self.open_button)
        self.header.addWidget(self.use_button)
        self.body.addWidget(self.table)
        self.table.opened.connect(lambda _row: self._open())
        self.table.selectionModel().currentRowChanged.connect(self._on_row)

    def show_study(self, study: OpenedStudy, *, paused: bool) -> None:
        """Show the rows as they are now; the chosen one stays."""
        result, self.paused = study.result, paused
        chosen = self._chosen() if study.id == self._study_id else None
        self._study_id = study.id
        self._rows = result.rows
        lines = self.texts.lines(result, paused=paused)
        self._shown = self.fill(result, lines)
        self.table.fit()
        if lines:
            self.table.selectRow(self._place_of(chosen, result.best))
        self.compare_button.setVisible(not study.is_search)  # trials are not tested
        self._show_whether_comparable(result)
        self._on_row(self.table.currentIndex(), QModelIndex())

    def make_texts(self) -> RowTexts:
        """What says what stands in the table."""
        return RowTexts()

    def make_model(self, heads: list[str]) -> TextTableModel:
        """What holds the texts."""
        return TextTableModel(heads, range(self.texts.first_number, len(heads)), self)

    def make_table(self) -> FittingTable:
        """What shows them."""
        return FittingTable(self.tr("Rows of the study"), self.give_way)

    def fill(self, result: StudyResult, lines: Sequence[Texts]) -> Sequence[ResultRow | None]:
        """Show the lines, those of the rows first; tells which row each line is of."""
        self.model.set_rows(lines)
        return [*result.rows, *[None] * (len(lines) - len(result.rows))]

    def _place_of(self, chosen: ResultRow | None, best: int | None) -> int:
        """Where the row is that was chosen, else the best, else the first."""
        labels = [None if row is None else row.label for row in self._shown]
        if chosen is not None and chosen.label in labels:
            return labels.index(chosen.label)
        return 0 if best is None else labels.index(self._rows[best].label)

    def _chosen(self) -> ResultRow | None:
        place = self.table.currentIndex().row()
        return self._shown[place] if 0 <= place < len(self._shown) else None

    def _on_row(self, _now: QModelIndex, _before: QModelIndex) -> None:
        row = self._chosen()
        has_run = row is not None and bool(row.runs)
        self.open_button.setEnabled(has_run)
        self.use_button.setEnabled(has_run)

    def _open(self) -> None:
        row = self._chosen()
        if row is None or not row.runs:
            return
        if len(row.runs) == 1:
            self.run_wanted.emit(row.runs[0])
            return
        self._menu.clear()
        for number in row.runs:
            entry = self._menu.addAction(self.tr("Run {0}").format(number))
            entry.triggered.connect(lambda _=False, run=number: self.run_wanted.emit(run))
        self._menu.popup(self.open_button.mapToGlobal(self.open_button.rect().bottomLeft()))

    def _finished(self) -> list[int]:
        """The first run of every variant that has one."""
        return [row.runs[0] for row in self._rows if row.runs]

    def _show_whether_comparable(self, result: StudyResult) -> None:
        """Offer the comparison, or say why there is none."""
        number, why_not = len(self._finished()), ""
        if number < 2:
            why_not = self.tr("There are no two rows yet that have finished.")
        elif number > MOST_COMPARED:
            why_not = self.tr("At most {0} runs are compared at once: choose them on the runs page.").format(
                MOST_COMPARED
            )
        elif not result.comparable:
            why_not = self.tr("The rows were not judged on the same examples under the same policy.")
        usual = self.tr(
            "One run of each variant, of its first seed, beside each other with tests of the differences"
        )
        self.compare_button.setEnabled(not why_not)
        self.compare_button.setToolTip(why_not or usual)

    def _compare(self) -> None:
        self.comparison_wanted.emit(self._finished())

    def _use(self) -> None:
        row = self._chosen()
        if row is not None and row.runs:
            self.settings_wanted.emit(row.runs[0])
