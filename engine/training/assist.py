"""What the other processes of a training do: their share of every batch, when the leader says so."""

from __future__ import annotations

from pathlib import Path

from engine.events import CancelToken
from engine.store.runs import get_run
from engine.training.config import RunConfig
from engine.training.devices import leave_a_core_to_the_window, resolve
from engine.training.distribution import Order, current_world
from engine.training.epoch import EpochRunner
from engine.training.runner import make_runner
from engine.training.setup import data_of_run
from engine.workspace import Workspace


def assist(root: Path | None, cancel: CancelToken) -> None:
    """Help the leader with a run in the workspace at `root` until it is over; writes nothing."""
    world = current_world()
    order, run_id = world.hear()
    if order is Order.END:
        return
    with Workspace.open(root, write=False) as workspace:  # the leader has made it ready by now
        run = get_run(workspace.store, run_id)
        config = RunConfig.model_validate(run.config)
        device = resolve(config.device)
        leave_a_core_to_the_window()
        data = data_of_run(workspace, run)
        runner: EpochRunner | None = None
        while order is not Order.END:
            if order is not Order.EPOCH:
                phase = "selection" if order is Order.SELECTION else "refit"
                runner = make_runner(phase, workspace, run, data, device, cancel)  # type: ignore[arg-type]
            else:
                assert runner is not None, "the leader begins a phase before its epochs"
                _epoch(runner)
            order, _ = world.hear()


def _epoch(runner: EpochRunner) -> None:
    for _ in runner.steps():
        pass
    if runner.epoch_complete:
        runner.next_epoch()
