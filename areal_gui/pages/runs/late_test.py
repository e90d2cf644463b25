"""The test of a run that was stopped or interrupted before its own: judged once, and kept with the run."""

from __future__ import annotations

from collections.abc import Iterator

from areal_gui.tasks import Operation
from engine.events import CancelToken, Event
from engine.store.runs import FINAL, Metric, add_metrics
from engine.training.events import Evaluated
from engine.workspace import Workspace


def late_test(workspace: Workspace, run_id: int) -> Operation:
    """An operation that tests the best epoch of a run and records what it finds."""

    def operation(cancel: CancelToken) -> Iterator[Event]:
        from engine.training.evaluate_run import evaluate_run  # loads torch: on the worker's thread

        for event in evaluate_run(workspace, run_id, "test", cancel):
            if isinstance(event, Evaluated):
                add_metrics(workspace.store, run_id, as_metrics(event))
            yield event

    return operation


def as_metrics(event: Evaluated) -> list[Metric]:
    """The final metrics as the store keeps them."""
    tables = [("model", name, values) for name, values in event.slices.items()]
    tables += [(subject, "all", values) for subject, values in event.references.items()]
    return [
        Metric(subject, event.split, slice_, name, FINAL, value)
        for subject, slice_, values in tables
        for name, value in values.items()
    ]
