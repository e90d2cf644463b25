"""What simple methods would score on a log: what a model trained on it has to pass."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QWidget

from areal_gui import formats, loading, theme
from areal_gui.components import Button, Card, Muted
from areal_gui.context import AppContext
from areal_gui.tasks import Task
from engine.events import CancelToken, Event, Progress

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow
    from engine.training.reference_scores import ReferencesScored

Key = tuple[int, int]
"""A data set by its number and the moment its log last changed."""
BAR_WIDTH = 24 * theme.SPACING


class BaselinesCard(Card):
    """Computes when it is asked to, once for each log; the figures stay while the window is open."""

    def __init__(self, context: AppContext, parent: QWidget | None = None) -> None:
        super().__init__(self.tr("What simple methods would score, in %"), parent)
        self._context = context
        self._row: DatasetRow | None = None
        self._known: dict[Key, ReferencesScored] = {}
        self._running: dict[Key, Task] = {}
        self.table: QWidget | None = None
        self._text = Muted(wrap=True)
        self.compute = Button(self.tr("Compute"), self._compute, icon_name="chart")
        self.cancel = Button(self.tr("Cancel"), self._cancel, icon_name="close")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(BAR_WIDTH)
        self.bar.setAccessibleName(self.tr("Progress of the simple methods"))
        row = QHBoxLayout()
        row.setSpacing(theme.SPACING)
        for part in (self.compute, self.bar, self.cancel):
            row.addWidget(part, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        self.body.addWidget(self._text)
        self.body.addLayout(row)

    def show_row(self, row: DatasetRow) -> None:
        """Show what is known of a data set."""
        self._row = row
        self._refresh()

    def _refresh(self) -> None:
        if self._row is None:
            return
        key = _key(self._row)
        known, running = self._known.get(key), self._running.get(key)
        if known is not None:
            self._show(known)
        elif running is None:
            self._text.setText(
                self.tr(
                    "Popularity, repeating the last item, Markov, item-kNN and V-SKNN, fitted on the "
                    "training part and judged on the test part as a run would be. Takes seconds to minutes."
                )
            )
        elif running.progress is not None:
            self._show_progress(running.progress)
        else:
            self._text.setText(self.tr("Preparing…"))
        self._show_parts(known=known is not None, running=running is not None)

    def _show_parts(self, *, known: bool, running: bool) -> None:
        """Show what can be done and seen now; the keyboard goes over before what it was on goes away."""
        parts: list[tuple[QWidget, bool]] = [
            (self.cancel, running),
            (self.compute, not known and not running),
        ]
        if self.table is not None:
            parts.append((self.table, known))
        had_keyboard = self.compute.hasFocus() or self.cancel.hasFocus()
        for part, wanted in parts:
            if wanted:
                part.show()
        if had_keyboard:
            next(part for part, wanted in parts if wanted).setFocus(Qt.FocusReason.OtherFocusReason)
        for part, wanted in (*parts, (self.bar, running)):
            part.setVisible(wanted)

    def _compute(self) -> None:
        row, workspace = self._row, self._context.workspace
        if row is None:
            return
        key = _key(row)

        def operation(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                from engine.training.presets import preset_for
                from engine.training.reference_scores import score_references
            return score_references(workspace, row.id, preset_for("recommended", row), cancel)

        def end() -> None:
            self._running.pop(key, None)
            self._refresh()

        def done(scored: ReferencesScored) -> None:
            self._known[key] = scored
            end()

        def failed(error: Exception) -> None:
            end()
            self._context.notify.error(error, self.tr("The simple methods were not computed"))

        task = self._context.tasks.start(
            self.tr("Simple methods on {0}").format(row.name),
            operation,
            on_finished=done,
            on_failed=failed,
            on_cancelled=end,
        )
        task.progressed.connect(lambda _progress: self._refresh())
        self._running[key] = task
        self.bar.setRange(0, 0)
        self._refresh()

    def _cancel(self) -> None:
        if self._row is not None and (task := self._running.get(_key(self._row))) is not None:
            task.cancel()

    def _show_progress(self, progress: Progress) -> None:
        self._text.setText(progress.text)
        if progress.total:
            self.bar.setRange(0, 1000)
            self.bar.setValue(min(1000, 1000 * progress.done // progress.total))
        else:
            self.bar.setRange(0, 0)

    def _show(self, scored: ReferencesScored) -> None:
        from areal_gui.pages.train.result_table import ResultModel, result_table
        from areal_gui.pages.train.verdict import policy_text, result_rows

        if self.table is None:
            self._model = ResultModel()
            self.table = result_table(self._model, self.tr("Test figures of the simple methods"))
            self.body.addWidget(self.table)
        self._model.show_rows(result_rows({}, scored.metrics)[1:])
        said = self.tr("On {0} test examples, split {1}. {2}")
        self._text.setText(
            said.format(
                formats.count(scored.examples),
                scored.split.replace("_", " "),
                policy_text(scored.policy, scored.metrics),
            )
        )


def _key(row: DatasetRow) -> Key:
    return row.id, row.generation
