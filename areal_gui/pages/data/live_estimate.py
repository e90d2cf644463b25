"""What will come out of the import, estimated anew in the background whenever a choice changes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from areal_gui import loading
from areal_gui.tasks import Task, TaskRunner
from engine.events import CancelToken

if TYPE_CHECKING:
    from engine.importing.recipe import Recipe
    from engine.sequences.counting import Expected

PATIENCE_MS = 250
"""Choices that follow each other faster are estimated together."""


class LiveEstimate(QObject):
    """Of several questions only the last is answered; the reading for those before it ends."""

    asked = Signal()
    ready = Signal(object)
    """What is `Expected`."""
    failed = Signal(Exception)

    def __init__(self, tasks: TaskRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._question: tuple[list[Path], Recipe] | None = None
        self._task: Task | None = None
        self._token = CancelToken()
        self._timer = QTimer(self, singleShot=True, interval=PATIENCE_MS)
        self._timer.timeout.connect(self._start)

    def ask(self, paths: Sequence[Path], recipe: Recipe) -> None:
        """Estimate soon; a question that was asked last needs no second answer."""
        question = (list(paths), recipe)
        if question != self._question:
            self.stop()
            self._question = question
            self.asked.emit()
            self._timer.start()

    def stop(self) -> None:
        """Drop what is being estimated."""
        self._timer.stop()
        self._question = None
        self._token.cancel()
        if self._task is not None:
            self._task.cancel()
            self._task = None

    def _start(self) -> None:
        if self._question is None:
            return
        paths, recipe = self._question
        self._token = token = CancelToken()

        def read() -> Expected:
            with loading.one_at_a_time:
                from engine.sequences.counting import expected

            return expected(paths, recipe, token)

        self._task = self._tasks.query(read, self.ready.emit, self.failed.emit, key="import.estimate")
