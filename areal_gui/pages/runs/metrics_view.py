"""The final figures of a run: beside the reference rows, by group of examples, and what they cost."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Heading, Muted, TextLabel, TextTableModel
from areal_gui.pages.runs.figures import ALL, costs, group_rows, groups_of, recommended_rows
from areal_gui.pages.runs.stored import StoredRun
from areal_gui.pages.train.fact_line import FactLine
from areal_gui.pages.train.result_table import ResultModel, result_table
from areal_gui.pages.train.verdict import ResultRow, policy_text, result_rows, verdict
from engine.evaluation.slice_names import slice_title
from engine.models.methods import row_name

CUTOFFS = (10, 20, 50)


class MetricsView(QScrollArea):
    """Every row of the tables was scored under the same policy, which stands below the first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: StoredRun | None = None
        self._results = ResultModel()
        self.groups = TextTableModel(["", self.tr("Examples"), "NDCG", "HR", "MRR"], (1, 2, 3, 4), self)
        self.recommended = TextTableModel(
            ["", self.tr("Coverage, %"), self.tr("Popularity"), self.tr("ms per 1,000 rows")], (1, 2, 3), self
        )
        self.split = self._choice(
            self.tr("Split"), [(self.tr("Test"), "test"), (self.tr("Validation"), "val")]
        )
        self.slice = self._choice(self.tr("Rows"), [(slice_title(ALL), ALL)])
        self.cutoff = self._choice(self.tr("Top"), [(str(k), k) for k in CUTOFFS])
        self.cutoff.setCurrentIndex(CUTOFFS.index(20))
        self.table = result_table(self._results, self.tr("Metrics of the model and the reference rows"))
        self._verdict, self._note, self._costs = TextLabel(wrap=True), Muted(wrap=True), FactLine()
        self.setAccessibleName(self.tr("Metrics of the run"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        content = self._content()
        self.setWidget(content)
        for ground in (self.viewport(), content):
            ground.setAutoFillBackground(False)  # that of the card shows through

    def show_run(self, run: StoredRun) -> None:
        """Show another run under the same choices."""
        self._run = run
        self._refresh()

    def _refresh(self) -> None:
        run = self._run
        if run is None:
            return
        split, k = self.split.currentData(), self.cutoff.currentData()
        self._offer_groups(run, split)
        names = [f"{metric}@{k}" for metric in ("ndcg", "hr", "mrr")]
        self._show_results(run, split, names)
        self.groups.set_headers(["", self.tr("Examples"), *(name.upper() for name in names)])
        self.groups.set_rows(group_rows(run, split, names))
        self.recommended.set_rows(recommended_rows(run, split))
        self._costs.show_facts(costs(run, split))
        self._by_group.setVisible(self.groups.rowCount() > 1)
        self._beyond.setVisible(self.recommended.rowCount() > 0)

    def _offer_groups(self, run: StoredRun, split: str) -> None:
        chosen = self.slice.currentData()
        self.slice.blockSignals(True)
        self.slice.clear()
        for group in groups_of(run, split):
            self.slice.addItem(slice_title(group), group)
        self.slice.setCurrentIndex(max(0, self.slice.findData(chosen)))
        self.slice.blockSignals(False)

    def _show_results(self, run: StoredRun, split: str, names: list[str]) -> None:
        model, references = run.table(split, self.slice.currentData())
        called = row_name(run.row.model, run.row.config)
        rows = result_rows(model, references, names, called=called) if model or references else []
        self._results.show_rows(rows, names)
        self.table.setVisible(bool(rows))
        passed, sentence = verdict(model, references)
        self._verdict.setText(sentence if model else "")
        self._verdict.set_colour("good" if passed else "warning")
        self._verdict.setVisible(bool(model))
        self._note.setText(self._units(rows, run) if rows else self._missing())

    def _units(self, rows: list[ResultRow], run: StoredRun) -> str:
        uncertain = any(value.interval_text for row in rows for value in row.values)
        brackets = self.tr(", in brackets 95% intervals over sequences") if uncertain else ""
        return self.tr("In percent{}. {}").format(
            brackets, policy_text(run.row.policy, [row.subject for row in rows])
        )

    def _missing(self) -> str:
        return self.tr("There are no final metrics: the run did not come to its test.")

    def _choice(self, name: str, options: list[tuple[str, object]]) -> ComboBox:
        box = ComboBox()
        box.setAccessibleName(name)
        for text, value in options:
            box.addItem(text, value)
        box.currentIndexChanged.connect(lambda _index: self._refresh())
        return box

    def _content(self) -> QWidget:
        choices = QHBoxLayout()
        choices.setSpacing(theme.SPACING)
        for box in (self.split, self.slice, self.cutoff):
            label: QLabel = Muted(box.accessibleName())
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box)
            choices.addSpacing(theme.SPACING)
        choices.addStretch(1)
        self._by_group = _section(
            self.tr("The model by group of examples"),
            result_table(self.groups, self.tr("Metrics of the model by group of examples")),
            self.tr(
                "Popular, middling and rare targets: the most frequent items, which together have a third of "
                "the training targets, the next ones with another third, and the others."
            ),
        )
        self._beyond = _section(
            self.tr("What is recommended, and what it costs"),
            result_table(self.recommended, self.tr("Coverage, popularity and time of each model")),
            self.tr(
                "Coverage: share of the items that are in anybody's first 20. Popularity: mean place of the "
                "first 20 in the order of training counts, 0 rarest, 0.5 chance, 1 most popular."
            ),
            self._costs,
        )
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, theme.SPACING, theme.SPACING, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(choices)
        for part in (self._verdict, self.table, self._note, self._by_group, self._beyond):
            column.addWidget(part)
        column.addStretch(1)
        return content


def _section(title: str, table: QWidget, note: str, *more: QWidget) -> QWidget:
    section = QWidget()
    column = QVBoxLayout(section)
    column.setContentsMargins(0, 2 * theme.SPACING, 0, 0)
    column.setSpacing(theme.SPACING)
    for part in (Heading(title), *more, table, Muted(note, wrap=True)):
        column.addWidget(part)
    return section
