"""`estimate`."""

from __future__ import annotations

import argparse
import dataclasses

from engine.cli.console import Console
from engine.cli.text import duration, size, table
from engine.cli.train import configured
from engine.events import CancelToken
from engine.workspace import Workspace


def estimate(arguments: argparse.Namespace, console: Console, cancel: CancelToken) -> None:
    """Say what a training would take; nothing is trained, nothing is written."""
    with Workspace.open(arguments.workspace, write=False) as workspace:
        dataset, config, _ = configured(workspace, arguments)
        from engine.training.forecast.forecast import does_not_fit, forecast
        from engine.training.forecast.pace import timed
        from engine.training.setup import run_data

        found = forecast(workspace, dataset.id, config)
        pace = None
        if found.fits:
            console.say("Timing a few steps...")
            pace = timed(run_data(workspace, dataset.id, config), config, cancel)
    free = "unknown" if found.free is None else size(found.free)
    rows = [
        ("parameters", f"{found.parameters:,}"),
        ("of them in the network", f"{found.network:,}"),
        ("memory, about", size(found.needed)),
        ("free", free),
    ]
    if pace is not None:
        rows.append(("an epoch, about", duration(pace.epoch)))
        rows.append(("all epochs, at most about", duration(config.training.epochs * pace.epoch)))
    console.show(table(("", ""), rows))
    if not found.fits:
        console.say(str(does_not_fit(found)))
    console.result(
        dataset_id=dataset.id,
        parameters=found.parameters,
        network_parameters=found.network,
        device=found.device,
        sizes=found.sizes,
        memory=dataclasses.asdict(found.need),
        needed_bytes=found.needed,
        free_bytes=found.free,
        fits=found.fits,
        epoch_seconds=None if pace is None else pace.epoch,
        step_seconds=None if pace is None else pace.step,
        steps_per_epoch=None if pace is None else pace.steps,
    )
