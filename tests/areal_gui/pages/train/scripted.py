"""Trainings of the queue whose course a test writes; the store has their runs, as of real ones."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from engine.errors import EngineError
from engine.events import CancelToken, Event
from engine.store.runs import create_run, update_run
from engine.training.events import RunFinished, RunStarted
from engine.workspace import Workspace
from tests.areal_gui.pages.train import training_events as told

Script = Callable[[CancelToken], Iterator[Event]]


def trained(workspace: Workspace, name: str) -> int:
    return create_run(
        workspace.store,
        dataset_id=1,
        name=name,
        model="areal",
        preset="quick",
        seed=0,
        device="cpu",
        config={},
    )


@pytest.fixture
def scripts(monkeypatch: pytest.MonkeyPatch) -> dict[str, Script]:
    """What the engine does for the training of that name; for others it finishes at once."""
    known: dict[str, Script] = {}

    def train(
        workspace: Workspace, _dataset: int, _config: Any, cancel: CancelToken, *, name: str, **_: Any
    ) -> Iterator[Event]:
        run_id = trained(workspace, name)
        yield RunStarted(**vars(told.started()) | {"run_id": run_id, "name": name})
        yield from known.get(name, lambda _cancel: iter(()))(cancel)
        stopped = cancel.cancelled
        update_run(workspace.store, run_id, status="stopped" if stopped else "finished")
        yield RunFinished(
            **vars(told.finished()) | {"run_id": run_id, "status": "stopped" if stopped else "finished"}
        )

    monkeypatch.setattr("engine.training.queue.train", train)
    return known


def until_cancelled(cancel: CancelToken) -> Iterator[Event]:
    yield told.steps(1)
    cancel._event.wait()


def failing(_cancel: CancelToken) -> Iterator[Event]:
    yield told.steps(1)
    raise EngineError("The device is lost.")
