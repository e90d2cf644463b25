"""The tests of a comparison, and the scoring that they may need first, as work in the background."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from areal_gui import loading
from areal_gui.context import AppContext
from areal_gui.pages.runs.comparison.sheets import View
from areal_gui.tasks import Task
from engine.events import CancelToken, Event

if TYPE_CHECKING:
    from engine.sequences.splits import Part

KIND = "comparison"
AFTER_MS = 20
"""Qt paints up to 5 ms after it was asked to: what is known is seen before the tests take the processor."""


class Testing(QObject):
    """Brings the result of the newest comparison that was asked for, and of no older one."""

    done = Signal(object)
    failed = Signal(object)
    scored = Signal()
    """The ranks that were missing are there, or what could be had of them."""

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._task: Task | None = None
        self._scoring: Task | None = None
        self._wanted: View | None = None

    @property
    def scoring(self) -> bool:
        """Whether ranks are being made."""
        return self._scoring is not None and self._scoring.running

    @property
    def busy(self) -> bool:
        """Whether a result is still to come."""
        return self._wanted is not None

    def begin(self, view: View) -> None:
        """Test the runs of this view once the window has painted what is known of them."""
        self.stop()
        self._wanted = view
        QTimer.singleShot(AFTER_MS, self, lambda: self._start(view))

    def stop(self) -> None:
        """Forget what is being tested."""
        self._wanted = None
        if self._task is not None and self._task.running:
            self._task.cancel()
        self._task = None

    def score(self, view: View, run_ids: Sequence[int]) -> None:
        """Make ranks that are missing or damaged, one run after the other, and keep them."""
        workspace, part = self._context.workspace, part_of(view)

        def score(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                from engine.training.evaluate_run import evaluate_run  # loads torch

            for run_id in run_ids:
                yield from evaluate_run(workspace, run_id, part, cancel, keep=True)

        def failed(error: Exception) -> None:
            self._context.notify.error(error, self.tr("Not all runs were scored"))
            self._on_scored()

        title = self.tr("Scoring 1 run") if len(run_ids) == 1 else self.tr("Scoring {} runs")
        self._scoring = self._context.tasks.start(
            title.format(len(run_ids)),
            score,
            kind=KIND,
            on_finished=lambda _last: self._on_scored(),
            on_failed=failed,
            on_cancelled=self._on_scored,
        )

    def _on_scored(self) -> None:
        self._scoring = None
        self.scored.emit()

    def _start(self, view: View) -> None:
        if view is not self._wanted:
            return
        workspace, part = self._context.workspace, part_of(view)
        ids = [run.id for run in view.contents.runs]

        def compare(cancel: CancelToken) -> Iterator[Event]:
            with loading.one_at_a_time:
                from engine.training.compare_runs import compare_runs  # loads torch

            return compare_runs(
                workspace, ids, part, view.metric, cancel, baseline=view.baseline, score=False
            )

        self._task = self._context.tasks.start(
            self.tr("Comparing {} runs").format(len(view.compared)),
            compare,
            kind=KIND,
            on_finished=lambda found: self._deliver(view, self.done, found),
            on_failed=lambda error: self._deliver(view, self.failed, error),
            on_cancelled=lambda: None,
        )

    def _deliver(self, view: View, signal: object, what: object) -> None:
        if view is self._wanted:
            self._wanted = None
            signal.emit(what)  # type: ignore[attr-defined]


def part_of(view: View) -> Part:
    """The rows that a view is about."""
    return "val" if view.split == "val" else "test"
