"""The final metrics of a run beside the reference rows, by split, slice and length of the list."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import ComboBox, Muted, TextLabel
from areal_gui.pages.runs.stored import StoredRun
from areal_gui.pages.train.result_table import ResultModel, result_table
from areal_gui.pages.train.verdict import policy_text, result_rows, verdict

CUTOFFS = (10, 20, 50)


class MetricsView(QWidget):
    """Every row of the table was scored under the same policy, which stands below it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._run: StoredRun | None = None
        self._model = ResultModel()
        self.split = self._choice(
            self.tr("Split"), [(self.tr("Test"), "test"), (self.tr("Validation"), "val")]
        )
        self.slice = self._choice(
            self.tr("Rows"),
            [
                (self.tr("All"), "all"),
                (self.tr("Empty history"), "empty-history"),
                (self.tr("With history"), "with-history"),
            ],
        )
        self.cutoff = self._choice(self.tr("Top"), [(str(k), k) for k in CUTOFFS])
        self.cutoff.setCurrentIndex(CUTOFFS.index(20))
        self.table = result_table(self._model, self.tr("Metrics of the model and the reference rows"))
        self._verdict, self._note = TextLabel(wrap=True), Muted(wrap=True)
        self._lay_out()

    def show_run(self, run: StoredRun) -> None:
        """Show another run under the same choices."""
        self._run = run
        self._refresh()

    def _refresh(self) -> None:
        run = self._run
        if run is None:
            return
        split, slice_, k = self.split.currentData(), self.slice.currentData(), self.cutoff.currentData()
        model, references = run.table(split, slice_)
        names = [f"{metric}@{k}" for metric in ("ndcg", "hr", "mrr")]
        rows = result_rows(model, references, names) if model or references else []
        self._model.show_rows(rows, names)
        self.table.setVisible(bool(rows))
        passed, sentence = verdict(model, references)
        self._verdict.setText(sentence if model else "")
        self._verdict.set_colour("good" if passed else "warning")
        self._verdict.setVisible(bool(model))
        self._note.setText(
            self.tr("In percent. {}").format(policy_text(run.row.policy))
            if rows
            else self._why_empty(split, slice_)
        )

    def _why_empty(self, split: str, slice_: str) -> str:
        if slice_ != "all" and self._run is not None and self._run.table(split, "all")[0]:
            return self.tr("No example of this split is in this slice.")
        return self.tr("There are no final metrics: the run did not come to its test.")

    def _choice(self, name: str, options: list[tuple[str, object]]) -> ComboBox:
        box = ComboBox()
        box.setAccessibleName(name)
        for text, value in options:
            box.addItem(text, value)
        box.currentIndexChanged.connect(lambda _index: self._refresh())
        return box

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        choices.setSpacing(theme.SPACING)
        for box in (self.split, self.slice, self.cutoff):
            label: QLabel = Muted(box.accessibleName())
            label.setBuddy(box)
            choices.addWidget(label)
            choices.addWidget(box)
            choices.addSpacing(theme.SPACING)
        choices.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, theme.SPACING, 0, 0)
        column.setSpacing(theme.SPACING)
        column.addLayout(choices)
        column.addWidget(self._verdict)
        column.addWidget(self.table)
        column.addWidget(self._note)
        column.addStretch(1)
