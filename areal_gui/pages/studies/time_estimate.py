"""How long what is being set up will take: from earlier runs, and from a few steps of what never ran."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from areal_gui import loading
from areal_gui.context import AppContext
from areal_gui.pages.studies.texts import budget_text, timing_text
from engine.errors import EngineError
from engine.events import CancelToken
from engine.studies.plan import Plan

if TYPE_CHECKING:
    from engine.store.datasets import DatasetRow
    from engine.studies.estimate import Outlook, Pace
    from engine.training.config import RunConfig
    from engine.workspace import Workspace

LOADED_BY_OPTIMISERS = "torch._dynamo"
"""The first one loads it without asking whether another thread is loading something."""

Wanted = Sequence[tuple["DatasetRow", Plan]]


class TimeEstimate(QObject):
    """Asked anew after every change; what was timed before is not timed again.

    Attributes:
        text: what is known by now.
    """

    changed = Signal()

    def __init__(self, context: AppContext, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._context = context
        self._wanted: Wanted = ()
        self._paces: dict[tuple[int, int], list[Pace]] = {}
        self._total = 0
        self._token = CancelToken()
        self._may_time = False
        self.text = ""

    def ask(self, wanted: Wanted, *, may_time: bool) -> None:
        """Estimate these plans; `may_time`: run a few steps of what has never been trained."""
        self.stop()
        self._wanted, self._may_time, self._total = wanted, may_time, 0
        self._token = CancelToken()
        self._estimate(self._token)

    def stop(self) -> None:
        """Leave the machine to others until `go_on`."""
        self._token.cancel()

    def go_on(self) -> None:
        """Estimate again what was stopped."""
        if self._token.cancelled and self._wanted:
            self.ask(self._wanted, may_time=self._may_time)

    def forget(self) -> None:
        """There is nothing to estimate."""
        self.stop()
        self._wanted = ()

    def _estimate(self, token: CancelToken) -> None:
        workspace, wanted = self._context.workspace, self._wanted
        paces = [list(self._paces.get((row.id, row.generation), ())) for row, _ in wanted]

        def show(found: tuple[list[Outlook | None], list[tuple[DatasetRow, RunConfig]]]) -> None:
            if not token.cancelled:
                self._show(*found, token)

        self._context.tasks.query(
            lambda: _outlooks(workspace, wanted, paces),
            show,
            lambda _error: self._say(budget_text(None)),
            key="studies.estimate",
        )

    def _show(
        self, found: list[Outlook | None], untimed: list[tuple[DatasetRow, RunConfig]], token: CancelToken
    ) -> None:
        outlooks = [each for each in found if each is not None]
        text = budget_text(outlooks if len(outlooks) == len(found) else None)
        if not (self._may_time and untimed):
            self._say(text)
            return
        self._total = max(self._total, len(untimed))
        if self._context.training.control.busy:
            self._say(text)
            return
        self._say(timing_text(self._total - len(untimed), self._total))
        self._time(*untimed[0], token)

    def _time(self, dataset: DatasetRow, config: RunConfig, token: CancelToken) -> None:
        workspace = self._context.workspace

        def timed(seconds: float) -> None:
            self._paces.setdefault((dataset.id, dataset.generation), []).append((config, seconds))
            if not token.cancelled:
                self._estimate(token)

        def failed(_error: Exception) -> None:
            if not token.cancelled:  # what cannot be timed is told when it is trained
                self._may_time = False
                self._estimate(token)

        task = self._context.tasks.query(
            lambda: _seconds(workspace, dataset.id, config, token), timed, failed, key="studies.pace"
        )
        task.cancel_asked.connect(token.cancel)

    def _say(self, text: str) -> None:
        self.text = text
        self.changed.emit()


def _outlooks(
    workspace: Workspace, wanted: Wanted, paces: Sequence[Sequence[Pace]]
) -> tuple[list[Outlook | None], list[tuple[DatasetRow, RunConfig]]]:
    with loading.one_at_a_time:
        from engine.studies.estimate import outlook, untimed
    found = [
        outlook(workspace, row.id, plan, timed) for (row, plan), timed in zip(wanted, paces, strict=True)
    ]
    missing = [
        (row, config)
        for (row, plan), timed in zip(wanted, paces, strict=True)
        for config in untimed(workspace, row.id, plan, timed)
    ]
    return found, missing


def _seconds(workspace: Workspace, dataset_id: int, config: RunConfig, cancel: CancelToken) -> float:
    """Of one epoch; raises `EngineError` where the configuration does not fit the log."""
    with loading.one_at_a_time:
        from engine.training.forecast.forecast import does_not_fit, forecast
        from engine.training.forecast.pace import timed
        from engine.training.setup import run_data

        importlib.import_module(LOADED_BY_OPTIMISERS)
    found = forecast(workspace, dataset_id, config)
    if not found.fits:
        raise EngineError(str(does_not_fit(found)))
    return timed(run_data(workspace, dataset_id, config), config, cancel).epoch
