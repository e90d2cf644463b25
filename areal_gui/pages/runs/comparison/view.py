"""Runs beside each other: their curves, figures, settings and cost, and what the tests say of them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from areal_gui import theme
from areal_gui.components import Button, Card, Notes, PageHeader, Tabs, TextLabel
from areal_gui.components.problem_text import problem_text
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.choices import Choices
from areal_gui.pages.runs.comparison.contents import Contents, read_contents
from areal_gui.pages.runs.comparison.cost_tab import CostTab
from areal_gui.pages.runs.comparison.curves_tab import CurvesTab
from areal_gui.pages.runs.comparison.differing import setting_sheet
from areal_gui.pages.runs.comparison.remarks import remarks, subtitle
from areal_gui.pages.runs.comparison.sheet import Sheet
from areal_gui.pages.runs.comparison.sheet_tab import SheetTab
from areal_gui.pages.runs.comparison.sheets import View, metric_sheet, slice_sheet
from areal_gui.pages.runs.comparison.testing import Testing
from areal_gui.pages.runs.comparison.verdicts import headline, matrix_sheet, pair_sheet
from areal_gui.read_only import needs_writing
from engine.errors import EngineError

if TYPE_CHECKING:  # loads torch
    from engine.training.compare_runs import Compared


class ComparisonView(QWidget):
    """Compares 2 to 20 runs. What the store has is shown at once; the tests follow when they are done."""

    back_wanted = Signal()

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._ids: list[int] = []
        self._unscored: list[int] = []
        self._stale = False
        self.testing = Testing(context, self)
        self.view = View()
        self.compared: Compared | None = None
        self.back = Button(self.tr("All runs"), self.leave, icon_name="arrow-left")
        self.choices, self.verdict, self.notes = Choices(), _Verdict(wrap=True), Notes("warning")
        self.verdict.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.score = Button("", self._score, icon_name="chart")
        self.score.setToolTip(self.tr("Score the rows again by the best epoch, and keep the ranks"))
        needs_writing(context, self.score)
        self._header = PageHeader(self.tr("Comparison"), "", [self.back])
        self.curves, self.cost = CurvesTab(context), CostTab(context)
        self.metrics = SheetTab(context, self.tr("Metrics of the runs"), tells=True)
        self.pairs = SheetTab(context, self.tr("Tests of the differences"), tells=True)
        self.matrix = SheetTab(context, self.tr("Differences of every pair"), tells=True)
        self.slices = SheetTab(context, self.tr("Groups of examples"))
        self.settings = SheetTab(context, self.tr("Settings that differ"), tells=True)
        self.tabs = _Views(self.tr("Views of the comparison"))
        self._arrange()
        self.choices.changed.connect(self._on_choice)
        self.testing.done.connect(self._on_compared)
        self.testing.failed.connect(self._on_failed)
        self.testing.scored.connect(self._on_scored)
        context.runs_changed.connect(self._on_runs_changed)
        leave = QAction(self.tr("Back to all runs"), self)
        leave.setShortcut(QKeySequence("Alt+Left"))
        leave.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        leave.triggered.connect(self.leave)
        self.addAction(leave)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        else:
            super().keyPressEvent(event)

    def show_runs(self, run_ids: list[int]) -> None:
        """Compare these runs; their order is that of their colours."""
        self._ids = list(run_ids)
        self._read()

    def leave(self) -> None:
        """Stop what is still being tested, and go back."""
        self.testing.stop()
        self.back_wanted.emit()

    def _on_runs_changed(self) -> None:
        """What is not seen is read when it is shown."""
        self._stale = not self.isVisible()
        if not self._stale:
            self._read()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._stale and self._ids:
            self._stale = False
            self._read()

    def _read(self) -> None:
        workspace, ids, metric = self._context.workspace, list(self._ids), self.choices.metrics.currentData()
        self._context.tasks.query(
            lambda: read_contents(workspace, ids, [metric]), self._show, key="comparison.contents"
        )

    def _show(self, contents: Contents) -> None:
        unusable = {run.id: "" for run in contents.runs if run.row.best_epoch is None}
        with QSignalBlocker(self.choices):
            self.choices.show_runs(contents, unusable)
        still = self.compared is not None and self.view.metric == self.choices.metrics.currentData()
        if still and self._tested_alike(contents):
            self.view = replace(self.view, contents=contents)
            self._refresh()
        else:
            self._begin(contents)

    def _tested_alike(self, contents: Contents) -> bool:
        """Whether what was found still holds: one of the runs may be in training."""

        def judged(of: Contents) -> list[tuple[object, ...]]:
            return [(run.id, run.name, run.row.status, run.row.best_epoch is None) for run in of.runs]

        return judged(contents) == judged(self.view.contents)

    def _on_choice(self) -> None:
        if self.choices.metrics.currentData() != self.view.metric:
            self._read()  # other curves
        else:
            self._begin(self.view.contents)

    def _begin(self, contents: Contents) -> None:
        """Show what is known, and test the rest."""
        baseline = self.choices.baselines.currentData()
        self.view = View(
            contents=contents,
            metric=self.choices.metrics.currentData(),
            split=self.choices.splits.currentData(),
            baseline=baseline,
            left_out=contents.left_out(baseline),
        )
        self.compared = None
        self._header.set_texts(*subtitle(self.view))
        self._refresh()
        self._test()

    def _refresh(self) -> None:
        view = self.view
        self.notes.show_texts(remarks(view))
        self.curves.show_view(view)
        self.cost.show_view(view)
        self.metrics.show_sheet(metric_sheet(view), self._about_metrics())
        self.slices.show_sheet(slice_sheet(view), self._about_metrics())
        settings = setting_sheet(view.contents)
        same = self.tr("All settings are the same.")
        self.settings.show_sheet(settings, self.tr("Only what is not the same.") if settings.rows else same)

    def _about_metrics(self) -> str:
        part = self.tr("test") if self.view.split == "test" else self.tr("validation")
        text = self.tr("Percent on the {} rows; in brackets 95% intervals over sequences. Bold: the best.")
        return text.format(part)

    def _test(self) -> None:
        """Begin the tests anew."""
        self._show_tests("")
        self._offer_scoring([])
        if len(self.view.compared) < 2:
            self.testing.stop()
            nothing = self.tr("There are no two runs that can be compared.")
            self.verdict.setText(nothing)
            self._show_tests(nothing)
            return
        self.verdict.setText(self.tr("Testing the differences…"))
        self.testing.begin(self.view)

    def _on_compared(self, found: Compared) -> None:
        known = self.view.left_out
        reasons = {int(one["run"]): str(one["reason"]) for one in found.left_out}
        self.view = replace(self.view, left_out=reasons, ends=found.metrics)
        self.compared = found if found.pairs else None
        self._refresh()
        nothing = self.tr("There are no two runs that can be compared.")
        self.verdict.setText(headline(found) if found.pairs else nothing)
        self._show_tests(self._about_tests(found) if found.pairs else nothing)
        # What is trained has no model yet, what was imported no rows.
        never = {run.id for run in self.view.contents.runs if run.row.status in ("running", "imported")}
        self._offer_scoring([run_id for run_id in reasons if run_id not in {*known, *never}])

    def _on_failed(self, error: Exception) -> None:
        if not isinstance(error, EngineError):
            self._context.notify.error(error, self.tr("The runs were not compared"))
        self.verdict.setText(problem_text(error))

    def _offer_scoring(self, run_ids: list[int]) -> None:
        """Offer to make the ranks that these runs lack."""
        self._unscored = run_ids
        count = len(run_ids)
        text = self.tr("Score that run") if count == 1 else self.tr("Score those {} runs").format(count)
        self.score.setText(text)
        self.score.setVisible(count > 0)
        self.score.setEnabled(not self.testing.scoring)

    def _score(self) -> None:
        self.score.setEnabled(False)
        self.testing.score(self.view, self._unscored)

    def _on_scored(self) -> None:
        self.compared = None  # there is more to test
        self._context.runs_changed.emit()

    def _show_tests(self, about: str) -> None:
        found, places = self.compared, {run.name: run.place for run in self.view.contents.runs}
        self.pairs.show_sheet(pair_sheet(found, places) if found else Sheet(), about)
        turned = self.tr("Row minus column. {}").format(about) if found else about
        self.matrix.show_sheet(matrix_sheet(found, places) if found else Sheet(), turned)

    def _about_tests(self, found: Compared) -> str:
        text = self.tr(
            "{0} on {1} rows, in points. Bold: shown by the data, after Holm's correction for {2}."
        )
        count = len(found.pairs)
        pairs = self.tr("1 comparison") if count == 1 else self.tr("{} comparisons").format(count)
        return text.format(found.metric.upper(), f"{found.rows:,}", pairs)

    def _arrange(self) -> None:
        for tab, title in (
            (self.curves, self.tr("Curves")),
            (self.metrics, self.tr("Metrics")),
            (self.pairs, self.tr("Tests")),
            (self.matrix, self.tr("Matrix")),
            (self.slices, self.tr("Groups")),
            (self.settings, self.tr("Settings")),
            (self.cost, self.tr("Cost")),
        ):
            self.tabs.addTab(tab, title)
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(*[theme.MARGIN] * 4)
        column.setSpacing(theme.SPACING)
        column.addWidget(self._header)
        column.addWidget(self.choices)
        column.addWidget(self.verdict)
        told = QHBoxLayout()
        told.setSpacing(theme.SPACING)
        told.addWidget(self.notes, 1, Qt.AlignmentFlag.AlignTop)
        told.addWidget(self.score, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(told)
        card = Card()
        card.body.addWidget(self.tabs)
        column.addWidget(card, 1)
        scrolling = QScrollArea()  # a small window has no room for two plots above each other
        scrolling.setAccessibleName(self.tr("Comparison of runs"))
        scrolling.setWidget(inside)
        scrolling.setWidgetResizable(True)
        scrolling.setFrameShape(QFrame.Shape.NoFrame)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scrolling)


class _Verdict(TextLabel):
    factor = 1.05


class _Views(Tabs):
    """Takes what room there is: what its plots would like to have would make every window scroll."""

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return False
