"""A small log, and studies of it that train within seconds."""

from __future__ import annotations

import pytest
import torch

from engine.events import Cancelled, CancelToken
from engine.studies.plan import Axis, SearchPlan, SweepPlan, between, choice
from engine.studies.sweep import run_study
from engine.training.config import RunConfig
from engine.training.epoch import EpochRunner
from engine.training.settings import with_settings
from engine.workspace import Workspace
from tests.support.imported import ALTERNATING, SMALL, import_sequences

QUICK = with_settings(SMALL, {"training.epochs": 1, "sampling.steps": 2, "sampling.samples": 1})
STEPS = 9
"""Of one training."""


@pytest.fixture
def dataset(workspace: Workspace) -> int:
    return import_sequences(workspace, ALTERNATING)


@pytest.fixture
def grid() -> SweepPlan:
    """Two schedules with two seeds."""
    axes = (Axis(path="diffusion.schedule", values=("linear", "sqrt")),)
    return SweepPlan(preset="quick", base=QUICK, axes=axes, seeds=(0, 1))


def search_plan(
    base: RunConfig = QUICK, *, trials: int | None = 3, minutes: float | None = None
) -> SearchPlan:
    """A search of the learning rate and the layers."""
    space = (
        between(base, "training.learning_rate", 1e-5, 1e-1),
        choice(base, "model.layers", (1, 2)),
    )
    return SearchPlan(preset="quick", base=base, space=space, trials=trials, minutes=minutes)


def stop_in_second(monkeypatch: pytest.MonkeyPatch, workspace: Workspace, number: int) -> None:
    """Run a study, and stop it in the middle of its second training."""
    token, done = CancelToken(), 0
    original = EpochRunner._step

    def step(self: EpochRunner, rows: torch.Tensor) -> object:
        nonlocal done
        done += 1
        if done == STEPS + 3:
            token.cancel()
        return original(self, rows)

    with monkeypatch.context() as patch:
        patch.setattr(EpochRunner, "_step", step)
        with pytest.raises(Cancelled):
            list(run_study(workspace, number, token))
